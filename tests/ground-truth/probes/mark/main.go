// Command mark measures what a collection costs by the number of Ps and by what
// is on the heap. It runs itself with gctrace on and reads the clocks of the
// trace, for only those separate marking from the sweep that runtime.GC adds.
package main

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"runtime/debug"
	"strconv"
	"time"

	"poolscope/groundtruth/probes/report"
)

type node struct {
	next *node
	_    [56]byte
}

var (
	blocks [][]byte
	nodes  []*node
)

func fill(what string, n int) {
	debug.SetGCPercent(-1)
	switch what {
	case "noscan1MiB":
		for range n {
			blocks = append(blocks, make([]byte, 1<<20))
		}
	case "noscan4KiB":
		for range n {
			blocks = append(blocks, make([]byte, 4<<10))
		}
	case "noscan64B":
		for range n {
			blocks = append(blocks, make([]byte, 64))
		}
	case "pointer64B":
		var last *node
		for range n {
			last = &node{next: last}
			nodes = append(nodes, last)
		}
	}
}

const rounds = 30

func child(what string, n int) {
	fill(what, n)
	for range rounds {
		time.Sleep(5 * time.Millisecond)
		t := time.Now()
		runtime.GC()
		fmt.Println(float64(time.Since(t)))
	}
	runtime.KeepAlive(blocks)
	runtime.KeepAlive(nodes)
}

var line = regexp.MustCompile(`: ([0-9.e-]+)\+([0-9.e-]+)\+([0-9.e-]+) ms clock, ([0-9.e-]+)\+([0-9.e-]+)/([0-9.e-]+)/([0-9.e-]+)\+`)

// run gives the sweep termination, marking and mark termination of the last
// collections [us], the CPU used for marking [us], and the time of the whole runtime.GC call [us].
func run(procs int, what string, n int) (stw1, mark, stw2, cpu, call []float64) {
	self, err := os.Executable()
	check(err)
	cmd := exec.Command(self, "child", what, strconv.Itoa(n))
	cmd.Env = append(os.Environ(), "GODEBUG=gctrace=1", fmt.Sprint("GOMAXPROCS=", procs))
	var out, log bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &log
	check(cmd.Run())
	for s := bufio.NewScanner(&log); s.Scan(); {
		m := line.FindStringSubmatch(s.Text())
		if m == nil {
			continue
		}
		f := func(i int) float64 { v, _ := strconv.ParseFloat(m[i], 64); return v * 1000 }
		stw1, mark, stw2 = append(stw1, f(1)), append(mark, f(2)), append(stw2, f(3))
		cpu = append(cpu, f(5)+f(6)+f(7))
	}
	for s := bufio.NewScanner(&out); s.Scan(); {
		v, _ := strconv.ParseFloat(s.Text(), 64)
		call = append(call, v/1000)
	}
	const skip = 5
	return stw1[skip:], mark[skip:], stw2[skip:], cpu[skip:], call[skip:]
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func median(xs []float64) float64 {
	s := append([]float64(nil), xs...)
	for i := range s {
		for j := i; j > 0 && s[j] < s[j-1]; j-- {
			s[j], s[j-1] = s[j-1], s[j]
		}
	}
	return s[len(s)/2]
}

func main() {
	if len(os.Args) > 3 {
		n, err := strconv.Atoi(os.Args[3])
		check(err)
		child(os.Args[2], n)
		return
	}
	for _, p := range []int{1, 2, 4, 8, 16, 64} {
		stw1, mark, stw2, cpu, call := run(p, "nothing", 0)
		how := fmt.Sprintf("gctrace clocks of runtime.GC on an almost empty heap, otherwise idle, P=%d", p)
		report.Print(fmt.Sprintf("mark.empty.sweepTermination.p%d", p), "us", how, stw1...)
		report.Print(fmt.Sprintf("mark.empty.mark.p%d", p), "us", how, mark...)
		report.Print(fmt.Sprintf("mark.empty.markTermination.p%d", p), "us", how, stw2...)
		report.Print(fmt.Sprintf("mark.empty.cpu.p%d", p), "us", how+": assist, background and idle marking together", cpu...)
		report.Print(fmt.Sprintf("mark.empty.call.p%d", p), "us", how+": the whole call, sweep included", call...)
	}
	for _, w := range []struct {
		what string
		n    int
	}{{"noscan1MiB", 1000}, {"noscan4KiB", 50_000}, {"noscan64B", 1_000_000}, {"pointer64B", 1_000_000}} {
		for _, p := range []int{1, 2} {
			_, base, _, baseCPU, baseCall := run(p, "nothing", 0)
			_, mark, _, cpu, call := run(p, w.what, w.n)
			per := func(xs, base []float64) (out []float64) {
				for _, x := range xs {
					out = append(out, 1000*(x-median(base))/float64(w.n))
				}
				return out
			}
			how := fmt.Sprintf("runtime.GC with %d live objects less an empty heap, per object, P=%d", w.n, p)
			report.Print(fmt.Sprintf("mark.%s.mark.p%d", w.what, p), "ns/object", how, per(mark, base)...)
			report.Print(fmt.Sprintf("mark.%s.cpu.p%d", w.what, p), "ns/object", how+": CPU of marking", per(cpu, baseCPU)...)
			report.Print(fmt.Sprintf("mark.%s.call.p%d", w.what, p), "ns/object", how+": whole call, sweep included", per(call, baseCall)...)
		}
	}
}
