// Command handoff counts how often a request puts its object back on another P
// than the one it took it from, in an open loop whose requests wait in between.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
	_ "unsafe" // for go:linkname

	"poolscope/groundtruth/probes/report"
)

//go:linkname procPin runtime.procPin
func procPin() int

//go:linkname procUnpin runtime.procUnpin
func procUnpin()

func p() int {
	id := procPin()
	procUnpin()
	return id
}

func main() {
	if len(os.Args) > 2 {
		rate, _ := strconv.ParseFloat(os.Args[1], 64)
		hold, _ := time.ParseDuration(os.Args[2])
		measure(rate, hold)
		return
	}
	self, err := os.Executable()
	check(err)
	for _, procs := range []int{2, 8, 64} {
		for _, rate := range []int{100, 500, 2000} {
			for _, hold := range []string{"0s", "1ms", "5ms", "20ms"} {
				cmd := exec.Command(self, fmt.Sprint(rate), hold)
				cmd.Env = append(os.Environ(), fmt.Sprint("GOMAXPROCS=", procs))
				cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
				check(cmd.Run())
			}
		}
	}
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func measure(rate float64, hold time.Duration) {
	var (
		pool        = sync.Pool{New: func() any { return new([4096]byte) }}
		other, n    atomic.Int64
		dispatcher  atomic.Int64 // requests that ran on the P of the one that started them
		getOn       [64]atomic.Int64
		wg          sync.WaitGroup
		start       = time.Now()
		length      = 2 * time.Second
		interval    = time.Duration(1e9 / rate)
		dispatchedP int
	)
	for i := time.Duration(0); i*interval < length; i++ {
		time.Sleep(i*interval - time.Since(start))
		dispatchedP = p()
		from := dispatchedP
		wg.Go(func() {
			x := pool.Get()
			a := p()
			getOn[a].Add(1)
			if a == from {
				dispatcher.Add(1)
			}
			x.(*[4096]byte)[0]++
			if hold > 0 {
				time.Sleep(hold)
			}
			if p() != a {
				other.Add(1)
			}
			pool.Put(x)
			n.Add(1)
		})
	}
	wg.Wait()
	busiest := int64(0)
	used := 0
	for i := range getOn {
		busiest = max(busiest, getOn[i].Load())
		if getOn[i].Load() > 0 {
			used++
		}
	}
	total := float64(n.Load())
	key := fmt.Sprintf("rate%g.hold%v.p%d", rate, hold, runtime.GOMAXPROCS(0))
	how := "open loop of 2 s, one goroutine a request: share of the requests that "
	report.Print("handoff.putElsewhere."+key, "fraction", how+"put the object back on another P than they took it from", float64(other.Load())/total)
	report.Print("handoff.getWithDispatcher."+key, "fraction", how+"took it on the P that started them", float64(dispatcher.Load())/total)
	report.Print("handoff.busiestP."+key, "fraction", how+"took it on the P with the most of them", float64(busiest)/total)
	report.Print("handoff.psUsed."+key, "Ps", "Ps on which at least one request of that loop took its object", float64(used))
}
