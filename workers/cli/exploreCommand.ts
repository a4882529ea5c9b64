import {
	explore,
	usualExploration,
	type Exploration,
	type ExploreRequest,
	type Fault
} from '../program/explorer.ts';
import { programs } from '../program/programs/index.ts';
import { formatCount, formatCountOf, formatShare } from '../text/units.ts';
import { hintFor, oneOf, readArguments, wholeNumber, type Arguments } from './arguments.ts';
import { UsageError, type Command } from './command.ts';
import { fill } from './table.ts';

const formats = ['text', 'json'] as const;
const variants = ['bug', 'fixed'] as const;
const switches = ['on', 'off'] as const;

/** Ps beyond these change nothing: the largest program has fewer goroutines. */
const mostPs = 64;
const mostSchedules = 10_000_000;

const ownFlags = {
	variant: 'bug or fixed',
	gomaxprocs: 'number',
	pauses: 'on or off',
	slices: 'on or off',
	schedules: 'number',
	random: 'number',
	seed: 'number',
	format: 'text or json'
};

export const exploreCommand: Command = {
	name: 'explore',
	usage: '<case> [--gomaxprocs N] [--variant bug|fixed]',
	summary: 'searches the schedules of a case’s program for the shortest one that shows the fault',
	help,
	run(args, io) {
		const given = readArguments(args, ownFlags, false);
		const format = oneOf('format', given.own.get('format') ?? 'text', formats);
		const found = explore(requestOf(given));
		io.print(format === 'json' ? `${JSON.stringify(asData(found))}\n` : asText(found));
		return 0;
	}
};

function requestOf(given: Arguments): ExploreRequest {
	const [slug, ...more] = given.positional;
	if (slug === undefined || more.length > 0) {
		throw new UsageError('Name one case, as in poolscope explore use-after-put.');
	}
	const slugs = programs.map((program) => program.slug);
	if (!slugs.includes(slug)) {
		const hint = hintFor(slug, slugs, 'poolscope cases');
		throw new UsageError(`There is no program of a case "${slug}". ${hint}`);
	}
	const { own } = given;
	const number = (flag: string, usual: number, min: number, max: number) =>
		wholeNumber(flag, own.get(flag) ?? String(usual), min, max);
	const isOn = (flag: string, usual: boolean) =>
		oneOf(flag, own.get(flag) ?? (usual ? 'on' : 'off'), switches) === 'on';
	return {
		slug,
		variant: oneOf('variant', own.get('variant') ?? usualExploration.variant, variants),
		gomaxprocs: number('gomaxprocs', usualExploration.gomaxprocs, 1, mostPs),
		pauses: isOn('pauses', usualExploration.pauses),
		slices: isOn('slices', usualExploration.slices),
		schedules: number('schedules', usualExploration.schedules, 1, mostSchedules),
		randomSchedules: number('random', usualExploration.randomSchedules, 0, mostSchedules),
		seed: number('seed', usualExploration.seed, 0, 2 ** 32 - 1)
	};
}

/** `fault.steps` is how many; the steps themselves are in `path`. */
function asData({ fault, ...found }: Exploration) {
	return {
		...found,
		fault: fault === null ? null : { ...fault, steps: fault.steps.length, path: fault.steps }
	};
}

function asText(found: Exploration): string {
	const { slug, variant, gomaxprocs, fault } = found;
	return [
		`${slug}, ${variant}, GOMAXPROCS=${gomaxprocs}\n`,
		fill(schedulesInWords(found)),
		fault === null ? '' : faultText(fault)
	]
		.filter((part) => part !== '')
		.join('\n');
}

function schedulesInWords(found: Exploration): string {
	const { schedulesExplored, exhaustive, preemptionBound, randomSchedules } = found;
	const bound =
		preemptionBound < 0
			? 'not even all without a preemption'
			: `with every schedule of at most ${preemptionBound} preemptions among them`;
	const extent = exhaustive ? 'all there are' : bound;
	const shows = (share: number) => (found.faultFound ? formatShare(share) : 'none');
	return (
		`Schedules explored: ${formatCount(schedulesExplored)}, ${extent}; ${shows(found.faultShare)} show the fault. ` +
		`At random: ${formatCount(randomSchedules)}; ${shows(found.randomFaultShare)} show it` +
		`${found.randomRaceShare > 0 ? `, the race detector would report ${formatShare(found.randomRaceShare)}` : ''}.`
	);
}

function faultText({ kind, steps, preemptions, text, schedule }: Fault): string {
	const names = Math.max(...steps.map(({ goroutine }) => goroutine.length));
	const rows = steps.map(
		({ step, goroutine, p, line, text: words }) =>
			`${String(step).padStart(4)}  ${goroutine.padEnd(names)}  P${p}  line ${String(line).padStart(2)}  ${words}\n`
	);
	return (
		`${fill(`Shortest: ${formatCountOf(steps.length, 'step')}, ${formatCountOf(preemptions, 'preemption')}. ${kind}: ${text}`)}\n` +
		`${rows.join('')}\nSchedule: ${schedule}\n`
	);
}

function help(): string {
	return [
		'poolscope explore <case> [--flag value …]\n',
		fill(
			'Runs the program of a case under every schedule it can find: first all without a preemption, then all with one, ' +
				'and so on until none is left or the budget is spent; then some at random. Says in how few steps the fault ' +
				'can show, and for the fixed program that no schedule shows it. The same flags give the same result.'
		),
		'Flags',
		'  --variant bug|fixed      the program with the bug (bug) or the corrected one',
		`  --gomaxprocs N           Ps, 1 to ${mostPs} (${usualExploration.gomaxprocs})`,
		'  --pauses on|off          pauses of the program that it can do without, such as a sleep (on)',
		'  --slices on|off          a time slice may end between any two steps (off)',
		`  --schedules N            most schedules of the systematic search (${usualExploration.schedules})`,
		`  --random N               schedules at random (${usualExploration.randomSchedules})`,
		`  --seed N                 of the random schedules (${usualExploration.seed})`,
		'  --format text|json       what is printed (text)\n',
		'JSON\n',
		fill(
			'{slug, variant, gomaxprocs, pauses, slices, faultFound, schedulesExplored, exhaustive, preemptionBound, ' +
				'faultShare, randomSchedules, randomFaultShare, randomRaceShare, kinds, fault}. fault is null, or {kind, steps, ' +
				'sinceStep, preemptions, text, schedule, path}: steps is their number, path has them one by one as {step, ' +
				'goroutine, p, line, text}, line being that of the Go program. faultShare is of the systematic schedules, ' +
				'randomFaultShare of the random ones; randomRaceShare is the share of these in which the race detector would ' +
				'report something; preemptionBound is the number of preemptions up to which every schedule was explored; ' +
				'kinds names every kind of fault that showed on any schedule. Shares are from 0 to 1.',
			2
		)
	].join('\n');
}
