package main

import (
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

var serveNs, maxServeNs counter

func serve(sc scenario, i int, hold time.Duration) {
	a := nanotime()
	t := sc.begin(i)
	if hold > 0 {
		time.Sleep(hold)
	}
	sc.end(t)
	d := nanotime() - a
	serveNs.Add(d)
	for {
		m := maxServeNs.Load()
		if d <= m || maxServeNs.CompareAndSwap(m, d) {
			break
		}
	}
	done.Add(1)
}

var gcForced atomic.Int64

func forceGC() {
	gcForced.Add(1)
	runtime.GC()
}

// openLoad starts request i at floor(i/burst)*burst/rate seconds, whatever the
// earlier requests do. Each request is a goroutine.
func openLoad(c *Config, sc scenario, res *Result) {
	var wg sync.WaitGroup
	hold := c.Hold()
	var lagSum, lagMax int64
	one := func(i int) {
		inFlight.Add(1)
		serve(sc, i, hold)
		inFlight.Add(-1)
		wg.Done()
	}
	i := 0
	type stall struct{ due, at, n int64 }
	stalls := make([]stall, 0, 1000)
	const late = 5e6
	for {
		due := int64(float64(i/c.Burst*c.Burst) / c.Rate * 1e9)
		if due >= c.DurationNs {
			break
		}
		now := nanotime() - smp.base
		if now < due {
			time.Sleep(time.Duration(due - now))
			continue
		}
		lagSum += now - due
		lagMax = max(lagMax, now-due)
		if n := len(stalls); n > 0 && now-stalls[n-1].at < late && now-due >= 1e6 {
			stalls[n-1].n++ // still catching up
		} else if now-due >= late && n < cap(stalls) {
			stalls = append(stalls, stall{due, now, 1})
		}
		wg.Add(1)
		started.Add(1)
		go one(i)
		i++
	}
	if d := c.DurationNs - (nanotime() - smp.base); d > 0 {
		time.Sleep(time.Duration(d))
	}
	wg.Wait()
	for _, s := range stalls {
		res.Stalls = append(res.Stalls, [3]int64{s.due / 1000, s.at / 1000, s.n})
	}
	res.Offered = int64(i)
	res.MeanLagMs = float64(lagSum) / 1e6 / float64(max(i, 1))
	res.MaxLagMs = float64(lagMax) / 1e6
}

// closedLoad runs N goroutines; each starts its next request when the last one
// has ended. Goroutine w does operations w, w+N, w+2N, ...
func closedLoad(c *Config, sc scenario, res *Result) {
	var wg sync.WaitGroup
	hold := c.Hold()
	n := c.Closed
	for w := 0; w < n; w++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for k := 0; c.Ops == 0 || k < c.Ops; k++ {
				if c.Ops == 0 && nanotime()-smp.base >= c.DurationNs {
					break
				}
				inFlight.Add(1)
				started.Add(1)
				serve(sc, w+k*n, hold)
				inFlight.Add(-1)
				if c.GCEvery > 0 && done.Load()%int64(c.GCEvery) == 0 {
					forceGC()
				}
			}
		}()
	}
	wg.Wait()
	res.Offered = started.Load()
}

// exactLoad is one goroutine that keeps Window objects borrowed (returned
// oldest first), or borrows Burst objects and then returns them all, and
// collects after every GCEvery operations. An operation is one begin; its end
// follows when the window or the burst is full. Samples are taken inline.
func exactLoad(c *Config, sc scenario, res *Result) {
	depth := max(c.Window, c.Burst)
	ring := make([]tok, depth)
	head, n := 0, 0
	pop := func() {
		t := ring[head]
		ring[head] = tok{}
		head = (head + 1) % depth
		n--
		sc.end(t)
		done.Add(1)
		inFlight.Add(-1)
	}
	smp.read(0, true)
	for i := 0; i < c.Ops; i++ {
		if c.Burst == 1 && n == depth {
			pop()
		}
		started.Add(1)
		inFlight.Add(1)
		ring[(head+n)%depth] = sc.begin(i)
		n++
		if c.Burst > 1 && n == depth {
			for n > 0 {
				pop()
			}
		}
		if depth == 1 {
			pop()
		}
		if (i+1)%c.GCEvery == 0 {
			smp.read(int64(i+1), true)
			forceGC()
			smp.read(int64(i+1), true)
		} else if c.SampleEvery > 0 && (i+1)%c.SampleEvery == 0 {
			smp.read(int64(i+1), true)
		}
	}
	for n > 0 {
		pop()
	}
	res.Offered = started.Load()
}
