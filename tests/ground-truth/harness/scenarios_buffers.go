package main

import (
	"bytes"
	"io"
	"sync"
)

// --- steady, missed-put, forgotten-reset: a pool of *bytes.Buffer ---

type bufs struct {
	c      *Config
	p      sync.Pool
	missed bool // an error returns without Put (unless fixed)
	reset  bool // Reset before use
	empty  bool // New makes an empty buffer, not one with capacity B
}

func (s *bufs) make() any {
	news.Add(1)
	if s.empty {
		return new(bytes.Buffer)
	}
	return bytes.NewBuffer(make([]byte, 0, s.c.Body))
}

func (s *bufs) begin(i int) tok {
	b := s.p.Get().(*bytes.Buffer)
	got()
	if s.reset {
		b.Reset()
	}
	n := s.c.sizeOf(i)
	write(b, n)
	return tok{buf: b, bad: s.c.isError(i), size: n}
}

func (s *bufs) end(t tok) {
	b := t.buf.Bytes()
	sink.Add(sum(b[len(b)-t.size:])) // the handler reads what it wrote
	if t.bad && s.missed && !s.c.Fixed {
		lost()
		return
	}
	s.p.Put(t.buf)
	gave()
}

func (s *bufs) pool() *sync.Pool  { return &s.p }
func (s *bufs) capOf(x any) int64 { return int64(x.(*bytes.Buffer).Cap()) }

// --- no-pool: the same work, a new buffer every time ---

type noPool struct{ c *Config }

func (s *noPool) begin(i int) tok {
	n := s.c.sizeOf(i)
	news.Add(1)
	b := bytes.NewBuffer(make([]byte, 0, n))
	borrowed()
	write(b, n)
	return tok{buf: b, size: n}
}

func (s *noPool) end(t tok) {
	sink.Add(sum(t.buf.Bytes()))
	lost()
}

func (s *noPool) pool() *sync.Pool  { return nil }
func (s *noPool) capOf(x any) int64 { return 0 }

// --- oversized-dos: one large body makes the pooled buffer large ---

type bodyReader struct{ left int }

func (r *bodyReader) Read(p []byte) (int, error) {
	if r.left == 0 {
		return 0, io.EOF
	}
	n := min(len(p), r.left)
	for o := 0; o < n; o += len(pattern) {
		copy(p[o:n], pattern[:])
	}
	r.left -= n
	return n, nil
}

type oversized struct {
	c *Config
	p sync.Pool
}

// newOversized also calls io.Copy often enough that the runtime has built its
// caches for the two type assertions in there. It does so at about one call in
// a thousand, chosen at random, and the 48 bytes that a cache takes would be
// all that differs between two runs driven by operation counts.
func newOversized(c *Config) scenario {
	s := &oversized{c: c}
	s.p.New = s.make
	var b bytes.Buffer
	for i := 0; i < 20000; i++ {
		io.Copy(&b, &bodyReader{})
		io.Copy(&b, io.LimitReader(&bodyReader{}, 1))
	}
	return s
}

func (s *oversized) make() any {
	news.Add(1)
	return new(bytes.Buffer)
}

func (s *oversized) begin(i int) tok {
	var src io.Reader = &bodyReader{left: s.c.sizeOf(i)}
	if s.c.Fixed {
		src = io.LimitReader(src, s.c.Limit)
	}
	b := s.p.Get().(*bytes.Buffer)
	got()
	b.Reset()
	io.Copy(b, src)
	return tok{buf: b}
}

func (s *oversized) end(t tok) {
	sink.Add(sum(t.buf.Bytes()))
	if s.c.Fixed && int64(t.buf.Cap()) > s.c.DropCap {
		dropped.Add(1)
		lost()
		return
	}
	s.p.Put(t.buf)
	gave()
}

func (s *oversized) pool() *sync.Pool  { return &s.p }
func (s *oversized) capOf(x any) int64 { return int64(x.(*bytes.Buffer).Cap()) }

// --- copied-pool: a value receiver copies the service, and its pool with it ---

type service struct {
	pool sync.Pool
	name string
}

// open is the front half of a handler with a value receiver. s is a copy of
// the whole service; it moves to the heap, because the pool takes its address.
func (s service) open() (*service, *bytes.Buffer) {
	return &s, s.pool.Get().(*bytes.Buffer)
}

// openPtr is the same with a pointer receiver: no copy.
func (s *service) openPtr() (*service, *bytes.Buffer) {
	return s, s.pool.Get().(*bytes.Buffer)
}

type copied struct {
	c   *Config
	svc service
}

func (s *copied) make() any {
	news.Add(1)
	return bytes.NewBuffer(make([]byte, 0, s.c.Body))
}

func (s *copied) begin(i int) tok {
	var t tok
	if s.c.Fixed {
		t.svc, t.buf = s.svc.openPtr()
	} else {
		t.svc, t.buf = s.svc.open()
	}
	got()
	t.buf.Reset()
	t.size = s.c.sizeOf(i)
	write(t.buf, t.size)
	return t
}

func (s *copied) end(t tok) {
	sink.Add(sum(t.buf.Bytes()))
	t.svc.pool.Put(t.buf)
	gave()
}

func (s *copied) pool() *sync.Pool  { return &s.svc.pool }
func (s *copied) capOf(x any) int64 { return int64(x.(*bytes.Buffer).Cap()) }
