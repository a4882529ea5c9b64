package main

import (
	"bytes"
	"sort"
	"sync"
	"sync/atomic"
)

// Counters of the load. Each on its own cache line.
type counter struct {
	atomic.Int64
	_ [56]byte
}

var gets, puts, news, inUse, inFlight, started, done, maxInUse, newNs, dropped counter

// tok is what one request holds between begin and end.
type tok struct {
	buf  *bytes.Buffer
	obj  any
	data []byte
	old  []byte // stale-slice: the slice from before append
	svc  *service
	bad  bool // the request ends with an error
	size int
}

// A scenario serves a request in two halves: begin takes the object and does
// the work, end gives the object back. The hold lies between them.
type scenario interface {
	begin(i int) tok
	end(t tok)
	pool() *sync.Pool // nil if the variant uses no sync.Pool
	capOf(any) int64  // bytes an idle object keeps alive
}

// channel free lists (fixed variants) also have a length
type chanPool interface {
	chanLen() int
	chanTake() (any, bool)
}

var scenarios = map[string]func(*Config) scenario{
	"pinned-payload":  func(c *Config) scenario { s := &pinned{c: c}; s.p.New = s.make; return s },
	"oversized-dos":   func(c *Config) scenario { return newOversized(c) },
	"large-struct":    func(c *Config) scenario { return newLarge(c) },
	"missed-put":      func(c *Config) scenario { s := &bufs{c: c, missed: true, reset: true}; s.p.New = s.make; return s },
	"forgotten-reset": func(c *Config) scenario { s := &bufs{c: c, reset: c.Fixed, empty: true}; s.p.New = s.make; return s },
	"steady":          func(c *Config) scenario { s := &bufs{c: c, reset: true}; s.p.New = s.make; return s },
	"no-pool":         func(c *Config) scenario { return &noPool{c: c} },
	"copied-pool":     func(c *Config) scenario { s := &copied{c: c}; s.svc.pool.New = s.make; return s },
	"stale-slice":     func(c *Config) scenario { return newStale(c) },
	"expensive-new":   func(c *Config) scenario { return newExpensive(c) },
	"retained-reader": func(c *Config) scenario { s := &retained{c: c}; s.p.New = s.make; return s },
}

func scenarioNames() []string {
	var n []string
	for k := range scenarios {
		n = append(n, k)
	}
	sort.Strings(n)
	return n
}

var pattern = func() (p [4096]byte) {
	for i := range p {
		p[i] = byte(i*7 + i>>8)
	}
	return
}()

var sink atomic.Uint64

// fresh is a body as it arrives: newly allocated, every byte written.
func fresh(n int) []byte {
	b := make([]byte, n)
	for o := 0; o < n; o += len(pattern) {
		copy(b[o:], pattern[:])
	}
	return b
}

func sum(b []byte) (s uint64) {
	for i := 0; i < len(b); i += 64 {
		s += uint64(b[i])
	}
	return
}

// write appends n bytes to the buffer in chunks of at most 4096.
func write(b *bytes.Buffer, n int) {
	for n > 0 {
		k := min(n, len(pattern))
		b.Write(pattern[:k])
		n -= k
	}
}

func got() {
	gets.Add(1)
	borrowed()
}

func borrowed() {
	n := inUse.Add(1)
	for {
		m := maxInUse.Load()
		if n <= m || maxInUse.CompareAndSwap(m, n) {
			return
		}
	}
}

func gave() { puts.Add(1); inUse.Add(-1) }
func lost() { inUse.Add(-1) }
