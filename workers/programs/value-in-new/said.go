package main

import (
	"bytes"
	"fmt"
	"runtime"
	"sync"
)

var values = sync.Pool{New: func() any { return bytes.Buffer{} }}
var pointers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// allocated gives the bytes that a call allocates.
func allocated(call func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	call()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

func main() {
	value := values.Get().(bytes.Buffer)
	pointer := pointers.Get().(*bytes.Buffer)
	values.Put(value)
	pointers.Put(pointer)

	get := allocated(func() { value = values.Get().(bytes.Buffer) })
	put := allocated(func() { values.Put(value) })
	fmt.Println("a value: Get", get, "B, Put", put, "B")

	get = allocated(func() { pointer = pointers.Get().(*bytes.Buffer) })
	put = allocated(func() { pointers.Put(pointer) })
	fmt.Println("a pointer: Get", get, "B, Put", put, "B")
}
