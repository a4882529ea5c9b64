package main

import (
	"fmt"
	"runtime"
	"sync"
	"time"
)

type frame struct{ pixels [16 << 20]byte }

var pool = sync.Pool{New: func() any { return new(frame) }}

// render borrows a frame for as long as one picture takes.
func render() {
	f := pool.Get().(*frame)
	defer pool.Put(f)
	f.pixels[0]++
	time.Sleep(50 * time.Millisecond)
}

func main() {
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(render)
	}
	wg.Wait()

	var m runtime.MemStats
	for gc := 1; gc <= 2; gc++ {
		runtime.GC()
		runtime.ReadMemStats(&m)
		fmt.Println("live after GC", gc, "=", m.HeapAlloc>>20, "MiB")
	}
}
