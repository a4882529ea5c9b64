package main

import (
	"bytes"
	"fmt"
	"sync"
)

var pool = sync.Pool{
	New: func() any { return new(bytes.Buffer) },
}

// warmUp fills the pool before the first request.
func warmUp(n int) {
	for range n {
		pool.Put(new(bytes.Buffer))
	}
}

func main() {
	warmUp(3)

	// Four requests in flight at once: none has put its buffer back.
	for request := 1; request <= 4; request++ {
		buf := pool.Get().(*bytes.Buffer)
		fmt.Fprintf(buf, "request %d served", request)
		fmt.Println(buf)
	}
}
