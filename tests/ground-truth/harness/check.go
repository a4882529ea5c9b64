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

// check runs N of the recorded programs again, chosen by a seed, and says of
// each metric whether it falls into the recorded spread. One repetition can
// fall outside of what three or four gave without anything having changed, so
// it also says when it is near: no further outside than the recorded spread is
// wide, or than 2 % or 2 of its mean.
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
	outside := 0
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
			outside += recheckExact(&t, r)
		}
		outside += recheckMetrics(&t, r)
	}
	if outside > 0 {
		fmt.Printf("\n%d metrics outside\n", outside)
		os.Exit(1)
	}
	fmt.Println("\nall metrics inside or near the recorded spread")
}

// clockMetrics depend on the speed and the memory of the machine alone.
var clockMetrics = []string{"achievedRate", "peakRSS", "meanRSS"}

func recheckMetrics(t *filed, r *Rep) (outside int) {
	for _, name := range metricNames {
		s, ok := t.Spread[name]
		v, have := r.Metrics[name]
		if !ok || !have || t.Params.ExactMode() && slices.Contains(clockMetrics, name) {
			continue
		}
		off := max(s.Min-v, v-s.Max, 0)
		verdict := "inside"
		if off > 0 {
			verdict = "near"
		}
		if off > max(s.Max-s.Min, 0.02*math.Abs(s.Mean), 2) {
			verdict = "OUTSIDE"
			outside++
		}
		fmt.Printf("  %-17s %15.6g  recorded %.6g to %.6g  %s\n", name, v, s.Min, s.Max, verdict)
	}
	return outside
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
