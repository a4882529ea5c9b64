package main

import (
	"fmt"
	"os"
	"runtime"
	"runtime/metrics"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
	"unsafe"
)

var t0 = time.Now() // set while the runtime starts: gctrace's @ times count from about here

func nanotime() int64 { return int64(time.Since(t0)) }

// Columns of a sample. All are integers; t is in microseconds here and is
// written in seconds.
const (
	cT = iota
	cHeapObjects
	cHeapLive
	cHeapGoal
	cNumGC
	cTotalAlloc
	cMallocs
	cGets
	cPuts
	cNews
	cInUse
	cInFlight
	cPrimary
	cVictim
	cHeapFree
	cHeapReleased
	cHeapUnused
	cStacks
	cRSS
	cOp
	nCols
)

var colNames = [nCols]string{"t", "heapObjects", "heapLive", "heapGoal", "numGC", "totalAllocBytes", "mallocs",
	"gets", "puts", "news", "inUse", "inFlight", "poolPrimary", "poolVictim",
	"heapFree", "heapReleased", "heapUnused", "stacks", "rss", "op"}

type sampler struct {
	ms   []metrics.Sample
	rows []int64 // off the Go heap
	n    int     // rows written
	max  int
	fd   int
	buf  [128]byte
	sc   scenario
	p    *sync.Pool
	ch   chanPool
	base int64 // load start, ns
	mem  runtime.MemStats
	page int64
}

var smp sampler

func (s *sampler) init(sc scenario, rows int) {
	names := []string{
		"/memory/classes/heap/objects:bytes", "/gc/heap/live:bytes", "/gc/heap/goal:bytes",
		"/gc/cycles/total:gc-cycles", "/gc/heap/allocs:bytes", "/gc/heap/allocs:objects",
		"/memory/classes/heap/free:bytes", "/memory/classes/heap/released:bytes",
		"/memory/classes/heap/unused:bytes", "/memory/classes/heap/stacks:bytes",
		"/gc/heap/tiny/allocs:objects",
	}
	s.ms = make([]metrics.Sample, len(names))
	for i, n := range names {
		s.ms[i].Name = n
	}
	mem, err := syscall.Mmap(-1, 0, rows*nCols*8, syscall.PROT_READ|syscall.PROT_WRITE,
		syscall.MAP_ANON|syscall.MAP_PRIVATE|syscall.MAP_POPULATE)
	check(err)
	s.rows = unsafe.Slice((*int64)(unsafe.Pointer(&mem[0])), rows*nCols)
	s.max = rows
	s.fd, err = syscall.Open("/proc/self/statm", syscall.O_RDONLY, 0)
	check(err)
	s.sc, s.p = sc, sc.pool()
	s.ch, _ = sc.(chanPool)
	s.page = int64(os.Getpagesize())
	s.read(0, false) // the first read sets things up
	s.n = 0
}

// read takes one sample. It does not allocate.
func (s *sampler) read(op int64, exact bool) {
	if s.n >= s.max {
		return
	}
	r := s.rows[s.n*nCols : (s.n+1)*nCols]
	s.n++
	if exact {
		runtime.ReadMemStats(&s.mem) // stops the world and flushes the allocation caches: exact to the byte
	}
	metrics.Read(s.ms)
	u := func(i int) int64 { return int64(s.ms[i].Value.Uint64()) }
	r[cT] = (nanotime() - s.base) / 1000
	r[cHeapObjects], r[cHeapLive], r[cHeapGoal] = u(0), u(1), u(2)
	r[cNumGC], r[cTotalAlloc], r[cMallocs] = u(3), u(4), u(5)+u(10)
	r[cHeapFree], r[cHeapReleased], r[cHeapUnused], r[cStacks] = u(6), u(7), u(8), u(9)
	if exact {
		r[cHeapObjects], r[cTotalAlloc], r[cMallocs] = int64(s.mem.HeapAlloc), int64(s.mem.TotalAlloc), int64(s.mem.Mallocs)
	}
	r[cPuts], r[cGets], r[cNews] = puts.Load(), gets.Load(), news.Load()
	r[cInUse], r[cInFlight] = inUse.Load(), inFlight.Load()
	if s.p != nil {
		c := fastCensus(s.p)
		r[cPrimary], r[cVictim] = c.primPrivate+c.primShared, c.victPrivate+c.victShared
	} else if s.ch != nil {
		r[cPrimary] = int64(s.ch.chanLen())
	}
	r[cOp] = op
	r[cRSS] = s.rss()
	if r[cRSS] > 8<<30 {
		fmt.Fprintln(os.Stderr, "resident memory over 8 GiB: stopped")
		os.Exit(3)
	}
}

// rss reads the resident memory from statm. It does not allocate.
func (s *sampler) rss() int64 {
	n, _ := syscall.Pread(s.fd, s.buf[:], 0)
	var v int64
	field := 0
	for _, b := range s.buf[:max(n, 0)] {
		if b == ' ' {
			field++
			continue
		}
		if field == 1 {
			v = v*10 + int64(b-'0')
		} else if field > 1 {
			break
		}
	}
	return v * s.page
}

func (s *sampler) loop(period int64, stop *atomic.Bool, wg *sync.WaitGroup) {
	defer wg.Done()
	for k := int64(1); !stop.Load(); k++ {
		if d := s.base + k*period - nanotime(); d > 0 {
			time.Sleep(time.Duration(d))
		} else if -d > period {
			k += -d / period // fell behind: skip, do not bunch
		}
		s.read(done.Load(), false)
	}
}

// Step is the state at one point of the end: at the stop, or after one more
// forced collection. HeapAlloc is exact (ReadMemStats).
type Step struct {
	What        string  `json:"what"`
	T           float64 `json:"t"`
	HeapObjects int64   `json:"heapObjects"`
	NumGC       int64   `json:"numGC"`
	TotalAlloc  int64   `json:"totalAllocBytes"`
	Mallocs     int64   `json:"mallocs"`
	Stacks      int64   `json:"stacks"`
	HeapIdle    int64   `json:"heapIdle"`
	Released    int64   `json:"heapReleased"`
	RSS         int64   `json:"rss"`
	Pool        *Census `json:"pool,omitempty"`
}

func (s *sampler) step(what string) Step {
	runtime.ReadMemStats(&s.mem)
	st := Step{What: what, T: float64(nanotime()-s.base) / 1e9, HeapObjects: int64(s.mem.HeapAlloc), NumGC: int64(s.mem.NumGC),
		TotalAlloc: int64(s.mem.TotalAlloc), Mallocs: int64(s.mem.Mallocs), Stacks: int64(s.mem.StackInuse), HeapIdle: int64(s.mem.HeapIdle), Released: int64(s.mem.HeapReleased)}
	st.RSS = s.rss()
	st.Pool = s.census()
	return st
}

func (s *sampler) census() *Census {
	if s.p != nil {
		c := fullCensus(s.p, s.sc.capOf)
		return &c
	}
	if s.ch != nil {
		// a channel keeps its order: take all, put all back
		c := &Census{Channel: true}
		var xs []any
		for {
			x, ok := s.ch.chanTake()
			if !ok {
				break
			}
			xs = append(xs, x)
			n := s.sc.capOf(x)
			c.PrimaryShared++
			c.PrimaryBytes += n
			c.MaxCap = max(c.MaxCap, n)
		}
		for _, x := range xs {
			switch t := s.sc.(type) {
			case *large:
				t.free <- x.(*big)
			case *expensive:
				t.free <- x.(*table)
			}
		}
		c.Residents, c.ResidentBytes = c.PrimaryShared, c.PrimaryBytes
		return c
	}
	return nil
}
