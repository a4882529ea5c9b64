// Command stall measures how late everybody else runs while one goroutine grows
// a large buffer: a copy of memory cannot be preempted, and the barrier at the
// end of marking holds the P of its mark worker until every P has passed a safe
// point. With one or two Ps nothing else runs meanwhile.
package main

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"runtime"
	"runtime/metrics"
	"slices"
	"sync/atomic"
	"time"

	"poolscope/groundtruth/probes/report"
)

func main() {
	if len(os.Args) > 1 {
		measure()
		return
	}
	self, err := os.Executable()
	check(err)
	for _, p := range []int{1, 2, 8} {
		cmd := exec.Command(self, "child")
		cmd.Env = append(os.Environ(), fmt.Sprint("GOMAXPROCS=", p))
		cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
		check(cmd.Run())
	}
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// body is read in whatever portions the buffer asks for, like a request's.
type body struct{ left int }

func (b *body) Read(p []byte) (int, error) {
	if b.left == 0 {
		return 0, io.EOF
	}
	n := min(len(p), b.left)
	clear(p[:n])
	b.left -= n
	return n, nil
}

// longestStop is the longest time that stopping the world for a collection has taken so far.
func longestStop(s []metrics.Sample, before []uint64) (ms float64) {
	metrics.Read(s)
	h := s[0].Value.Float64Histogram()
	for i, n := range h.Counts {
		if n > before[i] && !math.IsInf(h.Buckets[i+1], 1) {
			ms = h.Buckets[i+1] * 1000
		}
		before[i] = n
	}
	return ms
}

func measure() {
	p := runtime.GOMAXPROCS(0)
	pauses := []metrics.Sample{{Name: "/sched/pauses/stopping/gc:seconds"}}
	metrics.Read(pauses)
	before := make([]uint64, len(pauses[0].Value.Float64Histogram().Counts))
	for _, size := range []int{1 << 20, 4 << 20, 16 << 20, 64 << 20} {
		var latest, stops, grows []float64
		for range 12 {
			time.Sleep(20 * time.Millisecond)
			longestStop(pauses, before)
			var stop atomic.Bool
			late := make(chan float64)
			go func() {
				worst := 0.0
				for !stop.Load() {
					t := time.Now()
					time.Sleep(time.Millisecond)
					worst = max(worst, float64(time.Since(t)-time.Millisecond)/1e6)
				}
				late <- worst
			}()
			time.Sleep(3 * time.Millisecond)
			t := time.Now()
			var b bytes.Buffer
			io.Copy(&b, &body{left: size})
			grows = append(grows, float64(time.Since(t))/1e6)
			stop.Store(true)
			latest = append(latest, <-late)
			stops = append(stops, longestStop(pauses, before))
			runtime.KeepAlive(b.Bytes())
		}
		slices.Sort(latest)
		key := fmt.Sprintf("%dMiB.p%d", size>>20, p)
		how := fmt.Sprintf("a bytes.Buffer grows from nothing to a body of %d MiB, collections as they come, P=%d", size>>20, p)
		report.Print("stall.grow."+key, "ms", how+": how long that takes", grows...)
		report.Print("stall.stopping."+key, "ms", how+": the longest wait for the world to stop, upper end of the histogram's bucket", stops...)
		report.Print("stall.sleepLate."+key, "ms", how+": the latest wake-up of a goroutine that sleeps for 1 ms again and again", latest...)
	}
}
