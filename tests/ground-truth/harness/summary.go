package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// filed is what the summary and the check read of a trace file.
type filed struct {
	ID        string               `json:"id"`
	Note      string               `json:"note"`
	Exact     bool                 `json:"exact"`
	Params    Config               `json:"params"`
	GoVersion string               `json:"goVersion"`
	NumCPU    int                  `json:"numCPU"`
	Spread    map[string]Spread    `json:"spread"`
	Reps      []filedRep           `json:"reps"`
	DrainRep  *filedRep            `json:"drainRep"`
	SeriesRep int                  `json:"seriesRep"`
	Samples   map[string][]float64 `json:"samples"`
}

type filedRep struct {
	Metrics    map[string]float64 `json:"metrics"`
	OtherCores float64            `json:"otherCores"`
	Tries      int                `json:"tries"`
	Result
}

// summary prints tables of the traces of a folder.
func summary(dir string) {
	files, err := filepath.Glob(filepath.Join(dir, "*.json"))
	check(err)
	slices.Sort(files)
	var exact, timed []*filed
	for _, f := range files {
		b, err := os.ReadFile(f)
		check(err)
		t := &filed{}
		check(json.Unmarshal(b, t))
		if t.Params.ExactMode() {
			exact = append(exact, t)
		} else {
			timed = append(timed, t)
		}
	}
	w := os.Stdout
	fmt.Fprintf(w, "Recorded with %s on %d CPUs. %d timed traces, %d driven by operation counts (%d of them exact).\n\n",
		timed[0].GoVersion, timed[0].NumCPU, len(timed), len(exact), count(exact, func(t *filed) bool { return t.Exact }))

	fmt.Fprintln(w, "## Timed traces: parameters and load")
	fmt.Fprintln(w)
	fmt.Fprintln(w, "Achieved, CPU share, lag and other cores are those of the repetition whose series is stored.")
	fmt.Fprintln(w)
	row(w, "trace", "scenario", "P", "GOGC", "limit", "load", "hold", "body", "mix", "forced GC", "length", "ops done", "achieved/s", "CPU share", "lag mean/max ms", "other cores")
	rule(w, 16)
	for _, t := range timed {
		c, r := &t.Params, &t.Reps[t.SeriesRep]
		row(w, t.ID, scen(c), c.GOMAXPROCS, c.GOGC, size(c.MemLimit), load(c), time.Duration(c.HoldNs), bodyOf(c), mix(c), gcOf(c),
			time.Duration(c.DurationNs), r.Done, f2(r.AchievedRate), f2(r.CPUShare), f1(r.MeanLagMs)+"/"+f1(r.MaxLagMs), f1(r.OtherCores))
	}
	fmt.Fprintln(w, "\n## Timed traces: results")
	fmt.Fprintln(w)
	fmt.Fprintln(w, "Each cell: mean over the repetitions, and in brackets the spread, (largest - smallest) / mean. Heap is heapObjects. \"Get left\" is what one goroutine could not take out with Get, of what was in the pool.")
	fmt.Fprintln(w)
	row(w, "trace", "peak heap", "mean heap", "GCs", "New", "end residents", "resident bytes", "mean residents", "heap at stop, then GC 1, 2, 3", "Get left", "peak RSS")
	rule(w, 11)
	for _, t := range timed {
		results(w, t)
	}
	fmt.Fprintln(w, "\n## Traces driven by operation counts")
	fmt.Fprintln(w)
	fmt.Fprintln(w, "GOMAXPROCS 1, one goroutine, no sleeps. Values are of the first repetition; in an exact trace all repetitions agree on them (heap: after the first sample's value is taken off).")
	fmt.Fprintln(w)
	row(w, "trace", "scenario", "GOGC", "shape", "body", "mix", "ops", "GC every", "exact", "GCs", "New", "end residents", "resident bytes", "peak heap", "heap at stop, then GC 1, 2, 3", "bytes/op", "mallocs/op")
	rule(w, 17)
	for _, t := range exact {
		c, r := &t.Params, &t.Reps[0]
		shape := "one at a time"
		if c.Window > 1 {
			shape = fmt.Sprint("window ", c.Window)
		} else if c.Burst > 1 {
			shape = fmt.Sprint("burst ", c.Burst)
		}
		m := r.Metrics
		every := fmt.Sprint(c.GCEvery)
		if c.GCEvery > c.Ops {
			every = "natural"
		}
		num := func(k string) string {
			s := t.Spread[k]
			if s.Min == s.Max {
				return fmt.Sprint(int64(s.Min))
			}
			return fmt.Sprintf("%d–%d", int64(s.Min), int64(s.Max))
		}
		row(w, t.ID, scen(c), c.GOGC, shape, bodyOf(c), mix(c), c.Ops, every, t.Exact, num("gcCount"), num("news"), num("endResidents"),
			int64(m["endResidentBytes"]), size(int64(m["peakHeapObjects"])), decay(r), f1(m["allocBytesPerOp"]), f2(m["mallocsPerOp"]))
	}

	fmt.Fprintln(w, "\n## How far reality agrees with itself")
	fmt.Fprintln(w)
	fmt.Fprintln(w, "The spread, (largest - smallest) / mean over the repetitions of one timed trace, as it is distributed over the timed traces.")
	fmt.Fprintln(w)
	row(w, "quantity", "traces", "median spread", "75%", "90%", "largest", "identical in", "trace with the largest")
	rule(w, 8)
	for _, n := range metricNames {
		var xs []float64
		same := 0
		worst := ""
		for _, t := range timed {
			s, ok := t.Spread[n]
			if !ok || s.Mean == 0 {
				continue
			}
			if s.Min == s.Max {
				same++
			}
			if len(xs) == 0 || s.Rel > slices.Max(xs) {
				worst = t.ID
			}
			xs = append(xs, s.Rel)
		}
		if len(xs) == 0 {
			continue
		}
		slices.Sort(xs)
		q := func(p float64) string { return pct(xs[int(p*float64(len(xs)-1)+0.5)]) }
		row(w, n, len(xs), q(.5), q(.75), q(.9), pct(xs[len(xs)-1]), same, worst)
	}

}

