package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"sync"
)

var pool = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func handle(w http.ResponseWriter, r *http.Request) {
	buf := pool.Get().(*bytes.Buffer)
	defer pool.Put(buf)
	buf.Reset()
	if _, err := buf.ReadFrom(r.Body); err != nil {
		http.Error(w, err.Error(), http.StatusRequestEntityTooLarge)
	}
}

// crowd ends a body only when every client of the attack has sent its own.
type crowd struct{ *sync.WaitGroup }

func (c crowd) Read([]byte) (int, error) {
	c.Done()
	c.Wait()
	return 0, io.EOF
}

func main() {
	var attack, done sync.WaitGroup
	attack.Add(8)
	big := make([]byte, 10_000_000)
	for range 8 {
		body := io.MultiReader(bytes.NewReader(big), crowd{&attack})
		r, w := httptest.NewRequest("POST", "/", body), httptest.NewRecorder()
		done.Go(func() { handle(w, r); fmt.Print(w.Code, " ") })
	}
	done.Wait()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	fmt.Println("\nlive after one GC:", m.HeapAlloc>>20, "MiB")
}
