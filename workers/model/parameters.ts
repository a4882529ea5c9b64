/**
 * The one table of parameters. Sliders, links, the command line, `poolscope params` and the docs are made from
 * these rows; nothing else in the project lists parameters. To add one: add a row here and a field to `Params`.
 *
 * Inside the model every quantity is a whole number of bytes or nanoseconds; text forms ("64MiB", "20ms", "off")
 * exist only at the edges, in `parameterText.ts`.
 */

/** How a value is written, checked and shown. */
export type ParameterKind =
	/** whole number */
	| 'count'
	/** real number per second */
	| 'rate'
	/** share between 0 and 1 */
	| 'fraction'
	/** real number without a unit */
	| 'factor'
	/** bytes; text forms 512B, 4KiB, 1MiB, 2GiB */
	| 'bytes'
	/** nanoseconds; text forms 100us, 5ms, 1.5s */
	| 'duration'
	/** GOGC: percent, or -1 for off */
	| 'gogc'
	/** true or false */
	| 'flag'
	/** one of `choices` */
	| 'choice'
	/** a small language of its own, see `workload/phases.ts` and `workload/stalls.ts` */
	| 'list';

/** Values of every parameter of one run, in the model's units. Field names are the flags of the harness. */
export interface Params {
	gomaxprocs: number;
	cores: number;
	go: string;
	gogc: number;
	memlimit: number;
	race: boolean;
	rate: number;
	arrival: string;
	burst: number;
	closed: number;
	ops: number;
	duration: number;
	body: number;
	bodydist: string;
	bodysigma: number;
	attackbody: number;
	attack: number;
	attackby: string;
	errrate: number;
	hold: number;
	holddist: string;
	idle: number;
	garbage: number;
	live: number;
	gcperiod: number;
	gcevery: number;
	window: number;
	sample: number;
	sampleevery: number;
	fixed: boolean;
	stale: boolean;
	cut: boolean;
	copyout: boolean;
	touch: boolean;
	k: number;
	dropcap: number;
	limit: number;
	phases: string;
	stalls: string;
	realtime: boolean;
	seed: number;
}

export type ParameterName = keyof Params;
export type ParameterValue = number | string | boolean;

/** One row of the table. `T` is the type of its value. */
export interface Parameter<T extends ParameterValue = ParameterValue> {
	/** the harness's flag, the link's key and the command line's flag */
	name: ParameterName;
	kind: ParameterKind;
	/** what the number counts, for people: "B", "ns", "1/s", "%" … */
	unit: string;
	/** value when neither the case nor the user gives one */
	initial: T;
	/** smallest and largest value that the model can run; numbers only */
	min?: number;
	max?: number;
	/** the usual range, what a slider covers; the field beside it takes anything in [min, max] */
	sliderMin?: number;
	sliderMax?: number;
	/** a logarithmic slider for quantities that span decades (0 is its leftmost stop where min is 0) */
	scale?: 'linear' | 'log';
	choices?: readonly string[];
	label: string;
	help: string;
	/** whether a phase or a live control may change it while the process runs */
	live: boolean;
}

const KiB = 1024;
const MiB = 1024 * KiB;
const GiB = 1024 * MiB;
const ms = 1e6;
const s = 1e9;

type Rows = { [N in ParameterName]: Omit<Parameter<Params[N]>, 'name'> };

