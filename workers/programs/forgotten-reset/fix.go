package main

import (
	"bytes"
	"fmt"
	"runtime"
	"sync"
)

var pool = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// label renders the text of one parcel label.
func label(to string) string {
	buf := pool.Get().(*bytes.Buffer)
	defer pool.Put(buf)
	buf.Reset()
	buf.WriteString("ship to ")
	buf.WriteString(to)
	return buf.String()
}

func main() {
	for _, to := range []string{"Ada;", "Bo;", "Cy;"} {
		fmt.Printf("%q\n", label(to))
	}

	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range 10_000 {
		label("Ada;")
	}
	runtime.ReadMemStats(&after)
	kib := (after.TotalAlloc - before.TotalAlloc) >> 10
	fmt.Println("10,000 more labels allocated", kib, "KiB")
}
