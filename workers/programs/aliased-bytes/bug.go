package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"sync"
)

var pool = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// encode returns v as JSON.
func encode(v any) ([]byte, error) {
	buf := pool.Get().(*bytes.Buffer)
	defer pool.Put(buf)
	buf.Reset()
	if err := json.NewEncoder(buf).Encode(v); err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}

func main() {
	paid, _ := encode("paid")
	open, _ := encode("open")
	fmt.Printf("paid: %s", paid)
	fmt.Printf("open: %s", open)

	long, _ := encode("refunded")
	encode("new")
	fmt.Printf("long: %q\n", long)
}
