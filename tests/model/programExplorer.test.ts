import { describe, expect, test } from 'vitest';
import {
	createSearch,
	explore,
	usualExploration,
	type Exploration,
	type ExploreRequest
} from '../../workers/program/explorer.ts';
import type { FaultKind } from '../../workers/program/faults.ts';
import { programs } from '../../workers/program/programs/index.ts';
import { traceOf } from '../../workers/program/trace.ts';

function request(slug: string, over: Partial<ExploreRequest> = {}): ExploreRequest {
	return { ...usualExploration, schedules: 1500, randomSchedules: 300, slug, ...over };
}

const known = new Map<string, Exploration>();

/** The exploration of a request, made once: many tests look at the same. */
function explored(wanted: ExploreRequest): Exploration {
	const key = JSON.stringify(wanted);
	const result = known.get(key) ?? explore(wanted);
	known.set(key, result);
	return result;
}

const gomaxprocsTried = [1, 2, 8];

/** Kind of the fault, steps of the shortest schedule at GOMAXPROCS=2, step from which the object had two holders. */
const expected: Record<string, [kind: FaultKind, steps: number, since: number]> = {
	'aliased-bytes': ['kept-past-borrow', 9, 5],
	'caller-set-fields': ['kept-past-borrow', 5, 4],
	'concurrent-reset': ['kept-past-borrow', 10, 6],
	'copied-pool': ['churn', 16, 16],
	'expensive-new': ['churn', 10, 10],
	'forgotten-reset': ['stale-content', 7, 5],
	'goroutine-outlives-borrow': ['kept-past-borrow', 6, 5],
	'large-struct': ['retention', 8, 8],
	'missed-put': ['lost-object', 12, 12],
	'missing-new': ['nil-or-wrong-type', 1, 1],
	'oversized-dos': ['retention', 12, 12],
	'pinned-payload': ['retention', 12, 12],
	'pool-of-mutexes': ['lost-identity', 4, 4],
	'put-inside-new': ['two-owners', 3, 3],
	'recursive-new': ['stack-overflow', 16, 16],
	'retained-reader': ['retention', 12, 12],
	'stale-slice-length': ['stale-content', 5, 4],
	'use-after-put': ['use-after-put', 6, 4],
	'value-in-new': ['nil-or-wrong-type', 4, 4],
	'zero-value-generic': ['nil-or-wrong-type', 2, 2]
};

test('there is a program for each of the twenty cases', () => {
	expect(programs.map((program) => program.slug)).toEqual(Object.keys(expected).sort());
});

describe.each(programs)('$slug', (program) => {
	test.each(gomaxprocsTried)(
		'GOMAXPROCS=%i: the explorer finds the fault in the bug and none in the fix',
		(gomaxprocs) => {
			const bug = explored(request(program.slug, { gomaxprocs }));
			expect(bug.faultFound).toBe(true);
			expect(program.faults).toContain(bug.fault?.kind);
			const fixed = explored(request(program.slug, { gomaxprocs, variant: 'fixed' }));
			expect(fixed.faultFound).toBe(false);
			expect(fixed.randomFaultShare).toBe(0);
			expect(fixed.kinds).toEqual([]);
			expect(fixed.schedulesExplored).toBeGreaterThan(0);
		}
	);

	test('the shortest schedule at GOMAXPROCS=2 is the same whenever it is asked for', () => {
		const first = explored(request(program.slug));
		expect(explore(request(program.slug))).toEqual(first);
		const [kind, steps, since] = expected[program.slug] ?? [];
		expect([first.fault?.kind, first.fault?.steps.length, first.fault?.sinceStep]).toEqual([
			kind,
			steps,
			since
		]);
	});

	test('its schedule shows the fault again, at the same step', () => {
		const { fault } = explored(request(program.slug));
		const { schedule } = fault ?? {};
		if (schedule === undefined) throw new Error('no fault');
		const again = traceOf({ ...request(program.slug), schedule });
		const shown = again.faults.find((one) => one.counts);
		expect([shown?.kind, shown?.step]).toEqual([fault?.kind, fault?.steps.length]);
		expect(again.schedule).toBe(schedule);
	});

	test('a fault that is not a matter of schedule shows on every schedule, another one does not', () => {
		const shares = gomaxprocsTried.map(
			(gomaxprocs) => explored(request(program.slug, { gomaxprocs })).randomFaultShare
		);
		if (program.everySchedule) expect(shares).toEqual(gomaxprocsTried.map(() => 1));
		else expect(Math.min(...shares)).toBeLessThan(1);
		expect(Math.min(...shares)).toBeGreaterThan(0);
	});
});

