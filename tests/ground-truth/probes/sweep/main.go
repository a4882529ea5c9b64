// Command sweep measures how fast HeapAlloc falls after marking has ended: in an
// idle process, where the background sweeper has a P to itself, seen by a
// sleeper or by a watcher on another P, and in a busy one, where the allocating
// goroutine pays for the sweeping.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"time"

	"poolscope/groundtruth/probes/report"
)

var (
	sample = []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}, {Name: "/gc/cycles/total:gc-cycles"}}
	keep   [][]byte
	sink   []byte
)

func heap() (bytes, cycles uint64) {
	metrics.Read(sample)
	return sample[0].Value.Uint64(), sample[1].Value.Uint64()
}

func main() {
	if len(os.Args) > 1 {
		measure(os.Args[1])
		return
	}
	self, err := os.Executable()
	check(err)
	for _, p := range []int{1, 2, 8} {
		for _, what := range []string{"idle", "watched", "busy"} {
			if what == "watched" && p == 1 {
				continue // a watcher would be the load
			}
			cmd := exec.Command(self, what)
			cmd.Env = append(os.Environ(), fmt.Sprint("GOMAXPROCS=", p))
			cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
			check(cmd.Run())
		}
	}
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// dead makes the heap hold total bytes of garbage in objects of this size, with
// no collection on the way, and then lets the pacer start one: GOGC comes back
// and the next allocation is far above the trigger.
func dead(size, total int) {
	debug.SetGCPercent(-1)
	keep = make([][]byte, 0, total/size)
	for range total / size {
		keep = append(keep, make([]byte, size))
	}
	keep = nil
	runtime.Gosched()
}

func measure(what string) {
	p := runtime.GOMAXPROCS(0)
	for _, c := range []struct {
		name        string
		size, total int
	}{{"1MiB", 1 << 20, 128 << 20}, {"32KiB", 32 << 10, 128 << 20}, {"1KiB", 1 << 10, 64 << 20}} {
		var half, all, bytes []float64
		for range 9 {
			runtime.GC()
			dead(c.size, c.total)
			start, cycles := heap()
			debug.SetGCPercent(100)
			sink = make([]byte, 1<<20) // tests the trigger
			if what == "idle" {
				time.Sleep(50 * time.Microsecond)
			}
			if f, ok := follow(what, cycles, start); ok {
				half, all, bytes = append(half, f.half), append(all, f.all), append(bytes, f.allocated)
			}
		}
		how := fmt.Sprintf("%d MiB of dead %s objects, from the end of marking on, %s, P=%d", c.total>>20, c.name, seen[what], p)
		report.Print(fmt.Sprintf("sweep.%s.half.%s.p%d", what, c.name, p), "us", how+": until half of it is swept", half...)
		report.Print(fmt.Sprintf("sweep.%s.all.%s.p%d", what, c.name, p), "us", how+": until 95 % is swept (or 200 ms have passed)", all...)
		if what == "busy" {
			report.Print(fmt.Sprintf("sweep.busy.allocated.%s.p%d", c.name, p), "B", how+": what the goroutine allocated until 95 % was swept", bytes...)
		}
	}
}

var seen = map[string]string{
	"idle":    "seen every ms by a sleeper in an idle process",
	"watched": "seen by a goroutine that does nothing but watch",
	"busy":    "seen between its allocations of 4 KiB by a goroutine that never waits",
}

// fall is how the heap went down after the end of marking.
type fall struct{ half, all, allocated float64 }

// follow waits for the end of marking and times the fall of the heap after it.
func follow(what string, cycles, start uint64) (f fall, ok bool) {
	deadline := time.Now().Add(time.Second)
	step := func() {
		switch what {
		case "idle":
			time.Sleep(100 * time.Microsecond)
		case "busy":
			sink = make([]byte, 4096)
			f.allocated += 4096
		}
	}
	for {
		if _, c := heap(); c > cycles {
			break
		}
		if time.Now().After(deadline) {
			return f, false
		}
		step()
	}
	t0 := time.Now()
	f.allocated = 0
	for {
		now, _ := heap()
		d := time.Since(t0)
		if f.half == 0 && (now < start/2 || d > 200*time.Millisecond) {
			f.half = float64(d) / 1000
		}
		if now < start/20 || d > 200*time.Millisecond {
			f.all = float64(d) / 1000
			return f, true
		}
		step()
	}
}
