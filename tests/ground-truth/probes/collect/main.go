// Command collect reads the figures that the probes print and writes them as one
// JSON record, with the machine they were measured on.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"strings"

	"poolscope/groundtruth/probes/report"
)

func main() {
	var out bytes.Buffer
	fmt.Fprintf(&out, "{\n\t\"goVersion\": %q,\n\t\"goos\": %q,\n\t\"goarch\": %q,\n\t\"numCPU\": %d,\n\t\"cpu\": %q,\n\t\"kernel\": %q,\n",
		runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), field("/proc/cpuinfo", "model name"), firstLine("/proc/sys/kernel/osrelease"))
	fmt.Fprintf(&out, "\t\"note\": %q,\n\t\"figures\": {", "value is the median of n values, low and high the 10th and 90th percentile; how says what was measured")
	first := true
	for s := bufio.NewScanner(os.Stdin); s.Scan(); {
		var f report.Figure
		if err := json.Unmarshal(s.Bytes(), &f); err != nil {
			fmt.Fprintln(os.Stderr, "collect:", err, s.Text())
			os.Exit(1)
		}
		if !first {
			out.WriteString(",")
		}
		first = false
		b, err := json.Marshal(struct {
			Unit  string  `json:"unit"`
			Value float64 `json:"value"`
			Low   float64 `json:"low"`
			High  float64 `json:"high"`
			N     int     `json:"n"`
			How   string  `json:"how"`
		}{f.Unit, f.Value, f.Low, f.High, f.N, f.How})
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		fmt.Fprintf(&out, "\n\t\t%q: %s", f.Name, b)
	}
	out.WriteString("\n\t}\n}\n")
	os.Stdout.Write(out.Bytes())
}

func field(path, name string) string {
	b, _ := os.ReadFile(path)
	for _, l := range strings.Split(string(b), "\n") {
		if k, v, ok := strings.Cut(l, ":"); ok && strings.TrimSpace(k) == name {
			return strings.TrimSpace(v)
		}
	}
	return ""
}

func firstLine(path string) string {
	b, _ := os.ReadFile(path)
	return strings.TrimSpace(string(b))
}