func results(w io.Writer, t *filed) {
	sp := func(k string, f func(float64) string) string {
		s, ok := t.Spread[k]
		if !ok {
			return "–"
		}
		return f(s.Mean) + " (" + pct(s.Rel) + ")"
	}
	bytes := func(v float64) string { return size(int64(v)) }
	left := "–"
	if t.DrainRep != nil && t.DrainRep.Drain != nil && t.DrainRep.Result.Drain.Before.Residents+t.DrainRep.Result.Drain.GotByGet > 0 {
		d := t.DrainRep.Result.Drain
		left = fmt.Sprintf("%d of %d", d.LeftAfter.Residents, d.Before.Residents)
	}
	row(w, t.ID, sp("peakHeapObjects", bytes), sp("meanHeapObjects", bytes), sp("gcCount", f1), sp("news", f1), sp("endResidents", f1),
		sp("endResidentBytes", bytes), sp("meanResidents", f1), decay(&t.Reps[t.SeriesRep]), left, sp("peakRSS", bytes))
}

func decay(r *filedRep) string {
	var xs []string
	for _, s := range r.End {
		xs = append(xs, size(s.HeapObjects))
	}
	return strings.Join(xs, " → ")
}

func count(ts []*filed, f func(*filed) bool) (n int) {
	for _, t := range ts {
		if f(t) {
			n++
		}
	}
	return
}

func row(w io.Writer, xs ...any) {
	fmt.Fprint(w, "|")
	for _, x := range xs {
		fmt.Fprint(w, " ", x, " |")
	}
	fmt.Fprintln(w)
}

func rule(w io.Writer, n int) { fmt.Fprintln(w, "|"+strings.Repeat("---|", n)) }

func f1(x float64) string  { return strconv.FormatFloat(x, 'f', 1, 64) }
func f2(x float64) string  { return strconv.FormatFloat(x, 'f', 2, 64) }
func pct(x float64) string { return strconv.FormatFloat(100*x, 'f', 1, 64) + "%" }

func size(n int64) string {
	switch {
	case n == 0:
		return "–"
	case n >= 1<<30:
		return f2(float64(n)/(1<<30)) + " GiB"
	case n >= 1<<20:
		return f2(float64(n)/(1<<20)) + " MiB"
	case n >= 1<<10:
		return f1(float64(n)/(1<<10)) + " KiB"
	}
	return fmt.Sprint(n, " B")
}

func scen(c *Config) string {
	s := c.Scenario
	if c.Scenario == "stale-slice" && !c.Fixed && !c.Stale {
		s += ", boxing only"
	}
	if c.Fixed {
		s += ", fixed"
		if c.Scenario == "large-struct" || c.Scenario == "expensive-new" {
			s += fmt.Sprint(" K=", c.K)
		}
	}
	return s
}

func load(c *Config) string {
	if c.Closed > 0 {
		return fmt.Sprint(c.Closed, " closed")
	}
	s := fmt.Sprint(c.Rate, "/s")
	if c.Burst > 1 {
		s += fmt.Sprint(" in bursts of ", c.Burst)
	}
	return s
}

func bodyOf(c *Config) string {
	if c.Scenario == "expensive-new" {
		return fmt.Sprint(c.Body, " ints")
	}
	return size(c.Body)
}

func mix(c *Config) string {
	var xs []string
	if c.Attack > 0 {
		xs = append(xs, fmt.Sprintf("%g of %s", c.Attack, size(c.AttackBody)))
	}
	if c.ErrRate > 0 {
		xs = append(xs, fmt.Sprintf("errors %g", c.ErrRate))
	}
	if len(xs) == 0 {
		return "–"
	}
	return strings.Join(xs, ", ")
}

func gcOf(c *Config) string {
	if c.GCPeriodNs == 0 {
		return "–"
	}
	return fmt.Sprint(time.Duration(c.GCPeriodNs))
}
