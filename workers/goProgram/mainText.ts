/** The part of the program that is the same for every state: the load, the sampler, the report. */
export const mainText = `var (
	gets, puts, news, dropped, inUse, peakInUse, inFlight, done, forced atomic.Int64

	sink atomic.Uint64
	now  atomic.Pointer[phase]
)

var pattern = func() (p [4096]byte) {
	for i := range p {
		p[i] = byte(i*7 + i>>8)
	}
	return
}()

// fresh is a body as it arrives: newly allocated, every byte written.
func fresh(n int) []byte {
	b := make([]byte, n)
	for o := 0; o < n; o += len(pattern) {
		copy(b[o:], pattern[:])
	}
	return b
}

func sum(b []byte) (s uint64) {
	for i := 0; i < len(b); i += 64 {
		s += uint64(b[i])
	}
	return
}

func borrowed() {
	n := inUse.Add(1)
	for {
		most := peakInUse.Load()
		if n <= most || peakInUse.CompareAndSwap(most, n) {
			return
		}
	}
}

// pick says whether request i is among a share of all requests: the same ones as in the simulation.
func pick(salt uint64, i int, share float64) bool {
	if share <= 0 {
		return false
	}
	var s uint64 = seed
	z := s*0x9E3779B97F4A7C15 + salt*0xD1B54A32D192ED03 + uint64(i+1)*0x9E3779B97F4A7C15
	z = (z ^ z>>30) * 0xBF58476D1CE4E5B9
	z = (z ^ z>>27) * 0x94D049BB133111EB
	z ^= z >> 31
	return float64(z>>11)/(1<<53) < share
}

func collect() {
	forced.Add(1)
	runtime.GC()
}

// collectEvery collects at each whole period after from, until it is stopped.
func collectEvery(from time.Time, period time.Duration, stop chan struct{}) {
	for k := 1; ; k++ {
		select {
		case <-stop:
			return
		case <-time.After(time.Until(from.Add(time.Duration(k) * period))):
			collect()
		}
	}
}

var (
	stopCollecting = make(chan struct{})
	collecting     sync.WaitGroup
)

// enter makes the parameters of a phase those of the process.
func enter(p *phase, at time.Time) {
	before := now.Swap(p)
	if before == nil || before.procs != p.procs {
		runtime.GOMAXPROCS(p.procs)
	}
	if before == nil || before.gogc != p.gogc {
		debug.SetGCPercent(p.gogc)
	}
	if before == nil || before.memLimit != p.memLimit {
		debug.SetMemoryLimit(p.memLimit)
	}
	if before == nil || before.gcPeriod != p.gcPeriod {
		close(stopCollecting)
		stopCollecting = make(chan struct{})
		if p.gcPeriod > 0 {
			collecting.Add(1)
			go func(stop chan struct{}) {
				defer collecting.Done()
				collectEvery(at, p.gcPeriod, stop)
			}(stopCollecting)
		}
	}
}

func sleepUntil(at time.Time) {
	if d := time.Until(at); d > 0 {
		time.Sleep(d)
	}
}

// stalls are the moments at which the machine kept the load waiting: when the first late request was due, when it
// started, and how many were late, in microseconds. The simulation can be told of them.
var stalls = make([][3]int64, 0, 1000)

// noteStart notes a request that starts late.
func noteStart(due, now int64) {
	const late = 5000
	if n := len(stalls); n > 0 && now-stalls[n-1][1] < late && now-due >= 1000 {
		stalls[n-1][2]++ // still catching up
	} else if now-due >= late && n < cap(stalls) {
		stalls = append(stalls, [3]int64{due, now, 1})
	}
}

// openLoop starts requests when they are due, whatever the earlier ones do.
func openLoop(start time.Time) {
	var wg sync.WaitGroup
	one := func(i int) {
		inFlight.Add(1)
		serve(i, now.Load())
		done.Add(1)
		inFlight.Add(-1)
		wg.Done()
	}
	i := 0
	begin := func() {
		wg.Add(1)
		go one(i)
		i++
	}
	at := time.Duration(0)
	for k := range phases {
		p := &phases[k]
		if k > 0 {
			enter(p, start.Add(at))
		}
		if p.gc {
			collect()
		}
		for range p.extra {
			begin()
		}
		random := at
		for n := 0; p.rate > 0; n++ {
			due := at + time.Duration(float64(n/p.burst*p.burst)/p.rate*1e9)
			if p.poisson {
				if n%p.burst == 0 {
					random += p.gap()
				}
				due = random
			}
			if due >= at+p.length {
				break
			}
			sleepUntil(start.Add(due))
			noteStart(due.Microseconds(), time.Since(start).Microseconds())
			begin()
		}
		at += p.length
		sleepUntil(start.Add(at))
	}
	wg.Wait()
}

// closedLoop has workers that each start the next request when the last has ended.
func closedLoop(start time.Time) {
	var wg sync.WaitGroup
	var over atomic.Bool
	for w := range closed {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for k := 0; (ops == 0 || k < ops) && !over.Load(); k++ {
				inFlight.Add(1)
				serve(w+k*closed, now.Load())
				inFlight.Add(-1)
				if n := done.Add(1); gcEvery > 0 && n%max(1, gcEvery) == 0 {
					collect()
				}
				if d := now.Load().idle; d > 0 {
					time.Sleep(d)
				}
			}
		}()
	}
	at := time.Duration(0)
	for k := range phases {
		if ops > 0 {
			break // so many requests, however long they take
		}
		if k > 0 {
			enter(&phases[k], start.Add(at))
		}
		if phases[k].gc {
			collect()
		}
		at += phases[k].length
		sleepUntil(start.Add(at))
	}
	over.Store(ops == 0)
	wg.Wait()
}

var columns = [...]string{
	"t", "heapObjects", "heapLive", "heapGoal", "numGC", "totalAllocBytes", "mallocs",
	"gets", "puts", "news", "inUse", "inFlight", "rss",
}

// room for the rows, beside the heap that they tell of
var room [600 * len(columns)]int64

// sampler reads the runtime's metrics every few milliseconds, and keeps some 500 rows of them.
type sampler struct {
	start   time.Time
	values  []metrics.Sample
	statm   *os.File
	line    [128]byte
	rows    []int64
	every   int
	read    int
	lastT   int64
	peak    int64
	peakRSS int64
	heap    float64 // bytes × microseconds
}

func newSampler() *sampler {
	s := &sampler{rows: room[:0]}
	for _, name := range []string{
		"/memory/classes/heap/objects:bytes", "/gc/heap/live:bytes", "/gc/heap/goal:bytes",
		"/gc/cycles/total:gc-cycles", "/gc/heap/allocs:bytes", "/gc/heap/allocs:objects", "/gc/heap/tiny/allocs:objects",
	} {
		s.values = append(s.values, metrics.Sample{Name: name})
	}
	s.statm, _ = os.Open("/proc/self/statm") // elsewhere than on Linux there is none
	metrics.Read(s.values)
	return s
}

func (s *sampler) sample() {
	metrics.Read(s.values)
	t := time.Since(s.start).Microseconds()
	u := func(i int) int64 { return int64(s.values[i].Value.Uint64()) }
	rss := s.rss()
	s.peak = max(s.peak, u(0))
	s.peakRSS = max(s.peakRSS, rss)
	s.heap += float64(u(0)) * float64(t-s.lastT)
	s.lastT = t
	if s.read%s.every == 0 && len(s.rows)+len(columns) <= cap(s.rows) {
		s.rows = append(s.rows, t, u(0), u(1), u(2), u(3), u(4), u(5)+u(6),
			gets.Load(), puts.Load(), news.Load(), inUse.Load(), inFlight.Load(), rss)
	}
	s.read++
}

// rss is the resident memory; 0 where it is not known.
func (s *sampler) rss() int64 {
	if s.statm == nil {
		return 0
	}
	n, _ := s.statm.ReadAt(s.line[:], 0)
	pages, field := int64(0), 0
	for _, b := range s.line[:n] {
		if b == ' ' {
			field++
		} else if field == 1 {
			pages = pages*10 + int64(b-'0')
		}
	}
	return pages * int64(os.Getpagesize())
}

// state is what the process is like at one moment of the end.
type state struct {
	What            string \`json:"what"\`
	HeapObjects     uint64 \`json:"heapObjects"\`
	NumGC           uint32 \`json:"numGC"\`
	TotalAllocBytes uint64 \`json:"totalAllocBytes"\`
	Mallocs         uint64 \`json:"mallocs"\`
	RSS             int64  \`json:"rss"\`
}

func (s *sampler) state(what string) state {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return state{what, m.HeapAlloc, m.NumGC, m.TotalAlloc, m.Mallocs, s.rss()}
}

func main() {
	total := time.Duration(0)
	for _, p := range phases {
		total += p.length
	}
	s := newSampler()
	s.every = int(total/period)/500 + 1

	debug.SetGCPercent(-1)
	var ballast [][]byte
	for n := 0; n < live; n += 1 << 20 {
		ballast = append(ballast, fresh(1<<20))
	}
	for range 3 {
		runtime.GC()
	}
	base := s.state("baseline")
	s.start = time.Now()
	enter(&phases[0], s.start)
	stop := make(chan struct{})
	var sampling sync.WaitGroup
	sampling.Add(1)
	go func() {
		defer sampling.Done()
		for k := 0; ; k++ {
			sleepUntil(s.start.Add(time.Duration(k) * period))
			select {
			case <-stop:
				return
			default:
				s.sample()
			}
		}
	}()
	if closed > 0 {
		closedLoop(s.start)
	} else {
		openLoop(s.start)
	}
	loadTime := time.Since(s.start)
	close(stop)
	sampling.Wait()
	close(stopCollecting)
	collecting.Wait()
	residents := RESIDENTS

	end := []state{s.state("stop")}
	stopped := time.Since(s.start)
	for _, what := range []string{"gc1", "gc2", "gc3"} {
		time.Sleep(3 * period)
		runtime.GC()
		end = append(end, s.state(what))
	}
	var pauses debug.GCStats
	debug.ReadGCStats(&pauses)
	ends := []float64{}
	for i := len(pauses.PauseEnd) - 1; i >= 0; i-- { // the newest is first
		if t := pauses.PauseEnd[i].Sub(s.start); t >= 0 && t <= stopped {
			ends = append(ends, float64(t.Microseconds())/1e6)
		}
	}
	runtime.KeepAlive(ballast)

	count := max(1, float64(done.Load()))
	out := json.NewEncoder(os.Stdout)
	out.Encode(struct {
		Poolscope   string             \`json:"poolscope"\`
		Params      json.RawMessage    \`json:"params"\`
		GoVersion   string             \`json:"goVersion"\`
		NumCPU      int                \`json:"numCPU"\`
		Metrics     map[string]float64 \`json:"metrics"\`
		End         []state            \`json:"end"\`
		Collections []float64          \`json:"collections"\`
		Stalls      [][3]int64         \`json:"stalls"\`
	}{"run", json.RawMessage(params), runtime.Version(), runtime.NumCPU(), map[string]float64{
		"loadSeconds":     loadTime.Seconds(),
		"requests":        float64(done.Load()),
		"gets":            float64(gets.Load()),
		"puts":            float64(puts.Load()),
		"news":            float64(news.Load()),
		"dropped":         float64(dropped.Load()),
		"peakInUse":       float64(peakInUse.Load()),
		"residentsAtMost": float64(residents),
		"peakHeapObjects": float64(s.peak),
		"meanHeapObjects": math.Round(s.heap / max(1, float64(s.lastT))),
		"peakRSS":         float64(s.peakRSS),
		"gcCount":         float64(end[0].NumGC - base.NumGC),
		"gcForced":        float64(forced.Load()),
		"totalAllocBytes": float64(end[0].TotalAllocBytes - base.TotalAllocBytes),
		"allocBytesPerOp": math.Round(float64(end[0].TotalAllocBytes-base.TotalAllocBytes) / count),
		"heapAtStop":      float64(end[0].HeapObjects),
		"heapAfterGC1":    float64(end[1].HeapObjects),
		"heapAfterGC2":    float64(end[2].HeapObjects),
		"heapAfterGC3":    float64(end[3].HeapObjects),
	}, end, ends, stalls})

	samples := map[string][]float64{}
	for c, name := range columns {
		for r := c; r < len(s.rows); r += len(columns) {
			v := float64(s.rows[r])
			if name == "t" {
				v /= 1e6
			}
			samples[name] = append(samples[name], v)
		}
	}
	out.Encode(struct {
		Poolscope string               \`json:"poolscope"\`
		Samples   map[string][]float64 \`json:"samples"\`
	}{"samples", samples})
}
`;
