/**
 * A Go program for a state of the simulation: it does to a real process what the model does to a simulated one, with
 * nothing but the standard library, and prints what it saw in a form that the page draws over the simulation.
 */
import { caseBySlug } from '../cases/index.ts';
import { traceNames } from '../cases/requestFor.ts';
import { parameterNames, type Params } from '../model/parameters.ts';
import type { SimulationRequest } from '../model/request.ts';
import { layOutPhases, type Phase } from '../model/workload/phases.ts';
import { variantOf } from '../results/result.ts';
import { formatSeconds } from '../text/units.ts';
import { mainText } from './mainText.ts';
import { workOf } from './work.ts';

export interface GoProgram {
	/** name of the file */
	name: string;
	text: string;
	/** what of the state a program cannot take over, in sentences */
	notes: string[];
}

/** @param link hash of the state, for the head of the file */
export function goProgramOf(request: SimulationRequest, link: string): GoProgram {
	const { params } = request;
	const which = caseBySlug(request.case);
	const variant = variantOf(request);
	const use = request.use[params.fixed ? 'fixed' : 'bug'];
	const phases = layOutPhases(params);
	const name = `${request.case}-${variant}-seed${params.seed}.go`;
	const notes = notesOf(params, phases);
	const work = workOf(use, params);
	const lengthNs = phases.at(-1)?.endNs ?? 0;
	const sampleNs = samplingNs(params, lengthNs);
	const usesRandom = phases.some(
		({ params: each }) =>
			each.arrival === 'poisson' || each.holddist === 'exponential' || each.bodydist === 'lognormal'
	);
	const imports = [
		'encoding/json',
		'math',
		...(usesRandom ? ['math/rand/v2'] : []),
		'os',
		'runtime',
		'runtime/debug',
		'runtime/metrics',
		'sync',
		'sync/atomic',
		'time',
		...work.imports
	].sort();
	const head = [
		`// ${which?.title ?? request.case}: ${which?.variants[variant] ?? variant}, on a real Go process.`,
		'//',
		`// What Poolscope simulates as ${link.replaceAll(/[\r\n]/g, ' ')}`,
		...notes.map((note) => `// ${note}`),
		'//',
		`// It runs for ${formatSeconds(lengthNs)} and needs Go 1.22 or later:`,
		'//',
		`//	go run ${name} > run.json`,
		'//',
		'// Open run.json on the page, or paste it there, to see it over the simulation.'
	].join('\n');
	return {
		name,
		notes,
		text: `${head}
package main

import (
${imports.map((each) => `\t"${each}"`).join('\n')}
)

// params are those of the simulation.
const params = \`${printedParams(request, sampleNs)}\`

const (
	seed    = ${params.seed}
	closed  = ${params.closed}
	ops     = ${params.ops}
	gcEvery = ${params.gcevery}
	live    = ${params.live}
	bound   = ${params.k}
	period  = ${duration(sampleNs)} // between samples
)

// phase is a stretch of the load.
type phase struct {
	length         time.Duration
	procs, gogc    int
	memLimit       int64
	rate           float64 // requests started each second
	burst          int     // of them at once
	poisson        bool    // bursts come at random
	body           int
	sigma          float64 // of the logarithm of the body size
	attackBody     int
	attack, errors float64 // shares of the requests
	attackers      int     // closed loop: workers that send nothing but attacks
	hold           time.Duration
	randomHold     bool          // exponential, with that mean
	idle           time.Duration // closed loop: between two requests of a worker
	garbage        int
	gcPeriod       time.Duration
	limit          int64
	dropCap        int
	gc             bool // a collection at the start
	extra          int  // requests at the start, besides the others
}

var phases = []phase{
${phases.map((phase) => `\t${phaseText(phase)},`).join('\n')}
}

${work.declarations}
// serve is request i: borrow, work, hold, give back.
func serve(i int, p *phase) {
	size := p.sizeOf(i)
	_ = size
	if p.garbage > 0 {
		sink.Add(uint64(len(fresh(p.garbage))))
	}
${work.before}	if d := p.holdTime(); d > 0 {
		time.Sleep(d)
	}
${work.after}}

${randomText(usesRandom)}
${mainText.replace('RESIDENTS', work.residents)}`
	};
}

