package main

import (
	"fmt"
	"runtime"
	"sync"
)

var pool = sync.Pool{New: func() any {
	b := make([]byte, 0, 1024)
	return &b
}}

// frame assembles one message and reports how long it came out.
func frame(msg []byte) (length, capacity int) {
	b := pool.Get().(*[]byte)
	*b = append((*b)[:0], msg...)
	pool.Put(b)
	return len(*b), cap(*b)
}

func main() {
	msg := make([]byte, 100)
	for range 4 {
		length, _ := frame(msg)
		fmt.Print(length, " ")
	}

	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range 100_000 {
		frame(msg)
	}
	runtime.ReadMemStats(&after)
	perCall := (after.TotalAlloc - before.TotalAlloc) / 100_000
	_, capacity := frame(msg)
	fmt.Println("\ncapacity:", capacity>>10, "KiB;", perCall, "B per call")
}
