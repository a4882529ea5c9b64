package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"runtime"
	"strings"
	"sync"
)

var built int // buffers made by New

var pool = sync.Pool{New: func() any { built++; return new(bytes.Buffer) }}

// head has a deferred Put, and still returns bytes of the buffer.
func head(doc string) ([]byte, error) {
	buf := pool.Get().(*bytes.Buffer)
	defer pool.Put(buf)
	buf.Reset()
	if err := json.Compact(buf, []byte(doc)); err != nil {
		return nil, err
	}
	first, _, _ := bytes.Cut(buf.Bytes(), []byte(","))
	return first, nil
}

func main() {
	tail := strings.Repeat("[ ], ", 2000) + "[ ]]"
	for range 10_000 {
		buf := pool.Get().(*bytes.Buffer) // and no Put
		json.Compact(buf, []byte("[ 1111, "+tail))
	}
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	fmt.Println(built, "buffers lost:", m.HeapAlloc>>20, "MiB are live")

	kept, _ := head("[ 1111, " + tail)
	head("[ 2222, " + tail)
	fmt.Printf("with a deferred Put the first result reads: %s\n", kept)
}
