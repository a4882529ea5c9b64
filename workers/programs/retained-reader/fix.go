package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"runtime"
	"sync"
)

var pool = sync.Pool{New: func() any { return new(bytes.Reader) }}

// parse reads the header of a packet through a pooled reader.
func parse(packet []byte, burst *sync.WaitGroup) (version uint32, err error) {
	r := pool.Get().(*bytes.Reader)
	r.Reset(packet)
	err = binary.Read(r, binary.BigEndian, &version)
	burst.Done()
	burst.Wait()
	r.Reset(nil)
	pool.Put(r)
	return version, err
}

func main() {
	var burst, done sync.WaitGroup
	burst.Add(100)
	for range 100 {
		done.Go(func() { parse(make([]byte, 1<<20), &burst) })
	}
	done.Wait()

	var m runtime.MemStats
	for gc := 1; gc <= 2; gc++ {
		runtime.GC()
		runtime.ReadMemStats(&m)
		fmt.Println("live after GC", gc, "=", m.HeapAlloc>>20, "MiB")
	}
}
