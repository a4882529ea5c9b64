package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
)

var built int // buffers made by New

var pool = sync.Pool{New: func() any { built++; return new(bytes.Buffer) }}

// head compacts a document and returns its first field.
func head(doc string) ([]byte, error) {
	buf := pool.Get().(*bytes.Buffer)
	defer pool.Put(buf)
	buf.Reset()
	if err := json.Compact(buf, []byte(doc)); err != nil {
		return nil, err
	}
	first, _, _ := bytes.Cut(buf.Bytes(), []byte(","))
	return bytes.Clone(first), nil
}

func main() {
	tail := strings.Repeat("[ ], ", 2000) + "[ ]]"
	kept, _ := head("[ 1111, " + tail)
	failed := 0
	for i := range 1000 {
		doc := "[ 2222, " + tail
		if i%4 == 0 {
			doc += "oops"
		}
		if _, err := head(doc); err != nil {
			failed++
		}
	}
	fmt.Println("failed:", failed, "of 1000; New calls:", built)
	fmt.Printf("first result, as kept: %s\n", kept)
}
