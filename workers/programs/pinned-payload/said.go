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

// handle lets go of the last payload after Get, not before Put.
func handle(id int, body []byte, burst *sync.WaitGroup) {
	u := pool.Get().(*upload)
	u.body = nil
	u.id, u.body = id, body
	burst.Done()
	burst.Wait()
	pool.Put(u)
}

func live() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc >> 20
}

func main() {
	for id := range 2000 {
		var alone sync.WaitGroup
		alone.Add(1)
		handle(id, make([]byte, 1<<20), &alone)
	}
	fmt.Println("2,000 uploads one after another leave", live(), "MiB")

	var burst, done sync.WaitGroup
	burst.Add(100)
	for id := range 100 {
		done.Go(func() { handle(id, make([]byte, 1<<20), &burst) })
	}
	done.Wait()
	fmt.Println("100 at once, cleared after Get, leave", live(), "MiB")
}
