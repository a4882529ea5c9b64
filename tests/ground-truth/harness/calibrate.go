package main

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"slices"
	"strings"
	"time"
)

// The figures that only the harness's own process can give: what its scenarios
// cost in CPU, what a request allocates besides them, and what the process
// weighs before a load. One JSON object a line, as the probes print them.

type figure struct {
	Name  string  `json:"name"`
	Unit  string  `json:"unit"`
	Value float64 `json:"value"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
	N     int     `json:"n"`
	How   string  `json:"how"`
}

func printFigure(name, unit, how string, xs ...float64) {
	slices.Sort(xs)
	q := func(p float64) float64 {
		x := xs[int(math.Round(p*float64(len(xs)-1)))]
		if x == math.Trunc(x) {
			return x
		}
		scale := math.Pow(10, 4-math.Floor(math.Log10(math.Abs(x))))
		return math.Round(x*scale) / scale
	}
	check(json.NewEncoder(os.Stdout).Encode(figure{name, unit, q(0.5), q(0.1), q(0.9), len(xs), how}))
}

func calibrate() {
	calibrateBaseline()
	calibrateRequests()
	calibrateScenarios()
}

// calibrateBaseline starts processes that do one operation and reads what they
// weighed before it.
func calibrateBaseline() {
	for _, p := range []int{1, 2, 4, 8, 16, 32, 64} {
		var heap, objects, stacks, rss []float64
		scan := map[string][]float64{}
		for range 5 {
			c := mustConfig("-scenario steady -closed 1 -ops 1 -gcevery 1 -body 1 -gomaxprocs", p)
			r, err := runOnce(c, "decay")
			check(err)
			heap = append(heap, float64(r.Baseline.HeapObjects))
			stacks = append(stacks, float64(r.Baseline.Stacks))
			rss = append(rss, float64(r.Baseline.RSS))
			for name, v := range childFigures("-weigh", p) {
				scan[name] = append(scan[name], v...)
			}
			objects = append(objects, float64(r.Baseline.Mallocs))
		}
		how := fmt.Sprintf("the harness's process before its load, after three collections, P=%d", p)
		printFigure(fmt.Sprintf("baseline.heapObjects.p%d", p), "B", how, heap...)
		printFigure(fmt.Sprintf("baseline.mallocsSinceStart.p%d", p), "objects", how, objects...)
		printFigure(fmt.Sprintf("baseline.stacks.p%d", p), "B", how, stacks...)
		printFigure(fmt.Sprintf("baseline.rss.p%d", p), "B", how, rss...)
		for _, name := range weighed {
			printFigure(fmt.Sprintf("baseline.%s.p%d", strings.Trim(strings.Map(dotted, name), "."), p), "B", "runtime/metrics "+name+" in "+how, scan[name]...)
		}
	}
}

func dotted(r rune) rune {
	if r == '/' || r == ':' {
		return '.'
	}
	return r
}

// weighed are the metrics that the scan work of an idle process is made of.
var weighed = []string{"/gc/scan/stack:bytes", "/gc/scan/globals:bytes", "/gc/scan/heap:bytes", "/gc/heap/live:bytes", "/memory/classes/total:bytes", "/memory/classes/heap/unused:bytes"}

// weigh is the child of calibrateBaseline.
func weigh() {
	c := mustConfig("-scenario steady -closed 1 -ops 1 -gcevery 1 -body 1 -gomaxprocs", runtime.GOMAXPROCS(0))
	smp.init(scenarios[c.Scenario](c), 16)
	for range 3 {
		runtime.GC()
	}
	s := make([]metrics.Sample, len(weighed))
	for i, n := range weighed {
		s[i].Name = n
	}
	metrics.Read(s)
	out := map[string][]float64{}
	for _, x := range s {
		out[x.Name] = []float64{float64(x.Value.Uint64())}
	}
	check(json.NewEncoder(os.Stdout).Encode(out))
}

// childFigures starts a measuring process and reads the values it prints.
func childFigures(flag string, p int, args ...string) map[string][]float64 {
	self, err := os.Executable()
	check(err)
	cmd := exec.Command(self, append([]string{flag}, args...)...)
	cmd.Env = append(os.Environ(), fmt.Sprint("GOMAXPROCS=", p))
	cmd.Stderr = os.Stderr
	b, err := cmd.Output()
	check(err)
	out := map[string][]float64{}
	check(json.Unmarshal(b, &out))
	return out
}

func mustConfig(flags string, p int) *Config {
	c, err := parseConfig(append(strings.Fields(flags), fmt.Sprint(p)), nil)
	check(err)
	return c
}

// calibrateRequests takes the steady scenario, which allocates nothing once its
// pool is warm: what a longer open loop allocates more than a shorter one is
// what its further requests cost besides their scenario. Both totals are read
// after the load, where they are exact.
func calibrateRequests() {
	for _, hold := range []string{"0s", "100us", "5ms"} {
		for _, p := range []int{1, 2, 8, 64} {
			var bytes, mallocs []float64
			for range 3 {
				total := func(length string) (n, bytes, mallocs float64) {
					c := mustConfig("-scenario steady -body 64 -gogc off -rate 2000 -sample 100ms -duration "+length+" -hold "+hold+" -gomaxprocs", p)
					r, err := runOnce(c, "decay")
					check(err)
					stop := r.End[0]
					return float64(r.Done), float64(stop.TotalAlloc - r.Baseline.TotalAlloc), float64(stop.Mallocs - r.Baseline.Mallocs)
				}
				n0, b0, m0 := total("500ms")
				n1, b1, m1 := total("2500ms")
				bytes = append(bytes, (b1-b0)/(n1-n0))
				mallocs = append(mallocs, (m1-m0)/(n1-n0))
			}
			how := fmt.Sprintf("open loop, 2000 requests a second of steady 64 B, hold %s, P=%d: what 4000 more requests allocate", hold, p)
			printFigure(fmt.Sprintf("request.bytes.hold%s.p%d", hold, p), "B/request", how, bytes...)
			printFigure(fmt.Sprintf("request.mallocs.hold%s.p%d", hold, p), "objects/request", how, mallocs...)
		}
	}
}

// calibrateScenarios times begin and end of each scenario, on a warm pool and
// recycled memory: the collections between the rounds are not in the time.
func calibrateScenarios() {
	for _, name := range scenarioNames() {
		for _, fixed := range []bool{false, true} {
			for _, size := range []int{256, 4 << 10, 64 << 10, 1 << 20} {
				cost := childFigures("-cost", 1, name, fmt.Sprint(fixed), fmt.Sprint(size))
				variant := ""
				if fixed {
					variant = ".fixed"
				}
				how := "begin and end of one operation, one at a time, P=1, warm pool, recycled memory, no collection in the time"
				printFigure(fmt.Sprintf("scenario.%s%s.%d", name, variant, size), "ns", how, cost["ns"]...)
				if name == "expensive-new" {
					printFigure(fmt.Sprintf("scenario.%s%s.%d.new", name, variant, size), "ns", "New alone, of "+fmt.Sprint(size/8)+" ints", cost["new"]...)
				}
			}
		}
	}
	cost := childFigures("-cost", 1, "serve", "false", "0")
	printFigure("request.serveOverhead", "ns", "the harness's own clock readings and counters around begin and end", cost["ns"]...)
}

// timeScenario is the child of calibrateScenarios.
func timeScenario(name, fixed, size string) {
	out := map[string][]float64{}
	if name == "serve" {
		var rounds []float64
		for range 20 {
			t := nanotime()
			for range 10000 {
				inFlight.Add(1)
				serve(nothing{}, 0, 0)
				inFlight.Add(-1)
			}
			rounds = append(rounds, float64(nanotime()-t)/10000)
		}
		out["ns"] = rounds
		check(json.NewEncoder(os.Stdout).Encode(out))
		return
	}
	if name == "expensive-new" {
		n, err := parseBytes(size)
		check(err)
		size = fmt.Sprint(n / 8)
	}
	c, err := parseConfig([]string{"-scenario", name, "-fixed=" + fixed, "-body", size, "-gogc", "off", "-closed", "1"}, nil)
	check(err)
	debug.SetGCPercent(-1)
	sc := scenarios[name](c)
	bytes := max(c.Body, 256)
	if name == "expensive-new" {
		bytes *= 8
	}
	n := max(4, min(2000, int(32<<20/bytes)))
	if name == "forgotten-reset" && !c.Fixed {
		n = max(4, n/4) // its buffer grows with every operation of a round
	}
	var rounds []float64
	for k := range 24 {
		op := func(i int) { sc.end(sc.begin(i)) }
		op(0)
		t := nanotime()
		for i := range n {
			op(i)
		}
		ns := float64(nanotime()-t) / float64(n)
		if k >= 4 {
			rounds = append(rounds, ns)
		}
		runtime.GC()
		if name == "forgotten-reset" && !c.Fixed {
			runtime.GC() // a new buffer for the next round
		}
		time.Sleep(time.Millisecond)
	}
	out["ns"] = rounds
	if x, ok := sc.(*expensive); ok {
		var made []float64
		for range 20 {
			t := nanotime()
			x.make()
			made = append(made, float64(nanotime()-t))
			runtime.GC()
		}
		out["new"] = made
	}
	check(json.NewEncoder(os.Stdout).Encode(out))
}

// nothing is a scenario that does nothing.
type nothing struct{ scenario }

func (nothing) begin(int) tok { return tok{} }
func (nothing) end(tok)       {}
