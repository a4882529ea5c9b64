// Package report is how the probes print what they measured: one JSON object a
// line, which collect gathers into calibration.json.
package report

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"slices"
)

// Figure is one measured quantity.
type Figure struct {
	Name  string  `json:"name"`
	Unit  string  `json:"unit"`
	Value float64 `json:"value"` // the median, or the only value
	Low   float64 `json:"low"`   // 10th percentile
	High  float64 `json:"high"`  // 90th percentile
	N     int     `json:"n"`     // values measured
	How   string  `json:"how"`
}

// Print writes the figure of these values.
func Print(name, unit, how string, values ...float64) {
	if len(values) == 0 {
		return
	}
	xs := slices.Clone(values)
	slices.Sort(xs)
	q := func(p float64) float64 { return Round(xs[int(math.Round(p*float64(len(xs)-1)))]) }
	b, err := json.Marshal(Figure{name, unit, q(0.5), q(0.1), q(0.9), len(xs), how})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(string(b))
}

// Round keeps four significant digits.
func Round(x float64) float64 {
	if x == 0 || math.IsInf(x, 0) || math.IsNaN(x) {
		return 0
	}
	p := math.Pow(10, 3-math.Floor(math.Log10(math.Abs(x))))
	return math.Round(x*p) / p
}