const rows: Rows = {
	gomaxprocs: {
		kind: 'count',
		unit: 'Ps',
		initial: 8,
		min: 1,
		max: 1024,
		sliderMin: 1,
		sliderMax: 64,
		scale: 'log',
		label: 'GOMAXPROCS',
		live: true,
		help: 'Number of Ps. Each P has its own private slot and shared queue in every pool.'
	},
	cores: {
		kind: 'count',
		unit: 'cores',
		initial: 2,
		min: 1,
		max: 1024,
		sliderMin: 1,
		sliderMax: 64,
		scale: 'log',
		label: 'CPU cores',
		live: false,
		help: 'CPU cores really there. GOMAXPROCS above it means threads that take turns.'
	},
	go: {
		kind: 'choice',
		unit: '',
		initial: '1.26',
		choices: ['1.12', '1.19', '1.23', '1.24', '1.25', '1.26'],
		label: 'Go version',
		live: false,
		help: '1.12 has no victim cache: every collection empties the pool.'
	},
	gogc: {
		kind: 'gogc',
		unit: '%',
		initial: 100,
		min: -1,
		max: 100000,
		sliderMin: 10,
		sliderMax: 1000,
		scale: 'log',
		label: 'GOGC',
		live: true,
		help: 'Heap growth allowed between collections, in percent of what the last one kept, with the stacks and globals that it scans since Go 1.18; off: only the limit or runtime.GC() collects.'
	},
	memlimit: {
		kind: 'bytes',
		unit: 'B',
		initial: 0,
		min: 0,
		max: 1024 * GiB,
		sliderMin: 0,
		sliderMax: 16 * GiB,
		scale: 'log',
		label: 'GOMEMLIMIT',
		live: true,
		help: 'Soft memory limit of the runtime. 0 stands for none, as math.MaxInt64 does in Go.'
	},
	race: {
		kind: 'flag',
		unit: '',
		initial: false,
		label: '-race build',
		live: false,
		help: 'The race detector makes Put drop one object in four at random.'
	},
	rate: {
		kind: 'rate',
		unit: '1/s',
		initial: 1000,
		min: 0,
		max: 1e7,
		sliderMin: 1,
		sliderMax: 20000,
		scale: 'log',
		label: 'Request rate',
		live: true,
		help: 'Open loop: requests started each second, whatever the earlier ones do. 0 with closed > 0 is a closed loop.'
	},
	arrival: {
		kind: 'choice',
		unit: '',
		initial: 'even',
		choices: ['even', 'poisson'],
		label: 'Arrivals',
		live: true,
		help: 'Evenly spaced, or at random (Poisson) at the same mean rate.'
	},
	burst: {
		kind: 'count',
		unit: 'requests',
		initial: 1,
		min: 1,
		max: 1e6,
		sliderMin: 1,
		sliderMax: 1000,
		scale: 'log',
		label: 'Burst',
		live: true,
		help: 'Open loop: requests that arrive at the same instant (the rate stays). Exact mode: borrow this many, then return them all.'
	},
	closed: {
		kind: 'count',
		unit: 'goroutines',
		initial: 0,
		min: 0,
		max: 1e5,
		sliderMin: 0,
		sliderMax: 1000,
		scale: 'log',
		label: 'Closed-loop workers',
		live: false,
		help: 'Goroutines that each start the next request when the last has ended; 0: open loop.'
	},
	ops: {
		kind: 'count',
		unit: 'requests',
		initial: 0,
		min: 0,
		max: 1e8,
		sliderMin: 0,
		sliderMax: 100000,
		scale: 'log',
		label: 'Operations each',
		live: false,
		help: 'Closed loop: requests of each worker; 0: until the duration is over.'
	},
	duration: {
		kind: 'duration',
		unit: 'ns',
		initial: 5 * s,
		min: 1 * ms,
		max: 3600 * s,
		sliderMin: 1 * s,
		sliderMax: 60 * s,
		scale: 'log',
		label: 'Duration',
		live: false,
		help: 'Length of the load; phases, where given, replace it.'
	},
	body: {
		kind: 'bytes',
		unit: 'B',
		initial: 4 * KiB,
		min: 0,
		max: 4 * GiB,
		sliderMin: 256,
		sliderMax: 128 * MiB,
		scale: 'log',
		label: 'Body size',
		live: true,
		help: 'Bytes of a request; for expensive-new the ints of its table, for large-struct the bytes of the object.'
	},
	bodydist: {
		kind: 'choice',
		unit: '',
		initial: 'fixed',
		choices: ['fixed', 'lognormal'],
		label: 'Body sizes',
		live: true,
		help: 'All the same, or log-normal around the body size as median.'
	},
	bodysigma: {
		kind: 'factor',
		unit: '',
		initial: 1,
		min: 0,
		max: 4,
		sliderMin: 0,
		sliderMax: 2,
		scale: 'linear',
		label: 'Size spread σ',
		live: true,
		help: 'Standard deviation of the logarithm of the body size, for log-normal sizes.'
	},
	attackbody: {
		kind: 'bytes',
		unit: 'B',
		initial: 0,
		min: 0,
		max: 4 * GiB,
		sliderMin: 256,
		sliderMax: 256 * MiB,
		scale: 'log',
		label: 'Attack body size',
		live: true,
		help: 'Bytes of an attack request.'
	},
	attack: {
		kind: 'fraction',
		unit: '%',
		initial: 0,
		min: 0,
		max: 1,
		sliderMin: 0,
		sliderMax: 1,
		scale: 'linear',
		label: 'Attack share',
		live: true,
		help: 'Share of requests that carry the attack body.'
	},
	attackby: {
		kind: 'choice',
		unit: '',
		initial: 'request',
		choices: ['request', 'worker'],
		label: 'Attacks come from',
		live: false,
		help: 'Any request, at random; or, in a closed loop, all requests of that share of the workers, the first ones.'
	},
	errrate: {
		kind: 'fraction',
		unit: '%',
		initial: 0,
		min: 0,
		max: 1,
		sliderMin: 0,
		sliderMax: 1,
		scale: 'linear',
		label: 'Error share',
		live: true,
		help: 'Share of requests that end with an error.'
	},
	hold: {
		kind: 'duration',
		unit: 'ns',
		initial: 5 * ms,
		min: 0,
		max: 600 * s,
		sliderMin: 0,
		sliderMax: 1 * s,
		scale: 'log',
		label: 'Hold time',
		live: true,
		help: 'How long a request keeps its object between the work and Put, blocked.'
	},
	holddist: {
		kind: 'choice',
		unit: '',
		initial: 'constant',
		choices: ['constant', 'exponential'],
		label: 'Hold times',
		live: true,
		help: 'All the same, or exponential around the hold time as mean.'
	},
	idle: {
		kind: 'duration',
		unit: 'ns',
		initial: 0,
		min: 0,
		max: 600 * s,
		sliderMin: 0,
		sliderMax: 1 * s,
		scale: 'log',
		label: 'Idle time',
		live: true,
		help: 'Closed loop: how long a worker sleeps between two of its requests.'
	},
	garbage: {
		kind: 'bytes',
		unit: 'B',
		initial: 0,
		min: 0,
		max: 1 * GiB,
		sliderMin: 0,
		sliderMax: 1 * MiB,
		scale: 'log',
		label: 'Other garbage per request',
		live: true,
		help: 'Bytes that a request allocates and drops besides what the case itself allocates.'
	},
	live: {
		kind: 'bytes',
		unit: 'B',
		initial: 0,
		min: 0,
		max: 64 * GiB,
		sliderMin: 0,
		sliderMax: 4 * GiB,
		scale: 'log',
		label: 'Other live data',
		live: false,
		help: 'Pointer-free data that the process keeps for good, in blocks of 1 MiB.'
	},
	gcperiod: {
		kind: 'duration',
		unit: 'ns',
		initial: 0,
		min: 0,
		max: 600 * s,
		sliderMin: 10 * ms,
		sliderMax: 10 * s,
		scale: 'log',
		label: 'Forced GC period',
		live: true,
		help: 'runtime.GC() every so often, besides the runtime’s own collections; 0: never. GC frequency is its inverse.'
	},
	gcevery: {
		kind: 'count',
		unit: 'requests',
		initial: 0,
		min: 0,
		max: 1e8,
		sliderMin: 0,
		sliderMax: 1000,
		scale: 'log',
		label: 'GC every n requests',
		live: false,
		help: 'Closed loop: runtime.GC() after every n requests. With one worker this is the exact mode.'
	},
	window: {
		kind: 'count',
		unit: 'objects',
		initial: 1,
		min: 1,
		max: 1e6,
		sliderMin: 1,
		sliderMax: 1000,
		scale: 'log',
		label: 'Window',
		live: false,
		help: 'Exact mode: objects kept borrowed at once, the oldest returned first.'
	},
	sample: {
		kind: 'duration',
		unit: 'ns',
		initial: 0,
		min: 0,
		max: 600 * s,
		label: 'Sampling period',
		live: false,
		help: 'Period at which a sampler goroutine wakes the process, as the harness’s does; 0: no sampler.'
	},
	sampleevery: {
		kind: 'count',
		unit: 'requests',
		initial: 0,
		min: 0,
		max: 1e8,
		label: 'Sample every n requests',
		live: false,
		help: 'Exact mode: a row after every n requests, besides those around collections.'
	},
	fixed: {
		kind: 'flag',
		unit: '',
		initial: false,
		label: 'Fixed variant',
		live: true,
		help: 'The corrected program instead of the one with the bug.'
	},
	stale: {
		kind: 'flag',
		unit: '',
		initial: true,
		label: 'Put back the stale slice',
		live: false,
		help: 'stale-slice-length: put back the slice from before append (true) or the grown one (false).'
	},
	cut: {
		kind: 'flag',
		unit: '',
		initial: true,
		label: 'Cut to [:0] before append',
		live: false,
		help: 'stale-slice-length: append from length zero (true) or behind what is there (false).'
	},
	copyout: {
		kind: 'flag',
		unit: '',
		initial: false,
		label: 'Copy the result out',
		live: false,
		help: 'forgotten-reset, missed-put: each request makes a string of all that its buffer holds.'
	},
	touch: {
		kind: 'flag',
		unit: '',
		initial: true,
		label: 'Write and read the body',
		live: false,
		help: 'Buffers that are written: off, a request only makes room for its body with one Grow, and reads nothing.'
	},
	k: {
		kind: 'count',
		unit: 'objects',
		initial: 4,
		min: 1,
		max: 1e6,
		sliderMin: 1,
		sliderMax: 256,
		scale: 'log',
		label: 'Bound of the free list',
		live: false,
		help: 'Objects that the bounded free list of a fixed variant holds.'
	},
	dropcap: {
		kind: 'bytes',
		unit: 'B',
		initial: 64 * KiB,
		min: 0,
		max: 4 * GiB,
		sliderMin: 4 * KiB,
		sliderMax: 64 * MiB,
		scale: 'log',
		label: 'Largest capacity put back',
		live: true,
		help: 'oversized-dos, fixed: a buffer with a larger capacity is not put back.'
	},
	limit: {
		kind: 'bytes',
		unit: 'B',
		initial: 1 * MiB,
		min: 0,
		max: 4 * GiB,
		sliderMin: 4 * KiB,
		sliderMax: 64 * MiB,
		scale: 'log',
		label: 'Body limit',
		live: true,
		help: 'oversized-dos, fixed: at most this many bytes of a body are read; the request is then rejected.'
	},
	phases: {
		kind: 'list',
		unit: '',
		initial: '',
		label: 'Phases',
		live: false,
		help: 'Changes over time: name:length,key=value,… joined by +, for instance attack:1s,attack=0.5+calm:9s,attack=0. A key keeps its base value in phases that do not name it. !gc and !burst=50 happen once, at the start of their phase; !live makes it a change that nothing before it knew of, as a control that is moved in live mode.'
	},
	stalls: {
		kind: 'list',
		unit: '',
		initial: '',
		label: 'Stalls',
		live: false,
		help: 'Moments at which the machine kept the process waiting: due-started in microseconds, joined by commas.'
	},
	realtime: {
		kind: 'flag',
		unit: '',
		initial: false,
		label: 'Real-time class',
		live: false,
		help: 'Threads run before all others of the machine (chrt -r 1), as in recorded runs: workers of a mark are there at once.'
	},
	seed: {
		kind: 'count',
		unit: '',
		initial: 1,
		min: 0,
		max: Number.MAX_SAFE_INTEGER,
		label: 'Seed',
		live: false,
		help: 'Picks attack and error requests and everything random. Same seed, same bytes.'
	}
};

/** Every parameter by name, in the order in which controls and docs list them. */
export const parameters = Object.fromEntries(
	Object.entries(rows).map(([name, row]) => [name, { ...row, name }])
) as { [N in ParameterName]: Parameter<Params[N]> };

export const parameterNames = Object.keys(rows) as ParameterName[];

/** Whether the table has a row of that name. */
export function isParameterName(name: string): name is ParameterName {
	return Object.hasOwn(rows, name);
}

/** Values of all parameters when nobody says anything. */
export function initialParams(): Params {
	return Object.fromEntries(parameterNames.map((name) => [name, rows[name].initial])) as unknown as Params;
}
