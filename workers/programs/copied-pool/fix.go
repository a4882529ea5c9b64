package main

import (
	"bytes"
	"fmt"
	"runtime"
	"strconv"
	"sync"
)

type Encoder struct{ pool sync.Pool }

var built int // buffers made by New

func NewEncoder() *Encoder {
	return &Encoder{sync.Pool{New: func() any {
		built++
		return new(bytes.Buffer)
	}}}
}

func (e *Encoder) Encode(n int) string {
	buf := e.pool.Get().(*bytes.Buffer)
	defer e.pool.Put(buf)
	buf.Reset()
	buf.WriteString(strconv.Itoa(n))
	return buf.String()
}

func main() {
	enc := NewEncoder()
	for n := range 1_000_000 {
		enc.Encode(n)
	}
	fmt.Println("New calls:", built, "of 1000000 Gets")

	var m runtime.MemStats
	for gc := 1; gc <= 2; gc++ {
		runtime.GC()
		runtime.ReadMemStats(&m)
		fmt.Println("live after GC", gc, "=", m.HeapAlloc>>20, "MiB")
	}
}
