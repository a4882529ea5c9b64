package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"runtime"
	"strconv"
)

// --- the file format ---

func (tr *Trace) encode() []byte {
	var w bytes.Buffer
	first := true
	put := func(key string, raw []byte) {
		if !first {
			w.WriteString(",\n")
		}
		first = false
		fmt.Fprintf(&w, "  %q: %s", key, raw)
	}
	js := func(v any) []byte {
		b, err := json.Marshal(v)
		check(err)
		return b
	}
	ind := func(v any) []byte {
		b, err := json.MarshalIndent(v, "  ", "  ")
		check(err)
		return b
	}
	w.WriteString("{\n")
	put("schema", js(1))
	put("id", js(tr.ID))
	if tr.Note != "" {
		put("note", js(tr.Note))
	}
	put("exact", js(tr.Exact))
	put("params", ind(tr.Config))
	put("goVersion", js(tr.GoVersion))
	put("goos", js(runtime.GOOS))
	put("goarch", js(runtime.GOARCH))
	put("numCPU", js(runtime.NumCPU()))
	if tr.exactCols != nil {
		put("maxDifference", js(tr.exactCols))
	}
	if tr.AttackOps != nil {
		put("attackOps", js(tr.AttackOps))
	}
	if tr.ErrorOps != nil {
		put("errorOps", js(tr.ErrorOps))
	}
	put("spread", spreadJSON(tr))
	var reps []json.RawMessage
	for _, r := range tr.Reps {
		reps = append(reps, r.encode())
	}
	put("reps", joinLines(reps))
	if tr.Drain != nil {
		put("drainRep", tr.Drain.encode())
	}
	if !tr.Config.ExactMode() {
		var coarse []json.RawMessage
		for _, r := range tr.Reps {
			coarse = append(coarse, r.encodeCoarse())
		}
		put("coarse", joinLines(coarse))
	}
	put("seriesRep", js(tr.SeriesRep))
	r := tr.Reps[tr.SeriesRep]
	put("samples", r.encodeSamples(tr.Config.ExactMode()))
	put("gctrace", encodeGC(r.gc))
	w.WriteString("\n}\n")
	return w.Bytes()
}

func joinLines(xs []json.RawMessage) []byte {
	var w bytes.Buffer
	w.WriteString("[")
	for i, x := range xs {
		if i > 0 {
			w.WriteString(",")
		}
		w.WriteString("\n    ")
		w.Write(x)
	}
	w.WriteString("\n  ]")
	return w.Bytes()
}

func (r *Rep) encode() []byte {
	type noRows Result
	x := (*noRows)(r.Result)
	rows, n := x.Rows, x.NRows
	x.Rows = nil
	b, err := json.Marshal(struct {
		Metrics    map[string]float64 `json:"metrics"`
		OtherCores float64            `json:"otherCores"`
		Tries      int                `json:"tries"`
		*noRows
	}{r.Metrics, round(r.OtherCores, 3), r.Tries, x})
	x.Rows, x.NRows = rows, n
	check(err)
	return bytes.Replace(b, []byte(`"rows":null,`), nil, 1)
}

// encodeCoarse is the heap and the residents of a repetition about every 50 ms,
// so that repetitions can be compared as series.
func (r *Rep) encodeCoarse() []byte {
	var t, heap, res []any
	next := int64(0)
	for i := 0; i < r.NRows; i++ {
		if us := r.col(i, cT); us >= next {
			t = append(t, round(float64(us)/1e6, 4))
			heap = append(heap, r.col(i, cHeapObjects))
			res = append(res, r.col(i, cPrimary)+r.col(i, cVictim))
			next = us - us%50000 + 50000
		}
	}
	b, err := json.Marshal(map[string]any{"t": t, "heapObjects": heap, "residents": res})
	check(err)
	return b
}

func (r *Rep) encodeSamples(exact bool) []byte {
	var w bytes.Buffer
	w.WriteString("{")
	for c := 0; c < nCols; c++ {
		if c > 0 {
			w.WriteString(",")
		}
		fmt.Fprintf(&w, "\n    %q: [", colNames[c])
		for i := 0; i < r.NRows; i++ {
			if i > 0 {
				w.WriteByte(',')
			}
			v := r.Rows[i*nCols+c]
			if c == cT {
				w.WriteString(strconv.FormatFloat(float64(v)/1e6, 'f', -1, 64))
			} else {
				w.WriteString(strconv.FormatInt(v, 10))
			}
		}
		w.WriteString("]")
	}
	w.WriteString("\n  }")
	return w.Bytes()
}
