// Command signal measures what a page costs that the system provides while a
// mark waits for the goroutine that writes to it. Memory is copied in one go, so
// the goroutine comes to no safe point; a worker that is to scan its stack
// signals to its thread again and again meanwhile, and each signal meets a page
// fault. So it does where a loop touches page after page, which could be stopped
// anywhere: with four Ps, of which one marks all the time, but not with two.
package main

import (
	"runtime"
	"runtime/debug"
	"time"

	"poolscope/groundtruth/probes/report"
)

const (
	bytes    = 8 << 20
	pages    = bytes / 4096
	attempts = 12
)

var kept []byte

// writeNs writes to memory that is not resident; its allocation begins a mark
// where the collector is on.
func writeNs(write func(to []byte), gogc int) float64 {
	kept = nil
	debug.SetGCPercent(-1)
	debug.FreeOSMemory()
	debug.SetGCPercent(gogc)
	kept = make([]byte, bytes)
	begin := time.Now()
	write(kept)
	return float64(time.Since(begin).Nanoseconds())
}

func touch(to []byte) {
	for at := 0; at < len(to); at += bytes / pages {
		to[at]++
	}
}

// perPage is what a page takes with the collector off, and while a mark waits.
func perPage(procs int, write func(to []byte)) (alone, waited []float64) {
	runtime.GOMAXPROCS(procs)
	for range attempts {
		alone = append(alone, writeNs(write, -1)/pages)
		waited = append(waited, writeNs(write, 1)/pages)
	}
	return
}

func main() {
	from := make([]byte, bytes)
	for i := range from {
		from[i] = 1
	}
	alone, waited := perPage(2, func(to []byte) { copy(to, from) })
	const copied = "8 MiB copied into memory that is not resident"
	report.Print("memory.copyPerPage", "ns", copied, alone...)
	report.Print("memory.copyPerPage.waited", "ns", copied+", while a mark waits for the goroutine", waited...)
	const touched = "a byte of each page of 8 MiB changed that is not resident"
	alone, two := perPage(2, touch)
	_, four := perPage(4, touch)
	report.Print("memory.touchPerPage", "ns", touched, alone...)
	report.Print("memory.touchPerPage.waited.p2", "ns", touched+", during a mark at 2 Ps", two...)
	report.Print("memory.touchPerPage.waited.p4", "ns", touched+", during a mark at 4 Ps", four...)
}
