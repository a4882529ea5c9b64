package main

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
)

// --- gctrace ---

// One line of GODEBUG=gctrace=1 as Go 1.19 to 1.26 write it. From 1.26 on the
// percentage may be followed by a remark on leak detection, which only a
// program that asks for a goroutine leak profile ever sees.
type gcLine struct {
	N       int64
	T       float64
	Pct     float64
	Clock   [3]float64
	CPU     [5]float64
	Heap    [3]int64 // MB: at the start, at the end of marking, live
	Goal    int64
	Stacks  int64
	Globals int64
	P       int64
	Forced  bool
}

const num = `([0-9.e+-]+)`

var gcRE = regexp.MustCompile(`^gc (\d+) @` + num + `s (\d+)%(?: \(checking for goroutine leaks\))?: ([0-9.e-]+)\+([0-9.e-]+)\+([0-9.e-]+) ms clock, ` +
	`([0-9.e-]+)\+([0-9.e-]+)/([0-9.e-]+)/([0-9.e-]+)\+([0-9.e-]+) ms cpu, (\d+)->(\d+)->(\d+) MB, (\d+) MB goal, (\d+) MB stacks, (\d+) MB globals, (\d+) P( \(forced\))?$`)

func parseGC(s string) (g gcLine, ok bool) {
	m := gcRE.FindStringSubmatch(s)
	if m == nil {
		return g, false
	}
	f := func(i int) float64 { v, _ := strconv.ParseFloat(m[i], 64); return v }
	n := func(i int) int64 { v, _ := strconv.ParseInt(m[i], 10, 64); return v }
	g.N, g.T, g.Pct = n(1), f(2), f(3)
	g.Clock = [3]float64{f(4), f(5), f(6)}
	g.CPU = [5]float64{f(7), f(8), f(9), f(10), f(11)}
	g.Heap = [3]int64{n(12), n(13), n(14)}
	g.Goal, g.Stacks, g.Globals, g.P = n(15), n(16), n(17), n(18)
	g.Forced = m[19] != ""
	return g, true
}

func encodeGC(gs []gcLine) []byte {
	var w bytes.Buffer
	col := func(name string, f func(g *gcLine) float64, last bool) {
		fmt.Fprintf(&w, "\n    %q: [", name)
		for i := range gs {
			if i > 0 {
				w.WriteByte(',')
			}
			w.WriteString(strconv.FormatFloat(f(&gs[i]), 'f', -1, 64))
		}
		w.WriteString("]")
		if !last {
			w.WriteString(",")
		}
	}
	w.WriteString("{")
	col("n", func(g *gcLine) float64 { return float64(g.N) }, false)
	col("t", func(g *gcLine) float64 { return round(g.T, 3) }, false)
	col("gcCPUPercent", func(g *gcLine) float64 { return g.Pct }, false)
	col("sweepTermMs", func(g *gcLine) float64 { return g.Clock[0] }, false)
	col("markMs", func(g *gcLine) float64 { return g.Clock[1] }, false)
	col("markTermMs", func(g *gcLine) float64 { return g.Clock[2] }, false)
	col("cpuAssistMs", func(g *gcLine) float64 { return g.CPU[1] }, false)
	col("cpuBackgroundMs", func(g *gcLine) float64 { return g.CPU[2] }, false)
	col("cpuIdleMs", func(g *gcLine) float64 { return g.CPU[3] }, false)
	col("heapStartMB", func(g *gcLine) float64 { return float64(g.Heap[0]) }, false)
	col("heapEndMB", func(g *gcLine) float64 { return float64(g.Heap[1]) }, false)
	col("heapLiveMB", func(g *gcLine) float64 { return float64(g.Heap[2]) }, false)
	col("goalMB", func(g *gcLine) float64 { return float64(g.Goal) }, false)
	col("stacksMB", func(g *gcLine) float64 { return float64(g.Stacks) }, false)
	col("globalsMB", func(g *gcLine) float64 { return float64(g.Globals) }, false)
	col("forced", func(g *gcLine) float64 {
		if g.Forced {
			return 1
		}
		return 0
	}, true)
	w.WriteString("\n  }")
	return w.Bytes()
}
