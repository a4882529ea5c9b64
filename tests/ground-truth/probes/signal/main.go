// Command signal measures what a page costs that the system provides while a
// mark waits for the goroutine that writes to it. Memory is copied in one go, so
// the goroutine comes to no safe point; a worker that is to scan its stack
// signals to its thread again and again meanwhile, and each signal meets a page
// fault.
package main

import (
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

// copyNs copies into memory that is not resident; its allocation begins a mark
// where the collector is on.
func copyNs(from []byte, gogc int) float64 {
	kept = nil
	debug.SetGCPercent(-1)
	debug.FreeOSMemory()
	debug.SetGCPercent(gogc)
	kept = make([]byte, bytes)
	begin := time.Now()
	copy(kept, from)
	return float64(time.Since(begin).Nanoseconds())
}

func main() {
	from := make([]byte, bytes)
	for i := range from {
		from[i] = 1
	}
	var alone, waited []float64
	for range attempts {
		alone = append(alone, copyNs(from, -1)/pages)
		waited = append(waited, copyNs(from, 1)/pages)
	}
	const how = "8 MiB copied into memory that is not resident"
	report.Print("memory.copyPerPage", "ns", how, alone...)
	report.Print("memory.copyPerPage.waited", "ns", how+", while a mark waits for the goroutine", waited...)
}
