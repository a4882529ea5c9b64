// Command gcbytes measures what runtime.GC itself allocates, and what a pool
// allocates anew after each collection.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"sync"

	"poolscope/groundtruth/probes/report"
)

func main() {
	if len(os.Args) > 1 {
		measure()
		return
	}
	self, err := os.Executable()
	check(err)
	for _, p := range []int{1, 2, 8, 64} {
		cmd := exec.Command(self, "child")
		cmd.Env = append(os.Environ(), fmt.Sprint("GOMAXPROCS=", p), "GOGC=off")
		cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
		check(cmd.Run())
	}
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

var a, b runtime.MemStats

// cost is the bytes and objects that f allocates.
func cost(f func()) (bytes, objects float64) {
	runtime.ReadMemStats(&a)
	f()
	runtime.ReadMemStats(&b)
	return float64(b.TotalAlloc - a.TotalAlloc), float64(b.Mallocs - a.Mallocs)
}

func measure() {
	p := runtime.GOMAXPROCS(0)
	first, firstObjects := cost(runtime.GC)
	report.Print(fmt.Sprintf("gc.bytesFirst.p%d", p), "B", "allocated by the first runtime.GC of a process: mark workers and their goroutines", first)
	report.Print(fmt.Sprintf("gc.objectsFirst.p%d", p), "objects", "the same, objects", firstObjects)
	var bytes, objects, poolBytes, poolObjects []float64
	var pool sync.Pool
	x := new(int)
	for i := range 40 {
		by, ob := cost(runtime.GC)
		pb, po := cost(func() { pool.Put(x); x = pool.Get().(*int) })
		if i >= 10 {
			bytes, objects = append(bytes, by), append(objects, ob)
			poolBytes, poolObjects = append(poolBytes, pb), append(poolObjects, po)
		}
	}
	report.Print(fmt.Sprintf("gc.bytes.p%d", p), "B", "allocated by each later runtime.GC", bytes...)
	report.Print(fmt.Sprintf("gc.objects.p%d", p), "objects", "the same, objects", objects...)
	report.Print(fmt.Sprintf("pool.bytesAfterGC.p%d", p), "B", "allocated by the first use of a pool after a collection: the array of the Ps and the list of pools", poolBytes...)
	report.Print(fmt.Sprintf("pool.objectsAfterGC.p%d", p), "objects", "the same, objects", poolObjects...)
}
