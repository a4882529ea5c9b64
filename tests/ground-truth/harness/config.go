package main

import (
	"flag"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Config is one run. Every field is written to the trace, so that a trace can
// be repeated (or simulated) from its own parameters.
type Config struct {
	Scenario    string  `json:"scenario"`
	GOMAXPROCS  int     `json:"gomaxprocs"`
	GOGC        string  `json:"gogc"` // a number, or "off"
	MemLimit    int64   `json:"memLimitBytes"`
	Rate        float64 `json:"rate"`   // open loop, requests per second (0: closed loop)
	Burst       int     `json:"burst"`  // open loop: requests that arrive at the same instant; exact mode: objects borrowed together, then returned together
	Closed      int     `json:"closed"` // closed loop, goroutines (0: open loop)
	Ops         int     `json:"ops"`    // closed loop, operations of each goroutine (0: until duration)
	DurationNs  int64   `json:"durationNs"`
	Body        int64   `json:"body"`
	AttackBody  int64   `json:"attackBody"`
	Attack      float64 `json:"attack"`
	ErrRate     float64 `json:"errRate"`
	HoldNs      int64   `json:"holdNs"`
	GCPeriodNs  int64   `json:"gcPeriodNs"`
	GCEvery     int     `json:"gcEvery"`     // exact mode: runtime.GC() after every k operations
	Window      int     `json:"window"`      // exact mode: objects kept borrowed at once, returned oldest first
	SampleEvery int     `json:"sampleEvery"` // exact mode: a sample after every k operations
	Fixed       bool    `json:"fixed"`
	Stale       bool    `json:"stale"`   // stale-slice: put back the slice from before append (true) or the grown one (false)
	K           int     `json:"k"`       // bound of the channel pool in the fixed variants that use one
	DropCap     int64   `json:"dropCap"` // oversized-dos fixed: a buffer with a larger capacity is not put back
	Limit       int64   `json:"limit"`   // oversized-dos fixed: the body is read up to this many bytes
	Seed        uint64  `json:"seed"`
	SampleNs    int64   `json:"sampleNs"`
	Live        int64   `json:"live"` // bytes of noscan ballast, in blocks of 1 MiB, held from before the load to the end
}

// ExactMode is the fully deterministic driver: one goroutine, forced
// collections at fixed operation counts, samples at fixed operation counts.
func (c *Config) ExactMode() bool { return c.Closed == 1 && c.GCEvery > 0 }

func (c *Config) Hold() time.Duration     { return time.Duration(c.HoldNs) }
func (c *Config) Duration() time.Duration { return time.Duration(c.DurationNs) }

type bytesFlag int64

func (b *bytesFlag) String() string { return strconv.FormatInt(int64(*b), 10) }
func (b *bytesFlag) Set(s string) error {
	n, err := parseBytes(s)
	*b = bytesFlag(n)
	return err
}

func parseBytes(s string) (int64, error) {
	for _, u := range []struct {
		suf string
		mul int64
	}{{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}, {"KB", 1e3}, {"MB", 1e6}, {"GB", 1e9}, {"B", 1}} {
		if strings.HasSuffix(s, u.suf) {
			f, err := strconv.ParseFloat(strings.TrimSuffix(s, u.suf), 64)
			return int64(f * float64(u.mul)), err
		}
	}
	return strconv.ParseInt(s, 10, 64)
}

// parseConfig reads the run's own flags. extra registers further flags.
func parseConfig(args []string, extra func(*flag.FlagSet)) (*Config, error) {
	c := &Config{}
	fs := flag.NewFlagSet("harness", flag.ContinueOnError)
	fs.StringVar(&c.Scenario, "scenario", "steady", "one of: "+strings.Join(scenarioNames(), ", "))
	fs.IntVar(&c.GOMAXPROCS, "gomaxprocs", 2, "GOMAXPROCS of the measured process")
	fs.StringVar(&c.GOGC, "gogc", "100", "GOGC of the measured process (a number or off)")
	var memlimit, body, attackBody, dropCap, limit bytesFlag
	body, dropCap, limit = 4096, 64<<10, 1<<20
	fs.Var(&memlimit, "memlimit", "GOMEMLIMIT of the measured process (0: none)")
	fs.Float64Var(&c.Rate, "rate", 0, "open loop: requests per second, evenly spaced")
	fs.IntVar(&c.Burst, "burst", 1, "open loop: requests arriving at the same instant (the rate stays the same); exact mode: borrow this many, then return them all")
	fs.IntVar(&c.Closed, "closed", 0, "closed loop: goroutines")
	fs.IntVar(&c.Ops, "ops", 0, "closed loop: operations of each goroutine (0: until -duration)")
	dur := fs.Duration("duration", 5*time.Second, "length of the load")
	fs.Var(&body, "body", "B, bytes (for expensive-new: ints)")
	fs.Var(&attackBody, "attackbody", "body of an attack request")
	fs.Float64Var(&c.Attack, "attack", 0, "fraction of requests that carry -attackbody")
	fs.Float64Var(&c.ErrRate, "errrate", 0, "fraction of requests that end with an error")
	hold := fs.Duration("hold", 0, "how long a request keeps the object (time.Sleep)")
	gcp := fs.Duration("gcperiod", 0, "runtime.GC() every so often (0: the runtime's own pacing only)")
	fs.IntVar(&c.GCEvery, "gcevery", 0, "closed loop: runtime.GC() after every k operations")
	fs.IntVar(&c.Window, "window", 1, "exact mode: objects borrowed at once (returned oldest first)")
	fs.IntVar(&c.SampleEvery, "sampleevery", 0, "exact mode: a sample after every k operations (0: before and after each collection only)")
	fs.BoolVar(&c.Fixed, "fixed", false, "the corrected variant of the scenario")
	fs.BoolVar(&c.Stale, "stale", true, "stale-slice: put back the slice from before append")
	fs.IntVar(&c.K, "k", 4, "bound of the channel pool (fixed large-struct, fixed expensive-new)")
	fs.Var(&dropCap, "dropcap", "fixed oversized-dos: largest capacity that is put back")
	fs.Var(&limit, "limit", "fixed oversized-dos: bytes read from a body at most")
	fs.Uint64Var(&c.Seed, "seed", 1, "picks the attack and error requests")
	sample := fs.Duration("sample", 0, "sampling period (0: 5 ms up to 4 s of load, else 10 ms)")
	var live bytesFlag
	fs.Var(&live, "live", "live heap besides the load: noscan blocks of 1 MiB, every byte written, held to the end")
	if extra != nil {
		extra(fs)
	}
	if err := fs.Parse(args); err != nil {
		return nil, err
	}
	if fs.NArg() > 0 {
		return nil, fmt.Errorf("unexpected argument %q", fs.Arg(0))
	}
	c.MemLimit, c.Body, c.AttackBody = int64(memlimit), int64(body), int64(attackBody)
	c.DropCap, c.Limit, c.Live = int64(dropCap), int64(limit), int64(live)
	c.DurationNs, c.HoldNs, c.GCPeriodNs, c.SampleNs = int64(*dur), int64(*hold), int64(*gcp), int64(*sample)
	if c.SampleNs == 0 {
		c.SampleNs = int64(10 * time.Millisecond)
		if *dur <= 4*time.Second {
			c.SampleNs = int64(5 * time.Millisecond)
		}
	}
	if (c.Rate > 0) == (c.Closed > 0) {
		return nil, fmt.Errorf("give exactly one of -rate and -closed")
	}
	if c.Burst < 1 {
		c.Burst = 1
	}
	if c.Window < 1 {
		c.Window = 1
	}
	if c.ExactMode() {
		if c.Ops <= 0 {
			return nil, fmt.Errorf("exact mode (-closed 1 -gcevery) needs -ops")
		}
		if c.HoldNs > 0 || c.GCPeriodNs > 0 {
			return nil, fmt.Errorf("exact mode (-closed 1 -gcevery) takes no -hold and no -gcperiod")
		}
		if c.Burst > 1 && c.Window > 1 {
			return nil, fmt.Errorf("-burst and -window exclude each other")
		}
	} else if c.Window > 1 || c.GCEvery > 0 && c.Closed == 0 {
		return nil, fmt.Errorf("-window needs exact mode; -gcevery needs -closed")
	}
	if _, ok := scenarios[c.Scenario]; !ok {
		return nil, fmt.Errorf("unknown scenario %q", c.Scenario)
	}
	return c, nil
}

// args are the flags that parse to this configuration again: those that differ
// from their defaults.
func (c *Config) args() (out []string) {
	// The default of -sample follows from -duration.
	plain, err := parseConfig([]string{"-rate", "1", "-duration", c.Duration().String()}, nil)
	check(err)
	plain.Rate, plain.DurationNs = 0, 0
	own, other := c.allArgs(), plain.allArgs()
	for i, a := range own {
		if a != other[i] {
			out = append(out, a)
		}
	}
	return out
}

func (c *Config) allArgs() []string {
	a := []string{"-scenario=" + c.Scenario, "-gogc=" + c.GOGC}
	for _, f := range []struct {
		name string
		v    int64
	}{
		{"gomaxprocs", int64(c.GOMAXPROCS)}, {"memlimit", c.MemLimit}, {"burst", int64(c.Burst)}, {"closed", int64(c.Closed)},
		{"ops", int64(c.Ops)}, {"body", c.Body}, {"attackbody", c.AttackBody}, {"gcevery", int64(c.GCEvery)},
		{"window", int64(c.Window)}, {"sampleevery", int64(c.SampleEvery)}, {"k", int64(c.K)}, {"dropcap", c.DropCap},
		{"limit", c.Limit}, {"live", c.Live},
	} {
		a = append(a, "-"+f.name+"="+strconv.FormatInt(f.v, 10))
	}
	for _, f := range []struct {
		name string
		v    float64
	}{{"rate", c.Rate}, {"attack", c.Attack}, {"errrate", c.ErrRate}} {
		a = append(a, "-"+f.name+"="+strconv.FormatFloat(f.v, 'g', -1, 64))
	}
	for _, f := range []struct {
		name string
		v    int64
	}{{"duration", c.DurationNs}, {"hold", c.HoldNs}, {"gcperiod", c.GCPeriodNs}, {"sample", c.SampleNs}} {
		a = append(a, "-"+f.name+"="+time.Duration(f.v).String())
	}
	return append(a, fmt.Sprint("-fixed=", c.Fixed), fmt.Sprint("-stale=", c.Stale), fmt.Sprint("-seed=", c.Seed))
}

// pick says whether operation i is among the fraction f of operations that
// are chosen (salt 1: attack, salt 2: error). It depends on nothing but the
// seed and i: splitmix64 of a mix of the three, its top 53 bits as a fraction.
func pick(seed uint64, salt, i uint64, f float64) bool {
	if f <= 0 {
		return false
	}
	z := seed*0x9E3779B97F4A7C15 + salt*0xD1B54A32D192ED03 + (i+1)*0x9E3779B97F4A7C15
	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9
	z = (z ^ (z >> 27)) * 0x94D049BB133111EB
	z ^= z >> 31
	return float64(z>>11)/(1<<53) < f
}

func (c *Config) isAttack(i int) bool { return pick(c.Seed, 1, uint64(i), c.Attack) }
func (c *Config) isError(i int) bool  { return pick(c.Seed, 2, uint64(i), c.ErrRate) }

func (c *Config) sizeOf(i int) int {
	if c.isAttack(i) {
		return int(c.AttackBody)
	}
	return int(c.Body)
}
