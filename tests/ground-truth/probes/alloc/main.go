// Command alloc measures what an allocation of pointer-free memory costs by
// size: on recycled memory, which must be zeroed, on memory that was given back
// to the system, and what writing, reading and touching memory costs besides.
package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"sync/atomic"
	"time"

	"poolscope/groundtruth/probes/report"
)

var keep []byte

func main() {
	debug.SetGCPercent(-1)
	for _, size := range []int{16, 24, 64, 128, 256, 512, 1 << 10, 4 << 10, 16 << 10, 32 << 10, 64 << 10, 256 << 10, 1 << 20, 4 << 20, 16 << 20, 64 << 20} {
		n := max(1, min(100_000, (64<<20)/size))
		var recycled, released []float64
		for round := range 12 {
			t := time.Now()
			for range n {
				keep = make([]byte, size)
			}
			ns := float64(time.Since(t)) / float64(n)
			keep = nil
			runtime.GC()
			if round > 1 {
				recycled = append(recycled, ns)
			}
		}
		for range 5 {
			debug.FreeOSMemory()
			t := time.Now()
			for range n {
				keep = make([]byte, size)
			}
			released = append(released, float64(time.Since(t))/float64(n))
			keep = nil
			runtime.GC()
		}
		report.Print(fmt.Sprintf("alloc.recycled.%d", size), "ns", "make([]byte, n) into a global, P=1, GC off, memory recycled by a collection between rounds", recycled...)
		report.Print(fmt.Sprintf("alloc.released.%d", size), "ns", "the same on pages that FreeOSMemory gave back; large ones are not touched by make", released...)
	}
	touch()
	readFirst("memory.firstReadPerPage", "one x++ for each 4 KiB page of 16 MiB that is not resident")
	runtime.GOMAXPROCS(2)
	var stop atomic.Bool
	go func() {
		for !stop.Load() {
		}
	}()
	readFirst("memory.firstReadPerPage.busy", "the same while another core runs the program")
	stop.Store(true)
	runtime.GOMAXPROCS(1)
	copying()
}

// touch measures the first write to each page of a block that is not resident.
func touch() {
	const size = 64 << 20
	var fault, again []float64
	for range 8 {
		keep = nil
		debug.FreeOSMemory()
		b := make([]byte, size)
		keep = b
		for _, out := range []*[]float64{&fault, &again} {
			t := time.Now()
			for o := 0; o < size; o += 4096 {
				b[o] = 1
			}
			*out = append(*out, float64(time.Since(t))/(size/4096))
		}
	}
	report.Print("memory.firstTouchPerPage", "ns", "one write to each 4 KiB page of 64 MiB that is not resident", fault...)
	report.Print("memory.touchPerPage", "ns", "one write to each 4 KiB page of 64 MiB that is resident", again...)
}

// readFirst measures the same where each page is read before it is written:
// first it is the page of zeros that all share, then one of its own.
func readFirst(name, how string) {
	const size = 16 << 20
	var fault []float64
	for range 8 {
		keep = nil
		debug.FreeOSMemory()
		b := make([]byte, size)
		keep = b
		t := time.Now()
		for o := 0; o < size; o += 4096 {
			b[o]++
		}
		fault = append(fault, float64(time.Since(t))/(size/4096))
	}
	report.Print(name, "ns", how, fault...)
}

// copying measures writing a body in chunks of 4096 and reading every 64th byte
// of it, as the scenarios do.
func copying() {
	var chunk [4096]byte
	for _, size := range []int{4 << 10, 64 << 10, 1 << 20, 16 << 20} {
		b := make([]byte, size)
		n := max(1, (256<<20)/size)
		var write, read []float64
		for range 6 {
			t := time.Now()
			for range n {
				for o := 0; o < size; o += len(chunk) {
					copy(b[o:], chunk[:])
				}
			}
			write = append(write, float64(time.Since(t))/float64(n)/float64(size))
			t = time.Now()
			sum := 0
			for range n {
				for o := 0; o < size; o += 64 {
					sum += int(b[o])
				}
			}
			read = append(read, float64(time.Since(t))/float64(n)/float64(size))
			keep = b[:sum&1]
		}
		report.Print(fmt.Sprintf("memory.writePerByte.%d", size), "ns/B", "copying a 4096-byte chunk over a block of this size", write...)
		report.Print(fmt.Sprintf("memory.readPerByte.%d", size), "ns/B", "adding up every 64th byte of a block of this size, per byte of the block", read...)
	}
	const ints = 1 << 20
	v := make([]int, ints)
	var compute []float64
	for range 6 {
		t := time.Now()
		for i := range v {
			z := uint64(i+1) * 0x9E3779B97F4A7C15
			for range 4 {
				z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9
			}
			v[i] = int(z >> 1)
		}
		compute = append(compute, float64(time.Since(t))/ints)
	}
	report.Print("compute.perInt", "ns", "one int of the table that expensive-new computes", compute...)
}
