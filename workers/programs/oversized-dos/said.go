package main

import (
	"bytes"
	"fmt"
	"io"
	"runtime"
	"sync"
)

var pool = sync.Pool{New: func() any { return new(bytes.Buffer) }}

var big = make([]byte, 100_000_000)

func handle(r io.Reader) (int, error) {
	buf := pool.Get().(*bytes.Buffer)
	defer pool.Put(buf)
	buf.Reset()
	_, err := buf.ReadFrom(r)
	return buf.Len(), err
}

func main() {
	for range 20 {
		handle(bytes.NewReader(big))
	}
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	held := m.HeapAlloc - uint64(len(big))
	fmt.Println("20 bodies of 100 MB one after another leave", held>>20, "MiB")

	n, err := handle(io.LimitReader(bytes.NewReader(big[:10_000_000]), 1<<20))
	fmt.Println("a body of 10 MB behind a LimitReader:", n, "bytes, error", err)
}
