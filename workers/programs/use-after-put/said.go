package main

import (
	"bytes"
	"fmt"
	"runtime"
	"strings"
	"sync"
)

var pool = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func greet(name string) string {
	buf := pool.Get().(*bytes.Buffer)
	buf.Reset()
	buf.WriteString("hello ")
	buf.WriteString(name)
	pool.Put(buf)
	runtime.Gosched()
	return buf.String()
}

func main() {
	var own, anothers, joined, cut int
	var mu sync.Mutex
	for range 100 {
		var wg sync.WaitGroup
		for i := range 100 {
			wg.Go(func() {
				name := fmt.Sprintf("user%02d", i)
				text := greet(name)
				mu.Lock()
				defer mu.Unlock()
				switch {
				case text == "hello "+name:
					own++
				case strings.Count(text, "user") > 1:
					joined++
				case len(text) == len("hello user00"):
					anothers++
				default:
					cut++
				}
			})
		}
		wg.Wait()
	}
	fmt.Println("own", own, "another's", anothers, "cut short", cut, "two joined", joined)
}