describe('what GOMAXPROCS has to do with it', () => {
	test('pool-of-mutexes without a pause inside: hidden at one P in every schedule, shown at two', () => {
		const one = explored(request('pool-of-mutexes', { gomaxprocs: 1, pauses: false }));
		expect([one.faultFound, one.exhaustive, one.randomFaultShare]).toEqual([false, true, 0]);
		const two = explored(request('pool-of-mutexes', { gomaxprocs: 2, pauses: false }));
		expect(two.faultFound).toBe(true);
		expect(two.fault?.preemptions).toBe(1);
	});

	test('use-after-put with a pause before the read: shown at one P, without a preemption', () => {
		const { fault } = explored(request('use-after-put', { gomaxprocs: 1 }));
		expect([fault?.preemptions, fault?.sinceStep]).toEqual([0, 4]);
	});

	test.each([1, 2, 64])(
		'use-after-put without a pause, GOMAXPROCS=%i: the private slot keeps it hidden',
		(gomaxprocs) => {
			const result = explored(request('use-after-put', { gomaxprocs, pauses: false }));
			expect([result.faultFound, result.exhaustive]).toEqual([false, true]);
		}
	);

	test('use-after-put without a pause takes a time slice that ends between Put and the read', () => {
		const { faultFound, fault } = explore(
			request('use-after-put', { gomaxprocs: 1, pauses: false, slices: true })
		);
		expect(faultFound).toBe(true);
		expect(fault?.preemptions).toBeGreaterThan(0);
	});

	test('large-struct without time in the borrow: at one P one frame is enough', () => {
		expect(explored(request('large-struct', { gomaxprocs: 1, pauses: false })).faultFound).toBe(false);
		expect(explored(request('large-struct', { gomaxprocs: 8, pauses: false })).faultFound).toBe(true);
	});

	test('64 Ps offer nothing that 8 do not: those on which the pool holds nothing are alike', () => {
		const eight = explored(request('use-after-put', { gomaxprocs: 8 }));
		const many = explored(request('use-after-put', { gomaxprocs: 64 }));
		expect(many).toEqual({ ...eight, gomaxprocs: 64 });
	});
});

describe('the race detector', () => {
	const reporting = [
		'caller-set-fields',
		'concurrent-reset',
		'goroutine-outlives-borrow',
		'pool-of-mutexes',
		'use-after-put'
	];

	test('would report on these cases, and is silent on the other fifteen and on every fix', () => {
		const found = programs.filter((program) => explored(request(program.slug)).randomRaceShare > 0);
		expect(found.map((program) => program.slug)).toEqual(reporting);
		for (const program of programs) {
			expect(explored(request(program.slug, { variant: 'fixed' })).randomRaceShare).toBe(0);
		}
	});

	test('reports use-after-put at one P on every schedule: an order of steps is no order of accesses', () => {
		expect(explored(request('use-after-put', { gomaxprocs: 1 })).randomRaceShare).toBe(1);
	});
});

describe('the search', () => {
	test('explores every schedule where there are few, and says so', () => {
		const result = explored(request('use-after-put', { gomaxprocs: 1, variant: 'fixed' }));
		expect([result.schedulesExplored, result.exhaustive, result.preemptionBound]).toEqual([6, true, 0]);
	});

	test('stops at its budget, says so, and says up to how many preemptions it left nothing out', () => {
		const result = explored(request('use-after-put', { variant: 'fixed', schedules: 500 }));
		expect([result.schedulesExplored, result.exhaustive, result.preemptionBound]).toEqual([500, false, 2]);
		const none = explored(request('use-after-put', { variant: 'fixed', schedules: 3 }));
		expect([none.schedulesExplored, none.exhaustive, none.preemptionBound]).toEqual([3, false, -1]);
	});

	test('a budget that is just enough is exhaustive', () => {
		const all = explored(request('concurrent-reset', { gomaxprocs: 1 })).schedulesExplored;
		expect(explored(request('concurrent-reset', { gomaxprocs: 1, schedules: all })).exhaustive).toBe(true);
		expect(explored(request('concurrent-reset', { gomaxprocs: 1, schedules: all - 1 })).exhaustive).toBe(
			false
		);
	});

	test('gives in pieces what it gives at once, with progress that rises to 1', () => {
		const search = createSearch(request('caller-set-fields'));
		const progress = [search.progress];
		while (!search.advance(77)) progress.push(search.progress);
		expect(search.result()).toEqual(explored(request('caller-set-fields')));
		expect(progress).toEqual([...progress].sort((a, b) => a - b));
		expect(search.progress).toBe(1);
	});

	test('another seed gives other random schedules and the same systematic ones', () => {
		const one = explored(request('caller-set-fields', { seed: 1 }));
		const two = explored(request('caller-set-fields', { seed: 2 }));
		expect(two.randomFaultShare).not.toBe(one.randomFaultShare);
		expect([two.schedulesExplored, two.faultShare]).toEqual([one.schedulesExplored, one.faultShare]);
	});

	test('runs 100,000 schedules of a case in less than 5 seconds', () => {
		const start = performance.now();
		const result = explore(
			request('goroutine-outlives-borrow', { variant: 'fixed', schedules: 100_000, randomSchedules: 0 })
		);
		expect(result.schedulesExplored).toBe(100_000);
		expect(performance.now() - start).toBeLessThan(5000);
	});

	test('refuses a case that there is none of, and names those there are', () => {
		expect(() => explored(request('no-such-case'))).toThrow('there are aliased-bytes, ');
	});
});
