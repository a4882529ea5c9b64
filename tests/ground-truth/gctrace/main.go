// Command service is an ordinary small service loop: requests arrive at a fixed
// rate, each reads its body into a pooled bytes.Buffer, waits for something,
// builds an answer and puts the buffer back. A few bodies are very large. Run
// with GODEBUG=gctrace=1, it writes the log that people have at hand when they
// ask where their memory went.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

var (
	rate       = flag.Float64("rate", 200, "requests per second, evenly spaced")
	duration   = flag.Duration("duration", 20*time.Second, "length of the load")
	hold       = flag.Duration("hold", 10*time.Millisecond, "how long a request keeps its buffer")
	body       = flag.Int("body", 4096, "bytes of a body")
	attack     = flag.Float64("attack", 0.02, "fraction of requests with a large body")
	attackBody = flag.Int("attackbody", 4<<20, "bytes of a large body")
	garbage    = flag.Int("garbage", 128<<10, "bytes of an answer, dropped after the request")
	live       = flag.Int("live", 16<<20, "bytes of a cache that is kept for good, in blocks of 1 MiB")
	dropCap    = flag.Int("dropcap", 0, "a buffer with a larger capacity is not put back (0: all are)")
	gcPeriod   = flag.Duration("gcperiod", 0, "runtime.GC() every so often (0: never)")
	seed       = flag.Uint64("seed", 1, "picks the requests with a large body")
)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// arriving is a body on its way in.
type arriving struct{ left int }

func (a *arriving) Read(p []byte) (int, error) {
	if a.left == 0 {
		return 0, io.EOF
	}
	n := min(len(p), a.left)
	fill(p[:n])
	a.left -= n
	return n, nil
}

func fill(p []byte) {
	for i := range p {
		p[i] = byte(i)
	}
}

// large says whether request i has a large body: a fraction f of all requests,
// chosen by the seed alone (splitmix64), so that a run can be repeated.
func large(i int, f float64) bool {
	const odd = 0x9E3779B97F4A7C15
	z := *seed*odd + 0xD1B54A32D192ED03 + uint64(i+1)*odd
	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9
	z = (z ^ (z >> 27)) * 0x94D049BB133111EB
	z ^= z >> 31
	return float64(z>>11)/(1<<53) < f
}

var lastAnswer atomic.Uint32 // keeps the answers from being optimised away

func handle(i int) {
	n := *body
	if large(i, *attack) {
		n = *attackBody
	}
	b := buffers.Get().(*bytes.Buffer)
	b.Reset()
	io.Copy(b, &arriving{left: n})
	time.Sleep(*hold)
	answer := make([]byte, *garbage)
	copy(answer, b.Bytes())
	lastAnswer.Store(uint32(answer[len(answer)-1]))
	if *dropCap == 0 || b.Cap() <= *dropCap {
		buffers.Put(b)
	}
}

func main() {
	flag.Parse()
	cache := make([][]byte, *live>>20)
	for i := range cache {
		cache[i] = make([]byte, 1<<20)
		fill(cache[i])
	}
	if *gcPeriod > 0 {
		go func() {
			for range time.Tick(*gcPeriod) {
				runtime.GC()
			}
		}()
	}
	start := time.Now()
	fmt.Fprintf(os.Stderr, "%s, %d Ps, service starts\n", runtime.Version(), runtime.GOMAXPROCS(0))
	var wg sync.WaitGroup
	for i := 0; ; i++ {
		due := time.Duration(float64(i) / *rate * 1e9)
		if due >= *duration {
			break
		}
		time.Sleep(due - time.Since(start))
		wg.Go(func() { handle(i) })
	}
	wg.Wait()
	fmt.Fprintln(os.Stderr, "service stops")
	runtime.KeepAlive(cache)
}
