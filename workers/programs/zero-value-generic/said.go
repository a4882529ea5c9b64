package main

import (
	"bytes"
	"fmt"
	"io"
	"sync"
)

// Pool is a sync.Pool that knows the type of its objects.
type Pool[T any] struct{ p sync.Pool }

func NewPool[T any]() *Pool[T] {
	return &Pool[T]{sync.Pool{New: func() any { var t T; return t }}}
}

func (p *Pool[T]) Get() T  { return p.p.Get().(T) }
func (p *Pool[T]) Put(t T) { p.p.Put(t) }

// try says which call of it panics.
func try(what string, call func()) {
	defer func() { fmt.Println(what+":", recover()) }()
	call()
}

func main() {
	pointers := NewPool[*bytes.Buffer]()
	var buf *bytes.Buffer
	try("Get of a pointer", func() { buf = pointers.Get() })
	try("its first use", func() { buf.WriteString("hello") })

	writers := NewPool[io.Writer]()
	try("Get of an interface", func() { writers.Get() })
}
