package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"slices"
)

// metricNames is the order in which metrics are listed and compared.
var metricNames = []string{
	"peakHeapObjects", "meanHeapObjects", "p10HeapObjects", "p50HeapObjects", "p90HeapObjects",
	"gcCount", "news", "newsSecondHalf", "endResidents", "endResidentBytes",
	"meanResidents", "peakResidents", "meanInUse", "peakInUse",
	"totalAllocBytes", "allocBytesPerOp", "mallocsPerOp",
	"peakRSS", "meanRSS", "heapAtStop", "heapAfterGC1", "heapAfterGC2", "heapAfterGC3", "achievedRate",
}

func (r *Rep) col(i, c int) int64 { return r.Rows[i*nCols+c] }

// compute derives the metrics of one repetition. The load window is every
// sample from the load's start to the end of its last request.
func (r *Rep) compute(c *Config) {
	m := map[string]float64{}
	r.Metrics = m
	last := 0
	for i := 0; i < r.NRows; i++ {
		if float64(r.col(i, cT))/1e6 <= r.LoadSeconds || c.ExactMode() && i <= r.NRows-4 {
			last = i
		}
	}
	// A timed sample stands for the time half way to its neighbours, for now
	// and then the machine kept the sampler waiting.
	weight := func(i int) float64 {
		if c.ExactMode() || last == 0 {
			return 1
		}
		return float64(r.col(min(i+1, last), cT)-r.col(max(i-1, 0), cT)) / 2
	}
	type weighed struct{ v, w float64 }
	var heap []weighed
	var sum, inuse, resid, rss, n float64
	for i := 0; i <= last; i++ {
		w := weight(i)
		h := float64(r.col(i, cHeapObjects))
		heap = append(heap, weighed{h, w})
		sum += w * h
		inuse += w * float64(r.col(i, cInUse))
		res := float64(r.col(i, cPrimary) + r.col(i, cVictim))
		resid += w * res
		m["peakResidents"] = max(m["peakResidents"], res)
		rss += w * float64(r.col(i, cRSS))
		m["peakRSS"] = max(m["peakRSS"], float64(r.col(i, cRSS)))
		n += w
	}
	if n > 0 {
		m["meanHeapObjects"] = math.Round(sum / n)
		slices.SortFunc(heap, func(a, b weighed) int { return cmp.Compare(a.v, b.v) })
		q := func(p float64) float64 {
			var acc float64
			for _, h := range heap {
				if acc += h.w; acc >= p*n {
					return h.v
				}
			}
			return heap[len(heap)-1].v
		}
		m["p10HeapObjects"], m["p50HeapObjects"], m["p90HeapObjects"] = q(.1), q(.5), q(.9)
		m["peakHeapObjects"] = heap[len(heap)-1].v
		m["meanInUse"] = round(inuse/n, 3)
		m["meanResidents"] = round(resid/n, 3)
		m["meanRSS"] = math.Round(rss / n)
		mid := float64(r.col(0, cT)) + (float64(r.col(last, cT))-float64(r.col(0, cT)))/2
		midNews := int64(0)
		for i := 0; i <= last; i++ {
			if c.ExactMode() && r.col(i, cOp) <= int64(c.Ops/2) || !c.ExactMode() && float64(r.col(i, cT)) <= mid {
				midNews = r.col(i, cNews)
			}
		}
		m["newsSecondHalf"] = float64(r.News - midNews)
	}
	stop := r.End[0]
	alloc := float64(stop.TotalAlloc - r.Baseline.TotalAlloc)
	m["totalAllocBytes"] = alloc
	if r.Done > 0 {
		m["allocBytesPerOp"] = round(alloc/float64(r.Done), 1)
		m["mallocsPerOp"] = round(float64(stop.Mallocs-r.Baseline.Mallocs)/float64(r.Done), 3)
	}
	m["gcCount"] = float64(stop.NumGC - r.Baseline.NumGC)
	m["news"] = float64(r.News)
	if stop.Pool != nil {
		m["endResidents"] = float64(stop.Pool.Residents)
		m["endResidentBytes"] = float64(stop.Pool.ResidentBytes)
	}
	m["peakInUse"] = float64(r.PeakInUse)
	m["heapAtStop"] = float64(stop.HeapObjects)
	for i := 1; i < len(r.End); i++ {
		m[fmt.Sprint("heapAfterGC", i)] = float64(r.End[i].HeapObjects)
	}
	m["achievedRate"] = round(r.AchievedRate, 2)
}

