// Command forced measures what a goroutine does that calls runtime.GC() in an
// otherwise idle process: how long after the end of the mark the call returns,
// and on which P; and how far apart two readings of the clock are.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"time"
	_ "unsafe" // for go:linkname

	"poolscope/groundtruth/probes/report"
)

//go:linkname procPin runtime.procPin
func procPin() int

//go:linkname procUnpin runtime.procUnpin
func procUnpin()

const (
	rounds = 300
	// what takes longer after the end of its mark was kept waiting by another program
	undisturbed = 300 * time.Microsecond
)

func main() {
	if len(os.Args) > 1 {
		measure()
		return
	}
	self, err := os.Executable()
	check(err)
	for _, procs := range []int{1, 2, 4, 8, 16, 64} {
		cmd := exec.Command(self, "measure")
		cmd.Env = append(os.Environ(), fmt.Sprint("GOMAXPROCS=", procs))
		cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
		check(cmd.Run())
	}
	gaps := make([]float64, 0, 10_000)
	for range cap(gaps) {
		a := time.Now()
		gaps = append(gaps, float64(time.Since(a).Nanoseconds()))
	}
	report.Print("clock.gap", "ns", "between two readings of the clock", gaps...)
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func measure() {
	var (
		stats     debug.GCStats
		afterMark []float64
		elsewhere []float64
		highest   = runtime.GOMAXPROCS(0) - 1
	)
	runtime.GC()
	for range rounds {
		time.Sleep(5 * time.Millisecond)
		runtime.GC()
		now := time.Now()
		p := procPin()
		procUnpin()
		debug.ReadGCStats(&stats)
		after := time.Duration(now.UnixNano() - stats.LastGC.UnixNano())
		if after > undisturbed {
			continue
		}
		afterMark = append(afterMark, float64(after)/1000)
		if p == highest {
			elsewhere = append(elsewhere, 0)
		} else {
			elsewhere = append(elsewhere, 1)
		}
	}
	share := 0.0
	for _, each := range elsewhere {
		share += each / float64(len(elsewhere))
	}
	key := fmt.Sprint(".p", runtime.GOMAXPROCS(0))
	report.Print("forced.afterMark"+key, "us", "runtime.GC() in an idle process, 5 ms apart, undisturbed: from the end of the mark until it returns", afterMark...)
	report.Print("forced.elsewhere"+key, "fraction", fmt.Sprint("of those ", len(afterMark), " the share that return on another P than the one with the highest number"), share)
}
