package main

import (
	"bytes"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
)

var pool = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// greet renders a greeting and records that it did.
func greet(name string) string {
	buf := pool.Get().(*bytes.Buffer)
	buf.Reset()
	buf.WriteString("hello ")
	buf.WriteString(name)
	pool.Put(buf)
	record()
	return buf.String()
}

// record stands for a log line, a lock, a metric: others may run here.
func record() { runtime.Gosched() }

func main() {
	var wg sync.WaitGroup
	var wrong atomic.Int32
	for i := range 100 {
		wg.Go(func() {
			name := fmt.Sprintf("user%02d", i)
			if greet(name) != "hello "+name {
				wrong.Add(1)
			}
		})
	}
	wg.Wait()
	fmt.Println("wrong greetings:", wrong.Load(), "of 100")
}
