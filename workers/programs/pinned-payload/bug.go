package main

import (
	"fmt"
	"runtime"
	"sync"
)

type upload struct {
	id   int
	body []byte
}

var pool = sync.Pool{New: func() any { return new(upload) }}

// handle borrows an upload while all clients of the burst are connected.
func handle(id int, body []byte, burst *sync.WaitGroup) {
	u := pool.Get().(*upload)
	u.id, u.body = id, body
	burst.Done()
	burst.Wait()
	pool.Put(u)
}

func main() {
	var burst, done sync.WaitGroup
	burst.Add(100)
	for id := range 100 {
		done.Go(func() { handle(id, make([]byte, 1<<20), &burst) })
	}
	done.Wait()

	var m runtime.MemStats
	for gc := 1; gc <= 2; gc++ {
		runtime.GC()
		runtime.ReadMemStats(&m)
		fmt.Println("live after GC", gc, "=", m.HeapAlloc>>20, "MiB")
	}
}
