package main

import (
	"bytes"
	"fmt"
	"runtime/debug"
	"sync"
)

var (
	pool  sync.Pool
	level int // New calls so far
)

func init() {
	pool.New = func() any {
		if level++; level%50_000 == 0 {
			fmt.Println("level", level)
		}
		buf := new(bytes.Buffer)
		buf.Grow(4096)
		return buf
	}
}

func main() {
	debug.SetMaxStack(64 << 20) // die early: the default is 1 GB
	pool.Put(bytes.NewBuffer(make([]byte, 0, 4096)))

	for request := 1; request <= 2; request++ {
		buf := pool.Get().(*bytes.Buffer)
		fmt.Println("request", request, "got a buffer of", buf.Cap())
	}
}
