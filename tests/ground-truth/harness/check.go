package main

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// recheck runs N of the recorded programs again, chosen by a seed, and says of
// each metric whether it falls into the recorded spread. One more repetition
// can fall outside of what three or four gave without anything having changed:
// near is no further outside than the recorded spread is wide, or than 5 % or 2.
// It fails when an exact column differs or when a tenth of the metrics is further out.
func recheck(args []string) {
	n, err := strconv.Atoi(args[1])
	check(err)
	seed, err := strconv.ParseUint(args[2], 10, 64)
	check(err)
	files, err := filepath.Glob(filepath.Join(args[0], "*.json"))
	check(err)
	slices.Sort(files)
	rng := rand.New(rand.NewPCG(seed, 0))
	rng.Shuffle(len(files), func(i, j int) { files[i], files[j] = files[j], files[i] })
	var sum tally
	for _, f := range files[:min(n, len(files))] {
		b, err := os.ReadFile(f)
		check(err)
		var t filed
		check(json.Unmarshal(b, &t))
		c := &t.Params
		r, err := runQuiet(c, "decay", defaultMaxLag)
		check(err)
		fmt.Printf("\n%s: %s\n", t.ID, strings.Join(c.args(), " "))
		if t.Exact {
			sum.differing += recheckExact(&t, r)
		}
		recheckMetrics(&t, r, &sum)
	}
	fmt.Printf("\nmetrics: %d inside the recorded spread, %d near it, %d outside; exact columns that differ: %d\n",
		sum.inside, sum.near, sum.outside, sum.differing)
	if sum.differing > 0 || 10*sum.outside > sum.inside+sum.near+sum.outside {
		os.Exit(1)
	}
}

type tally struct{ inside, near, outside, differing int }

// clockMetrics depend on the speed and the memory of the machine alone.
var clockMetrics = []string{"achievedRate", "peakRSS", "meanRSS"}

func recheckMetrics(t *filed, r *Rep, sum *tally) {
	// What the process itself weighs depends on the length of its command line
	// and on its environment: heaps are compared after it is taken off.
	var weight float64
	for i := range t.Reps {
		weight += float64(t.Reps[i].Baseline.HeapObjects) / float64(len(t.Reps))
	}
	heavier := float64(r.Baseline.HeapObjects) - weight
	for _, name := range metricNames {
		s, ok := t.Spread[name]
		v, have := r.Metrics[name]
		if !ok || !have || t.Params.ExactMode() && slices.Contains(clockMetrics, name) {
			continue
		}
		if strings.Contains(strings.ToLower(name), "heap") {
			v -= heavier
		}
		off := max(s.Min-v, v-s.Max, 0)
		verdict := "inside"
		switch {
		case off > max(s.Max-s.Min, 0.05*math.Abs(s.Mean), 2):
			verdict = "OUTSIDE"
			sum.outside++
		case off > 0:
			verdict = "near"
			sum.near++
		default:
			sum.inside++
		}
		fmt.Printf("  %-17s %15.6g  recorded %.6g to %.6g  %s\n", name, v, s.Min, s.Max, verdict)
	}
}

// recheckExact compares every row of the columns that an exact trace fixes.
func recheckExact(t *filed, r *Rep) (outside int) {
	var bad []string
	for c, name := range colNames {
		if !slices.Contains(exactCore, name) {
			continue
		}
		recorded := t.Samples[name]
		var base, base2 int64
		if c == cHeapObjects || c == cTotalAlloc || c == cMallocs {
			base, base2 = int64(recorded[0]), r.col(0, c)
		}
		same := len(recorded) == r.NRows
		for i := 0; same && i < r.NRows; i++ {
			same = int64(recorded[i])-base == r.col(i, c)-base2
		}
		if !same {
			bad = append(bad, name)
		}
	}
	if len(bad) > 0 {
		fmt.Printf("  exact columns DIFFER: %s\n", strings.Join(bad, ", "))
		return len(bad)
	}
	fmt.Printf("  exact columns: equal in all %d rows\n", r.NRows)
	return 0
}
