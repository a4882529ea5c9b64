package main

import (
	"bytes"
	"sync"
)

// --- pinned-payload: a decoder that keeps its input ---

type decoder struct {
	scratch []byte
	in      []byte
	fields  uint64
}

type pinned struct {
	c *Config
	p sync.Pool
}

func (s *pinned) make() any {
	news.Add(1)
	return &decoder{scratch: make([]byte, 4096)}
}

func (s *pinned) begin(i int) tok {
	payload := fresh(s.c.sizeOf(i))
	d := s.p.Get().(*decoder)
	got()
	d.in = payload
	for o := 0; o < len(d.in); o += len(d.scratch) {
		copy(d.scratch, d.in[o:])
		d.fields += uint64(d.scratch[0])
	}
	return tok{obj: d}
}

func (s *pinned) end(t tok) {
	d := t.obj.(*decoder)
	sink.Add(d.fields + uint64(len(d.in)))
	if s.c.Fixed {
		d.in = nil
	}
	s.p.Put(d)
	gave()
}

func (s *pinned) pool() *sync.Pool { return &s.p }
func (s *pinned) capOf(x any) int64 {
	d := x.(*decoder)
	return int64(cap(d.scratch) + cap(d.in))
}

// --- large-struct: very large pooled objects; fixed: at most K ever exist ---

type big struct{ data []byte }

type large struct {
	c    *Config
	p    sync.Pool
	free chan *big     // fixed: idle objects
	sem  chan struct{} // fixed: permits, K in all
}

func newLarge(c *Config) *large {
	s := &large{c: c}
	s.p.New = func() any { return s.make() }
	if c.Fixed {
		s.free, s.sem = make(chan *big, c.K), make(chan struct{}, c.K)
	}
	return s
}

func (s *large) make() *big {
	news.Add(1)
	return &big{data: make([]byte, s.c.Body)}
}

func (s *large) begin(i int) tok {
	var g *big
	if s.c.Fixed {
		s.sem <- struct{}{} // waits while K are borrowed
		select {
		case g = <-s.free:
		default:
			g = s.make()
		}
	} else {
		g = s.p.Get().(*big)
	}
	got()
	for o := 0; o < len(g.data); o += 4096 {
		g.data[o]++ // every page is used
	}
	return tok{obj: g}
}

func (s *large) end(t tok) {
	g := t.obj.(*big)
	sink.Add(uint64(g.data[0]))
	if s.c.Fixed {
		s.free <- g
		gave()
		<-s.sem
		return
	}
	s.p.Put(g)
	gave()
}

func (s *large) pool() *sync.Pool {
	if s.c.Fixed {
		return nil
	}
	return &s.p
}
func (s *large) chanLen() int {
	return len(s.free)
}
func (s *large) chanTake() (any, bool) {
	select {
	case g := <-s.free:
		return g, true
	default:
		return nil, false
	}
}
func (s *large) capOf(x any) int64 { return int64(len(x.(*big).data)) }

// --- stale-slice: []byte boxed at every Put, and (stale) the grown array lost ---

type stale struct {
	c *Config
	p sync.Pool
}

func newStale(c *Config) *stale {
	s := &stale{c: c}
	s.p.New = func() any {
		news.Add(1)
		if c.Fixed {
			b := make([]byte, 0, 512)
			return &b
		}
		return make([]byte, 0, 512)
	}
	return s
}

func appendBody(b []byte, n int) []byte {
	for n > 0 {
		k := min(n, len(pattern))
		b = append(b, pattern[:k]...)
		n -= k
	}
	return b
}

func (s *stale) begin(i int) tok {
	n := s.c.sizeOf(i)
	if s.c.Fixed {
		bp := s.p.Get().(*[]byte)
		got()
		*bp = appendBody((*bp)[:0], n)
		return tok{obj: bp}
	}
	b := s.p.Get().([]byte)
	got()
	grown := appendBody(b[:0], n)
	return tok{data: grown, old: b} // the box that Get returned is dropped
}

func (s *stale) end(t tok) {
	if s.c.Fixed {
		bp := t.obj.(*[]byte)
		sink.Add(sum(*bp))
		s.p.Put(bp)
		gave()
		return
	}
	sink.Add(sum(t.data))
	if s.c.Stale {
		s.p.Put(t.old)
	} else {
		s.p.Put(t.data)
	}
	gave()
}

func (s *stale) pool() *sync.Pool { return &s.p }
func (s *stale) capOf(x any) int64 {
	if bp, ok := x.(*[]byte); ok {
		return int64(cap(*bp))
	}
	return int64(cap(x.([]byte)))
}

// --- expensive-new: New computes B ints; fixed: a free list that GC does not clear ---

type table struct{ v []int }

type expensive struct {
	c    *Config
	p    sync.Pool
	free chan *table
}

func newExpensive(c *Config) *expensive {
	s := &expensive{c: c}
	s.p.New = func() any { return s.make() }
	if c.Fixed {
		s.free = make(chan *table, c.K)
	}
	return s
}

func (s *expensive) make() *table {
	t0 := nanotime()
	news.Add(1)
	t := &table{v: make([]int, s.c.Body)}
	for i := range t.v {
		z := uint64(i+1) * 0x9E3779B97F4A7C15
		for k := 0; k < 4; k++ {
			z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9
		}
		t.v[i] = int(z >> 1)
	}
	newNs.Add(nanotime() - t0)
	return t
}

func (s *expensive) begin(i int) tok {
	var t *table
	if s.c.Fixed {
		select {
		case t = <-s.free:
		default:
			t = s.make()
		}
	} else {
		t = s.p.Get().(*table)
	}
	got()
	var a uint64
	for k, x := 0, uint(i); k < 100; k++ {
		x = x*1664525 + 1013904223
		a += uint64(t.v[x%uint(len(t.v))])
	}
	sink.Add(a)
	return tok{obj: t}
}

func (s *expensive) end(t tok) {
	x := t.obj.(*table)
	sink.Add(uint64(x.v[0]))
	if s.c.Fixed {
		select {
		case s.free <- x:
			gave()
		default:
			dropped.Add(1)
			lost()
		}
		return
	}
	s.p.Put(x)
	gave()
}

func (s *expensive) pool() *sync.Pool {
	if s.c.Fixed {
		return nil
	}
	return &s.p
}
func (s *expensive) chanLen() int { return len(s.free) }
func (s *expensive) chanTake() (any, bool) {
	select {
	case t := <-s.free:
		return t, true
	default:
		return nil, false
	}
}
func (s *expensive) capOf(x any) int64 { return 8 * int64(len(x.(*table).v)) }

// --- retained-reader: a pooled bytes.Reader keeps the body it last read ---

type retained struct {
	c *Config
	p sync.Pool
}

func (s *retained) make() any {
	news.Add(1)
	return new(bytes.Reader)
}

func (s *retained) begin(i int) tok {
	body := fresh(s.c.sizeOf(i))
	r := s.p.Get().(*bytes.Reader)
	got()
	r.Reset(body)
	var chunk [512]byte
	var a uint64
	for {
		n, err := r.Read(chunk[:])
		if err != nil {
			break
		}
		a += uint64(chunk[n-1])
	}
	sink.Add(a)
	return tok{obj: r}
}

func (s *retained) end(t tok) {
	r := t.obj.(*bytes.Reader)
	sink.Add(uint64(r.Size())) // the reader still has the body here
	if s.c.Fixed {
		r.Reset(nil)
	}
	s.p.Put(r)
	gave()
}

func (s *retained) pool() *sync.Pool  { return &s.p }
func (s *retained) capOf(x any) int64 { return x.(*bytes.Reader).Size() }
