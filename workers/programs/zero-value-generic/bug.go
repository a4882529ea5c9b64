package main

import (
	"bytes"
	"fmt"
	"sync"
)

// Pool is a sync.Pool that knows the type of its objects.
type Pool[T any] struct{ p sync.Pool }

func NewPool[T any]() *Pool[T] {
	return &Pool[T]{sync.Pool{New: func() any { var t T; return t }}}
}

func (p *Pool[T]) Get() T  { return p.p.Get().(T) }
func (p *Pool[T]) Put(t T) { p.p.Put(t) }

func main() {
	pool := NewPool[*bytes.Buffer]()
	buf := pool.Get()
	defer pool.Put(buf)
	fmt.Println("Get returned nil:", buf == nil)
	buf.WriteString("hello")
	fmt.Println(buf)
}
