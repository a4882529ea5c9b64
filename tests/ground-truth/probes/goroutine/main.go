// Command goroutine measures what a goroutine costs that no finished one can be
// reused for, and what the go statement and a sleep allocate besides.
package main

import (
	"runtime"
	"runtime/debug"
	"time"

	"poolscope/groundtruth/probes/report"
)

var (
	a, b runtime.MemStats
)

func main() {
	runtime.GOMAXPROCS(1)  // nothing runs while they are started, so none is reused
	debug.SetGCPercent(-1) // a collection takes the stacks of finished goroutines
	const n = 2000
	nothing := func(int) {}
	sleep := func(int) { time.Sleep(time.Millisecond) }
	var records, objects, stacks, closures, timers []float64
	for range 5 {
		// As many as in all rounds before are there to be reused: start those
		// and n more.
		have := n * len(records)
		first := start(have+n, nothing)
		again := start(have+n, nothing)
		slept := start(have+n, sleep)
		records = append(records, (first.bytes-again.bytes)/n)
		objects = append(objects, (first.objects-again.objects)/n)
		stacks = append(stacks, first.stacks/n)
		closures = append(closures, again.bytes/float64(have+n))
		timers = append(timers, (slept.bytes-again.bytes)/float64(have+n))
	}
	report.Print("goroutine.record", "B", "heap bytes that a goroutine takes when no finished one can be reused", records...)
	report.Print("goroutine.objects", "objects", "the same, heap objects", objects...)
	report.Print("goroutine.stack", "B", "stack memory of the same", stacks...)
	report.Print("goroutine.closure", "B", "heap bytes of a go statement that reuses a finished goroutine: its closure over two words", closures...)
	report.Print("goroutine.timer", "B", "heap bytes that a goroutine's first time.Sleep adds", timers...)
}

type cost struct{ bytes, objects, stacks float64 }

// start starts count goroutines, lets them end, and says what that allocated.
func start(count int, body func(int)) cost {
	left := count
	runtime.ReadMemStats(&a)
	for i := range count {
		go func() { body(i); left-- }()
	}
	for left > 0 {
		time.Sleep(time.Millisecond)
	}
	runtime.ReadMemStats(&b)
	return cost{float64(b.TotalAlloc - a.TotalAlloc), float64(b.Mallocs - a.Mallocs), float64(b.StackInuse) - float64(a.StackInuse)}
}