function notesOf(params: Params, phases: readonly Phase[]): string[] {
	const notes: string[] = [];
	if (params.window > 1)
		notes.push('The window of borrowed objects is left out: each request gives its object back itself.');
	if (params.stalls !== '') notes.push('The stalls are left out: the machine has its own.');
	if (phases.some(({ params: each }) => each.fixed !== params.fixed)) {
		notes.push('The change between bug and fix is left out: all of the run is of one variant.');
	}
	if (params.race) notes.push('The state is of a -race build: run it with go run -race.');
	return notes;
}

/** Between two samples, where the state does not say; the program prints it, for the sampler is a part of the process. */
function samplingNs(params: Params, lengthNs: number): number {
	if (params.sample > 0) return params.sample;
	return lengthNs <= 4e9 ? 5e6 : 10e6;
}

function printedParams(request: SimulationRequest, sampleNs: number): string {
	const { params } = request;
	const printed: Record<string, unknown> = { scenario: request.case };
	for (const name of parameterNames) {
		if (name === 'cores' || name === 'go' || name === 'stalls') continue;
		printed[traceNames[name] ?? name] = name === 'gogc' && params.gogc === -1 ? 'off' : params[name];
	}
	printed.sampleNs = sampleNs;
	// A raw string of Go ends at the first grave accent, whatever stands before it.
	return JSON.stringify(printed).replaceAll('`', '\\u0060');
}

function phaseText({ startNs, endNs, params, gc, burst }: Phase): string {
	const byWorkers = params.closed > 0 && params.attackby === 'worker';
	const attackers = byWorkers ? Math.round(params.attack * params.closed) : 0;
	const fields: [string, string][] = [
		['length', duration(endNs - startNs)],
		['procs', String(params.gomaxprocs)],
		['gogc', String(params.gogc)],
		['memLimit', params.memlimit === 0 ? 'math.MaxInt64' : String(params.memlimit)],
		['rate', String(params.closed > 0 ? 0 : params.rate)],
		['burst', String(params.burst)],
		['poisson', String(params.arrival === 'poisson')],
		['body', String(params.body)],
		['sigma', String(params.bodydist === 'lognormal' ? params.bodysigma : 0)],
		['attackBody', String(params.attackbody)],
		['attack', String(byWorkers ? 0 : params.attack)],
		['attackers', String(attackers)],
		['errors', String(params.errrate)],
		['hold', duration(params.hold)],
		['randomHold', String(params.holddist === 'exponential')],
		['idle', duration(params.idle)],
		['garbage', String(params.garbage)],
		['gcPeriod', duration(params.gcperiod)],
		['limit', String(params.limit)],
		['dropCap', String(params.dropcap)],
		['gc', String(gc)],
		['extra', String(burst)]
	];
	// What is nothing goes without saying.
	return `{${fields.flatMap(([name, value]) => (value === '0' || value === 'false' ? [] : [`${name}: ${value}`])).join(', ')}}`;
}

function duration(ns: number): string {
	const units = [
		['time.Second', 1e9],
		['time.Millisecond', 1e6],
		['time.Microsecond', 1e3]
	] as const;
	if (ns === 0) return '0';
	const unit = units.find(([, size]) => ns % size === 0);
	return unit === undefined ? String(ns) : `${ns / unit[1]} * ${unit[0]}`;
}

function randomText(usesRandom: boolean): string {
	if (!usesRandom) {
		return `func (p *phase) sizeOf(i int) int {
	if pick(1, i, p.attack) || i%max(1, closed) < p.attackers {
		return p.attackBody
	}
	return p.body
}

func (p *phase) holdTime() time.Duration { return p.hold }

// gap is the time to the next burst where bursts come at random.
func (p *phase) gap() time.Duration { return 0 }
`;
	}
	return `func (p *phase) sizeOf(i int) int {
	if pick(1, i, p.attack) || i%max(1, closed) < p.attackers {
		return p.attackBody
	}
	if p.sigma > 0 {
		return int(float64(p.body) * math.Exp(p.sigma*rand.NormFloat64()))
	}
	return p.body
}

func (p *phase) holdTime() time.Duration {
	if p.randomHold {
		return time.Duration(rand.ExpFloat64() * float64(p.hold))
	}
	return p.hold
}

// gap is the time to the next burst where bursts come at random.
func (p *phase) gap() time.Duration {
	return time.Duration(rand.ExpFloat64() * float64(p.burst) / p.rate * 1e9)
}
`;
}
