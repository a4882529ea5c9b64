package main

import (
	"bytes"
	"fmt"
	"sync"
	"time"
)

var pool = sync.Pool{New: func() any { return new(bytes.Buffer) }}

var audits sync.WaitGroup

// handle answers a request while an audit of it is written beside.
func handle(request int) string {
	buf := pool.Get().(*bytes.Buffer)
	defer pool.Put(buf)
	buf.Reset()
	audits.Go(func() {
		time.Sleep(30 * time.Millisecond)
		fmt.Fprintf(buf, "[audit %d] ", request)
	})
	time.Sleep(20 * time.Millisecond)
	fmt.Fprintf(buf, "reply %d", request)
	return buf.String()
}

func main() {
	for request := 1; request <= 3; request++ {
		fmt.Println(handle(request))
	}
	audits.Wait()
}
