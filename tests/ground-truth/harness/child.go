package main

import (
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// The measured process. It runs one load, samples it, and prints one JSON
// object on standard output; its standard error carries the gctrace lines.

// Drain is the end by Get: one goroutine takes objects until New is called.
type Drain struct {
	Before    Census `json:"before"` // the census just before
	GotByGet  int64  `json:"gotByGet"`
	GotBytes  int64  `json:"gotBytes"`
	LeftAfter Census `json:"leftAfter"` // what no Get from that goroutine could reach
}

type Result struct {
	LoadSeconds  float64    `json:"loadSeconds"` // from the start of the load to the end of its last request
	Offered      int64      `json:"offered"`     // requests that were due
	Started      int64      `json:"started"`
	Done         int64      `json:"done"`
	AchievedRate float64    `json:"achievedRate"` // done / loadSeconds
	Gets         int64      `json:"gets"`
	Puts         int64      `json:"puts"`
	News         int64      `json:"news"`
	NewSeconds   float64    `json:"newSeconds,omitempty"` // expensive-new: time inside New
	Dropped      int64      `json:"dropped"`              // fixed variants: objects not put back on purpose
	PeakInUse    int64      `json:"peakInUse"`
	MeanServeMs  float64    `json:"meanServeMs"` // begin, hold and end of one request, as measured
	MaxServeMs   float64    `json:"maxServeMs"`
	MeanLagMs    float64    `json:"meanLagMs"` // open loop: how late requests were started
	MaxLagMs     float64    `json:"maxLagMs"`
	Stalls       [][3]int64 `json:"stalls,omitempty"` // open loop: [first due, started, requests] in microseconds, when the dispatcher came 5 ms late or more
	GCForced     int64      `json:"gcForced"`         // collections the harness asked for during the load
	CPUSeconds   float64    `json:"cpuSeconds"`
	CPUShare     float64    `json:"cpuShare"`        // cpuSeconds / loadSeconds: 1 is one core
	RunDelay     float64    `json:"runDelaySeconds"` // time its threads were ready to run and waited for a CPU (sum over live threads)
	Policy       string     `json:"schedPolicy"`     // other, fifo or rr: the kernel scheduling class of the measured process
	CtxInvol     int64      `json:"involuntarySwitches"`
	Baseline     Step       `json:"baseline"` // before the load, after three collections
	End          []Step     `json:"end"`
	Drain        *Drain     `json:"drain,omitempty"`
	TotalNumGC   int64      `json:"totalNumGC"`
	StartOffset  float64    `json:"startOffset"` // load start, in seconds of process life (gctrace's @ clock)
	AttackCount  int64      `json:"attackCount"`
	ErrorCount   int64      `json:"errorCount"`

	NumCPU    int     `json:"-"`
	Rows      []int64 `json:"rows"`
	NRows     int     `json:"nRows"`
	GoVersion string  `json:"goVersion"`
}

// runDelay sums the time this process's threads have waited for a CPU.
func runDelay() (sum float64) {
	ds, err := os.ReadDir("/proc/self/task")
	if err != nil {
		return 0
	}
	for _, d := range ds {
		b, err := os.ReadFile("/proc/self/task/" + d.Name() + "/schedstat")
		var run, wait float64
		if err == nil {
			fmt.Sscan(string(b), &run, &wait)
		}
		sum += wait / 1e9
	}
	return sum
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "harness:", err)
		os.Exit(1)
	}
}

// ballastBlock is the size of one block of the -live ballast: large enough
// that marking it costs next to nothing, so that it acts on the pacing alone.
const ballastBlock = 1 << 20

// makeBallast holds c.Live bytes, rounded up to whole blocks. No collection
// runs while it grows, or the pacer would enter the load with the history of
// that growth, which differs from run to run.
func makeBallast(c *Config) (blocks [][]byte) {
	if c.Live <= 0 {
		return nil
	}
	old := debug.SetGCPercent(-1)
	defer debug.SetGCPercent(old)
	blocks = make([][]byte, (c.Live+ballastBlock-1)/ballastBlock)
	for i := range blocks {
		blocks[i] = fresh(ballastBlock)
	}
	return blocks
}

