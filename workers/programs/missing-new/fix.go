package main

import (
	"bytes"
	"fmt"
	"sync"
)

var pool = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// handle serves one request; like net/http it survives a panicking one.
func handle(request int) (reply string) {
	defer func() {
		if p := recover(); p != nil {
			reply = fmt.Sprint("panic: ", p)
		}
	}()
	buf := pool.Get().(*bytes.Buffer)
	defer pool.Put(buf)
	buf.Reset()
	fmt.Fprintf(buf, "reply %d", request)
	return buf.String()
}

func main() {
	for request := 1; request <= 3; request++ {
		fmt.Println(handle(request))
	}
}
