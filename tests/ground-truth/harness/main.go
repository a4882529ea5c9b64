// Command harness records real runs of sync.Pool memory scenarios.
//
// It starts itself again as the measured process (so that GOMAXPROCS, GOGC,
// GOMEMLIMIT and GODEBUG=gctrace=1 hold from the first instruction on), reads
// the process's result and its gctrace lines, repeats that, and writes one
// JSON trace. See ../README.md for every flag and field.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"
)

func main() {
	args := os.Args[1:]
	if len(args) > 0 && args[0] == "-child" {
		c, err := parseConfig(args[2:], nil)
		check(err)
		runChild(c, args[1])
		return
	}
	if len(args) > 0 && args[0] == "-weigh" {
		weigh()
		return
	}
	if len(args) == 4 && args[0] == "-cost" {
		timeScenario(args[1], args[2], args[3])
		return
	}
	if err := checkLayout(); err != nil {
		check(fmt.Errorf("%s lays sync.Pool out differently from what the census reads: %w", runtime.Version(), err))
	}
	if len(args) > 0 {
		switch args[0] {
		case "record": // harness record RUNS OUTDIR [ID-PREFIX]
			record(args[1:])
			return
		case "check": // harness check TRACEDIR N SEED
			recheck(args[1:])
			return
		case "calibrate": // harness calibrate
			calibrate()
			return
		case "summary": // harness summary TRACEDIR
			summary(args[1])
			return
		}
	}
	tr, err := measure("", args)
	check(err)
	os.Stdout.Write(tr.encode())
}

// Trace is the file of one run.
type Trace struct {
	ID        string
	Note      string
	Exact     bool
	Config    *Config
	GoVersion string
	Reps      []*Rep
	SeriesRep int
	AttackOps []int
	ErrorOps  []int
	Drain     *Rep
	exactCols map[string]int64
}

// Rep is one repetition: the process's result and what was computed from it.
type Rep struct {
	*Result
	Metrics    map[string]float64
	OtherCores float64 // cores kept busy by everything else on the machine during the process's life
	Tries      int     // runs made to get this one (see -maxlag)
	gc         []gcLine
}

// measure runs the repetitions of one configuration.
func measure(id string, args []string) (*Trace, error) {
	tr := &Trace{ID: id}
	var reps int
	var note string
	var withDrain bool
	var maxLag time.Duration
	reg := func(fs *flag.FlagSet) {
		fs.IntVar(&reps, "reps", 0, "repetitions; 0: 3 of an exact run, which agree, and 7 of another")
		fs.BoolVar(&withDrain, "drain", true, "one more repetition whose pool is drained with Get at the end")
		fs.DurationVar(&maxLag, "maxlag", 0, "open loop: do a repetition again (3 times at most) if a request started later than this; the one with the smallest lag is kept")
		fs.StringVar(&note, "note", "", "a remark for the trace")
	}
	c, err := parseConfig(args, reg)
	if err != nil {
		return nil, err
	}
	tr.Config, tr.Note = c, note
	if reps == 0 {
		reps = 7
		if c.ExactMode() {
			reps = 3
		}
	}
	for i := 0; i < reps; i++ {
		r, err := runQuiet(c, "decay", maxLag)
		if err != nil {
			return nil, fmt.Errorf("%s repetition %d: %w", id, i+1, err)
		}
		tr.Reps = append(tr.Reps, r)
		tr.GoVersion = r.GoVersion
	}
	if withDrain {
		if tr.Drain, err = runQuiet(c, "drain", maxLag); err != nil {
			return nil, fmt.Errorf("%s drain: %w", id, err)
		}
	}
	ops := int(tr.Reps[0].Offered)
	for i := 0; i < ops; i++ {
		if c.isAttack(i) && len(tr.AttackOps) < 5000 {
			tr.AttackOps = append(tr.AttackOps, i)
		}
		if c.isError(i) && len(tr.ErrorOps) < 5000 {
			tr.ErrorOps = append(tr.ErrorOps, i)
		}
	}
	tr.SeriesRep = medianRep(tr.Reps)
	if c.ExactMode() {
		tr.exactCols = exactColumns(tr.Reps)
		tr.Exact = len(tr.Reps) >= 3
		for _, k := range exactCore {
			tr.Exact = tr.Exact && tr.exactCols[k] == 0
		}
	}
	return tr, nil
}

// defaultMaxLag is the lag up to which a repetition counts as undisturbed when
// recorded programs are run again.
const defaultMaxLag = 8 * time.Millisecond