func round(x float64, digits int) float64 {
	p := math.Pow(10, float64(digits))
	return math.Round(x*p)/p + 0 // no -0, which JSON would keep
}

func medianRep(reps []*Rep) int {
	idx := make([]int, len(reps))
	for i := range idx {
		idx[i] = i
	}
	slices.SortFunc(idx, func(a, b int) int {
		d := reps[a].Metrics["meanHeapObjects"] - reps[b].Metrics["meanHeapObjects"]
		if d < 0 {
			return -1
		} else if d > 0 {
			return 1
		}
		return a - b
	})
	return idx[(len(idx)-1)/2]
}

// Spread of one metric over the repetitions.
type Spread struct {
	Min  float64 `json:"min"`
	Max  float64 `json:"max"`
	Mean float64 `json:"mean"`
	Rel  float64 `json:"rel"` // (max-min)/mean, 0 when the mean is 0
	N    int     `json:"n"`
}

func spreadOf(tr *Trace, name string) (s Spread, ok bool) {
	var xs []float64
	for _, r := range tr.Reps {
		if v, have := r.Metrics[name]; have {
			xs = append(xs, v)
		}
	}
	// The drain repetition ran the same load: it counts for all that is known
	// at the stop.
	if tr.Drain != nil {
		if v, have := tr.Drain.Metrics[name]; have {
			xs = append(xs, v)
		}
	}
	if len(xs) == 0 {
		return s, false
	}
	s.Min, s.Max, s.N = slices.Min(xs), slices.Max(xs), len(xs)
	for _, x := range xs {
		s.Mean += x / float64(len(xs))
	}
	s.Mean = round(s.Mean, 3)
	if s.Mean != 0 {
		s.Rel = round((s.Max-s.Min)/math.Abs(s.Mean), 4)
	}
	return s, true
}

func spreadJSON(tr *Trace) []byte {
	var w bytes.Buffer
	w.WriteString("{")
	first := true
	for _, n := range metricNames {
		s, ok := spreadOf(tr, n)
		if !ok {
			continue
		}
		if !first {
			w.WriteString(",")
		}
		first = false
		b, err := json.Marshal(s)
		check(err)
		fmt.Fprintf(&w, "\n    %q: %s", n, b)
	}
	w.WriteString("\n  }")
	return w.Bytes()
}

// exactCore are the columns that must agree in every repetition before a
// trace is called exact.
var exactCore = []string{"op", "heapObjects", "totalAllocBytes", "mallocs", "gets", "puts", "news", "inUse", "numGC",
	"poolPrimary", "poolVictim", "endHeapObjects", "endResidents", "endResidentBytes"}

// exactColumns gives, for each column (and the end states), the largest
// difference from the first repetition: 0 is the same, value for value. The process's own start leaves a few hundred
// bytes more or less on the heap, so heap and allocation columns are compared
// after the first sample's value is taken off.
func exactColumns(reps []*Rep) map[string]int64 {
	out := map[string]int64{}
	a := reps[0]
	off := func(r *Rep, c int) int64 {
		switch c {
		case cHeapObjects, cTotalAlloc, cMallocs:
			return r.col(0, c)
		case cHeapLive:
			return r.col(0, cHeapObjects)
		}
		return 0
	}
	for c := 0; c < nCols; c++ {
		if c == cT {
			continue
		}
		var worst int64
		for _, b := range reps[1:] {
			if b.NRows != a.NRows {
				worst = 1 << 62
				break
			}
			for i := 0; i < a.NRows; i++ {
				worst = max(worst, abs((a.col(i, c)-off(a, c))-(b.col(i, c)-off(b, c))))
			}
		}
		out[colNames[c]] = worst
	}
	var heap, pool, bytes int64
	for _, b := range reps[1:] {
		for i := range a.End {
			heap = max(heap, abs((a.End[i].HeapObjects-off(a, cHeapObjects))-(b.End[i].HeapObjects-off(b, cHeapObjects))))
			if x, y := a.End[i].Pool, b.End[i].Pool; x != nil && y != nil {
				pool = max(pool, abs(x.Residents-y.Residents), abs(x.PrimaryPrivate-y.PrimaryPrivate), abs(x.VictimPrivate-y.VictimPrivate))
				bytes = max(bytes, abs(x.ResidentBytes-y.ResidentBytes), abs(x.MaxCap-y.MaxCap))
			}
		}
	}
	out["endHeapObjects"], out["endResidents"], out["endResidentBytes"] = heap, pool, bytes
	return out
}

func abs(x int64) int64 {
	if x < 0 {
		return -x
	}
	return x
}