func runChild(c *Config, end string) {
	nProcs = runtime.GOMAXPROCS(0)
	if nProcs != c.GOMAXPROCS {
		check(fmt.Errorf("GOMAXPROCS is %d, not %d", nProcs, c.GOMAXPROCS))
	}
	sc := scenarios[c.Scenario](c)
	rows := 0
	if c.ExactMode() {
		rows = 2*(c.Ops/c.GCEvery) + 16
		if c.SampleEvery > 0 {
			rows += c.Ops / c.SampleEvery
		}
	} else {
		d := c.DurationNs
		if c.Ops > 0 {
			d = max(d, int64(60*time.Second))
		}
		rows = int((d+int64(10*time.Second))/c.SampleNs) + 64
	}
	smp.init(sc, rows)
	ballast := makeBallast(c)
	if c.Closed == 1 {
		// The first timer of a P takes 16 bytes for the P's list of timers.
		// Nothing in such a run sleeps but the runtime's own scavenger, once,
		// at a moment that no two runs share: let it find the list made.
		time.Sleep(time.Millisecond)
	}
	var res Result
	var ru0, ru1 syscall.Rusage
	smp.step("warm")
	delay0 := runDelay()
	for i := 0; i < 3; i++ {
		runtime.GC()
	}
	res.Baseline = smp.step("baseline")
	syscall.Getrusage(syscall.RUSAGE_SELF, &ru0)
	smp.base = nanotime()
	res.StartOffset = float64(smp.base) / 1e9

	var stopSampler atomic.Bool
	var swg, gwg sync.WaitGroup
	stopGC := make(chan struct{})
	if !c.ExactMode() {
		smp.read(0, false)
		swg.Add(1)
		go smp.loop(c.SampleNs, &stopSampler, &swg)
	}
	if c.GCPeriodNs > 0 {
		gwg.Add(1)
		go func() {
			defer gwg.Done()
			tm := time.NewTimer(time.Hour)
			for k := int64(1); ; k++ {
				d := smp.base + k*c.GCPeriodNs - nanotime()
				if d <= 0 {
					continue
				}
				tm.Reset(time.Duration(d))
				select {
				case <-stopGC:
					return
				case <-tm.C:
				}
				forceGC()
			}
		}()
	}

	switch {
	case c.ExactMode():
		exactLoad(c, sc, &res)
	case c.Closed > 0:
		closedLoad(c, sc, &res)
	default:
		openLoad(c, sc, &res)
	}
	stopNs := nanotime()
	syscall.Getrusage(syscall.RUSAGE_SELF, &ru1)
	close(stopGC)
	gwg.Wait()

	res.LoadSeconds = float64(stopNs-smp.base) / 1e9
	if c.ExactMode() {
		smp.read(done.Load(), true)
	}
	if end == "drain" {
		res.End = append(res.End, smp.step("stop"))
		debug.SetGCPercent(-1)
		debug.SetMemoryLimit(1 << 62)
		res.Drain = drain()
	} else {
		// Tail: three collections, a few samples apart, so that the decay
		// shows in the series as well.
		gap := time.Duration(3 * c.SampleNs)
		if c.ExactMode() {
			gap = 0
		}
		res.End = append(res.End, smp.step("stop"))
		for g := 1; g <= 3; g++ {
			time.Sleep(gap)
			runtime.GC()
			res.End = append(res.End, smp.step([]string{"", "gc1", "gc2", "gc3"}[g]))
			if c.ExactMode() {
				smp.read(done.Load(), true)
			}
		}
		time.Sleep(gap)
	}
	stopSampler.Store(true)
	swg.Wait()
	runtime.KeepAlive(sc)
	runtime.KeepAlive(ballast)

	res.Started, res.Done = started.Load(), done.Load()
	res.AchievedRate = float64(res.Done) / res.LoadSeconds
	res.Gets, res.Puts, res.News, res.Dropped = gets.Load(), puts.Load(), news.Load(), dropped.Load()
	if end == "drain" {
		res.News-- // the call that ended the drain
	}
	res.NewSeconds = float64(newNs.Load()) / 1e9
	res.PeakInUse = maxInUse.Load()
	if res.Done > 0 {
		res.MeanServeMs = float64(serveNs.Load()) / 1e6 / float64(res.Done)
		res.MaxServeMs = float64(maxServeNs.Load()) / 1e6
	}
	res.GCForced = gcForced.Load()
	tv := func(t syscall.Timeval) float64 { return float64(t.Sec) + float64(t.Usec)/1e6 }
	res.CPUSeconds = tv(ru1.Utime) + tv(ru1.Stime) - tv(ru0.Utime) - tv(ru0.Stime)
	res.RunDelay = round(runDelay()-delay0, 4)
	if pol, _, e := syscall.RawSyscall(syscall.SYS_SCHED_GETSCHEDULER, 0, 0, 0); e == 0 && pol < 3 {
		res.Policy = [...]string{"other", "fifo", "rr"}[pol]
	}
	res.CPUShare = res.CPUSeconds / res.LoadSeconds
	res.CtxInvol = ru1.Nivcsw - ru0.Nivcsw
	res.TotalNumGC = res.End[len(res.End)-1].NumGC
	for i := 0; i < int(res.Started); i++ {
		if c.isAttack(i) {
			res.AttackCount++
		}
		if c.isError(i) {
			res.ErrorCount++
		}
	}
	res.Rows, res.NRows = smp.rows[:smp.n*nCols], smp.n
	res.GoVersion = runtime.Version()
	check(json.NewEncoder(os.Stdout).Encode(&res))
}

// drain takes objects with Get from one goroutine until New is called.
func drain() *Drain {
	d := &Drain{}
	if c := smp.census(); c != nil {
		d.Before = *c
	}
	if smp.p != nil {
		n0 := news.Load()
		for {
			x := smp.p.Get()
			if news.Load() != n0 {
				break
			}
			d.GotByGet++
			d.GotBytes += smp.sc.capOf(x)
		}
	} else {
		news.Add(1) // no New here; balances the correction above
		if smp.ch != nil {
			for {
				x, ok := smp.ch.chanTake()
				if !ok {
					break
				}
				d.GotByGet++
				d.GotBytes += smp.sc.capOf(x)
			}
		}
	}
	if c := smp.census(); c != nil {
		d.LeftAfter = *c
	}
	return d
}