// runQuiet repeats a run that the machine disturbed. It looks at the lag of
// the load only, never at a result.
func runQuiet(c *Config, end string, maxLag time.Duration) (best *Rep, err error) {
	for try := 1; try <= 3; try++ {
		r, err := runOnce(c, end)
		if err != nil {
			return nil, err
		}
		if best == nil || r.MaxLagMs < best.MaxLagMs {
			best = r
		}
		best.Tries = try
		if maxLag == 0 || r.MaxLagMs <= float64(maxLag)/1e6 {
			break
		}
	}
	return best, nil
}

func runOnce(c *Config, end string) (*Rep, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(self, append([]string{"-child", end}, c.args()...)...)
	for _, e := range os.Environ() {
		if !strings.HasPrefix(e, "GO") {
			cmd.Env = append(cmd.Env, e)
		}
	}
	cmd.Env = append(cmd.Env, "GODEBUG=gctrace=1", fmt.Sprint("GOMAXPROCS=", c.GOMAXPROCS), "GOGC="+c.GOGC)
	if c.MemLimit > 0 {
		cmd.Env = append(cmd.Env, fmt.Sprint("GOMEMLIMIT=", c.MemLimit))
	}
	var out, errb bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errb
	busy0, wall0 := machineBusy(), time.Now()
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("%w\n%s", err, tail(errb.String(), 2000))
	}
	busy := machineBusy() - busy0
	wall := time.Since(wall0).Seconds()
	own := cmd.ProcessState.UserTime().Seconds() + cmd.ProcessState.SystemTime().Seconds()
	r := &Rep{Result: &Result{}, OtherCores: max(0, (busy-own)/wall)}
	if err := json.Unmarshal(out.Bytes(), r.Result); err != nil {
		return nil, err
	}
	sc := bufio.NewScanner(&errb)
	for sc.Scan() {
		if g, ok := parseGC(sc.Text()); ok {
			if g.N <= r.TotalNumGC {
				g.T -= r.StartOffset
				r.gc = append(r.gc, g)
			}
		} else if sc.Text() != "" {
			return nil, fmt.Errorf("unexpected output: %s", sc.Text())
		}
	}
	r.compute(c)
	return r, nil
}

func tail(s string, n int) string {
	if len(s) > n {
		return s[len(s)-n:]
	}
	return s
}

// machineBusy is the CPU time used on the whole machine so far, in seconds.
func machineBusy() float64 {
	b, err := os.ReadFile("/proc/stat")
	if err != nil {
		return 0
	}
	f := strings.Fields(strings.SplitN(string(b), "\n", 2)[0])
	var sum float64
	for _, i := range []int{1, 2, 3, 6, 7} { // user nice system irq softirq
		if i < len(f) {
			v, _ := strconv.ParseFloat(f[i], 64)
			sum += v
		}
	}
	return sum / 100
}

// --- record: a list of runs ---

// record reads RUNS: one run a line, "id | flags". Lines that start with #
// and empty lines are skipped.
func record(args []string) {
	b, err := os.ReadFile(args[0])
	check(err)
	dir, prefix := args[1], ""
	if len(args) > 2 {
		prefix = args[2]
	}
	check(os.MkdirAll(dir, 0o755))
	for _, line := range strings.Split(string(b), "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		id, flags, ok := strings.Cut(line, "|")
		if !ok {
			check(fmt.Errorf("no | in line %q", line))
		}
		id = strings.TrimSpace(id)
		if !strings.HasPrefix(id, prefix) {
			continue
		}
		t := time.Now()
		tr, err := measure(id, strings.Fields(flags))
		check(err)
		data := tr.encode()
		check(os.WriteFile(filepath.Join(dir, id+".json"), data, 0o644))
		r := tr.Reps[tr.SeriesRep]
		fmt.Printf("%-34s exact=%-5v gc=%-4.0f new=%-6.0f res=%-5.0f peak=%.1fMB rate=%.1f cpu=%.2f other=%.2f lag=%.1f/%.1fms %dKB %.0fs\n", id, tr.Exact,
			r.Metrics["gcCount"], r.Metrics["news"], r.Metrics["endResidents"], r.Metrics["peakHeapObjects"]/1e6,
			r.AchievedRate, r.CPUShare, r.OtherCores, r.MeanLagMs, r.MaxLagMs, len(data)/1024, time.Since(t).Seconds())
	}
}
