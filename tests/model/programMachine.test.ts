import { describe, expect, test } from 'vitest';
import { Clocks } from '../../workers/program/clocks.ts';
import { compile } from '../../workers/program/code.ts';
import { explore, usualExploration } from '../../workers/program/explorer.ts';
import { faultKinds, type FaultKind } from '../../workers/program/faults.ts';
import { Machine } from '../../workers/program/machine.ts';
import { programBySlug } from '../../workers/program/programs/index.ts';
import {
	goroutine,
	pause,
	spawned,
	step,
	type Goroutine,
	type New,
	type Op
} from '../../workers/program/program.ts';

function machineOf(goroutines: Goroutine[], gomaxprocs = 1, how: New = { kind: 'object' }): Machine {
	const program = { new: how, goroutines };
	return new Machine(compile(program, []), { gomaxprocs, pauses: true, slices: false });
}

/** Runs the moves that goroutines make in this order, then first choices; names the kinds of fault that showed. */
function run(machine: Machine, order: number[] = []): FaultKind[] {
	for (const wanted of order) {
		const choices = machine.offer();
		const { choiceG } = machine.scheduler;
		const choice = choiceG.subarray(0, choices).indexOf(wanted);
		if (choice < 0) throw new Error(`goroutine ${wanted} cannot go on`);
		machine.move(choice);
	}
	while (machine.offer() > 0) machine.move(0);
	return faultKinds.filter((_, index) => (machine.seen & (1 << index)) !== 0);
}

function steps(...ops: Op[]): ReturnType<typeof step>[] {
	return ops.map((op) => step('', op));
}

const get: Op = { op: 'get', into: 'x' };
const put: Op = { op: 'put', what: 'x' };
const write = (text: string): Op => ({ op: 'write', what: 'x', text });
const read = (expect: string): Op => ({ op: 'read', what: 'x', expect });
const reset: Op = { op: 'reset', what: 'x' };

describe('happens-before', () => {
	test('two writes that nothing orders race, and a lock between them orders them', () => {
		const free = new Clocks(2, 1, 1);
		expect(free.write(0, 0)).toBe(false);
		expect(free.write(1, 0)).toBe(true);
		const locked = new Clocks(2, 1, 1);
		locked.write(0, 0);
		locked.release(0, 0);
		locked.acquire(1, 0);
		expect(locked.write(1, 0)).toBe(false);
	});

	test('two reads never race, a write after a read that nothing orders does', () => {
		const clocks = new Clocks(2, 1, 1);
		expect([clocks.read(0, 0), clocks.read(1, 0)]).toEqual([false, false]);
		expect(clocks.write(0, 0)).toBe(true);
	});

	test('what comes after the release is not ordered by it', () => {
		const clocks = new Clocks(2, 1, 1);
		clocks.release(0, 0);
		clocks.write(0, 0);
		clocks.acquire(1, 0);
		expect(clocks.read(1, 0)).toBe(true);
	});

	test('order is handed on through a third goroutine', () => {
		const clocks = new Clocks(3, 1, 1);
		clocks.write(0, 0);
		clocks.order(0, 1);
		clocks.order(1, 2);
		expect(clocks.write(2, 0)).toBe(false);
	});
});

describe('a borrow', () => {
	const use = steps(get, reset, write('a'), read('a'), put);

	test('that resets, reads before Put and lets go is without fault on two goroutines, whoever comes first', () => {
		for (const order of [
			[0, 1, 0, 1],
			[1, 0, 1, 0],
			[0, 0, 0, 0, 0, 1]
		]) {
			expect(run(machineOf([goroutine('g', ...use), goroutine('h', ...use)], 2), order)).toEqual([]);
		}
	});

	test('Put orders what was done before it ahead of the Get that returns the object', () => {
		const machine = machineOf([goroutine('g', ...use), goroutine('h', ...use)]);
		expect(run(machine)).toEqual([]);
		expect([machine.news, machine.gets]).toEqual([1, 2]);
	});

	test('on another P does not find what is private to the first', () => {
		const machine = machineOf([goroutine('g', ...use, ...steps({ op: 'sleep' })), goroutine('h', ...use)], 2);
		run(machine, [0, 1, 0, 0, 0, 0]);
		expect(machine.news).toBe(2);
	});

	test('of what two collections passed over is a new object, one collection does not take it', () => {
		const one = machineOf([goroutine('g', ...steps(get, put, { op: 'gc' }, get, put))]);
		run(one);
		expect(one.news).toBe(1);
		const two = machineOf([goroutine('g', ...steps(get, put, { op: 'gc' }, { op: 'gc' }, get, put))]);
		run(two);
		expect(two.news).toBe(2);
	});
});

describe('faults', () => {
	test('a read after Put is none as long as nobody else has got the object', () => {
		expect(run(machineOf([goroutine('g', ...steps(get, write('a'), put, read('a')))]))).toEqual([]);
	});

	test('a read after Put that finds the next borrower’s text is a use after Put', () => {
		const late = goroutine('g', ...steps(get, write('a'), put, { op: 'yield' }, read('a')));
		const next = goroutine('h', ...steps(get, reset, write('b'), read('b'), put));
		expect(run(machineOf([late, next]), [0, 0, 0, 0, 1, 1, 1, 1, 1])).toEqual(['use-after-put', 'race']);
	});

	test('what an earlier borrow left is stale content', () => {
		expect(
			run(machineOf([goroutine('g', ...steps(get, write('a'), put, get, write('b'), read('b')))]))
		).toEqual(['stale-content']);
	});

	test('a copy of the content outlives the borrow, a slice of it does not', () => {
		const again = steps(put, get, reset, write('b'), put);
		const copy = steps(get, write('a'), { op: 'copyOut', into: 's', what: 'x' });
		const slice = steps(get, write('a'), { op: 'view', into: 's', what: 'x' });
		const readIt = steps({ op: 'readView', what: 's', expect: 'a' });
		expect(run(machineOf([goroutine('g', ...copy, ...again, ...readIt)]))).toEqual([]);
		expect(run(machineOf([goroutine('g', ...slice, ...again, ...readIt)]))).toEqual(['kept-past-borrow']);
	});

	test('a goroutine started in the borrow that writes into the next one is a kept reference', () => {
		const main = goroutine(
			'g',
			...steps(get, { op: 'spawn', goroutine: 'h' }, put, get, reset, { op: 'yield' }, write('b'), read('b'))
		);
		const late = spawned('h', ...steps(write('a')));
		expect(run(machineOf([main, late]), [0, 0, 0, 0, 0, 0, 1])).toEqual(['kept-past-borrow', 'race']);
	});

	test('one lock for all keeps the others out', () => {
		const inside = steps(
			{ op: 'lock', what: 'mu', section: 'n', shared: true },
			{ op: 'load', variable: 'n', into: 'old' },
			{ op: 'yield' },
			{ op: 'store', variable: 'n', from: 'old', add: 1 },
			{ op: 'unlock', what: 'mu', section: 'n', shared: true }
		);
		const machine = machineOf([goroutine('g', ...inside), goroutine('h', ...inside)], 2);
		expect(run(machine, [0, 1, 0])).toEqual([]);
		expect(machine.variable[machine.code.sharedNames.indexOf('n')]).toBe(2);
	});

	test('a goroutine that waits on a nil channel is a deadlock once nothing else runs', () => {
		const main = goroutine(
			'g',
			...steps(
				get,
				{ op: 'getField', of: 'x', field: 'reply', into: 'c' },
				{ op: 'recv', from: 'c', into: 'n' }
			)
		);
		expect(run(machineOf([main]))).toContain('deadlock');
	});

	test('a New that is not set and a New of another type panic at Get', () => {
		for (const kind of ['unset', 'wrong-type'] as const) {
			const machine = machineOf([goroutine('g', ...steps(get, put))], 1, { kind });
			expect(run(machine)).toEqual(['nil-or-wrong-type']);
			expect(machine.crashed).toBe(true);
		}
	});
});

describe('goroutines on Ps', () => {
	test('at one P a goroutine runs until it has to wait', () => {
		const machine = machineOf([goroutine('g', ...steps(get, put)), goroutine('h', ...steps(get, put))]);
		expect(machine.offer()).toBe(2);
		machine.move(0);
		expect(machine.offer()).toBe(1);
	});

	test('at two Ps the other one may come between any two steps, and that counts as a preemption', () => {
		const machine = machineOf([goroutine('g', ...steps(get, put)), goroutine('h', ...steps(get, put))], 2);
		machine.offer();
		machine.move(0);
		expect(machine.offer()).toBe(2);
		machine.move(1);
		expect(machine.scheduler.preemptions).toBe(1);
	});

	test('a third goroutine waits for a P where there are two', () => {
		const three = ['a', 'b', 'c'].map((name) => goroutine(name, ...steps(get, put)));
		const machine = machineOf(three, 2);
		machine.offer();
		machine.move(0);
		machine.offer();
		machine.move(1);
		expect(machine.offer()).toBe(2);
	});

	test('pauses that a program can do without are left out on request', () => {
		const program = {
			new: { kind: 'object' } as const,
			goroutines: [
				goroutine('g', ...steps(get), pause('', { op: 'yield' }), ...steps(put)),
				goroutine('h', ...steps(get, put))
			]
		};
		const offers = [true, false].map((pauses) => {
			const machine = new Machine(compile(program, []), { gomaxprocs: 1, pauses, slices: false });
			machine.offer();
			machine.move(0);
			return machine.offer();
		});
		expect(offers).toEqual([2, 1]);
	});

	test('a run that is begun again is the same run', () => {
		const ops = steps(get, write('a'), put, { op: 'gc' }, get, read('b'), put);
		const machine = machineOf([goroutine('g', ...ops), goroutine('h', ...ops)], 2);
		const first = run(machine, [0, 1, 0, 1]);
		const counted = [machine.steps, machine.news, machine.gets];
		machine.reset();
		expect(run(machine, [0, 1, 0, 1])).toEqual(first);
		expect([machine.steps, machine.news, machine.gets]).toEqual(counted);
	});

	test('a program without an end is refused, and so is one that does not hang together', () => {
		const endless = goroutine(
			'g',
			...steps({ op: 'label', label: 'a' }, get, put, { op: 'jump', label: 'a' })
		);
		expect(() => run(machineOf([endless]))).toThrow('does not end');
		expect(() => machineOf([goroutine('g', ...steps({ op: 'jump', label: 'b' }))])).toThrow('no label "b"');
		expect(() => machineOf([goroutine('g', ...steps({ op: 'spawn', goroutine: 'h' }))])).toThrow(
			'no goroutine "h"'
		);
	});
});

/** Every schedule, by trying all choices at each place from scratch: preemptions and steps to the fault of each. */
function allSchedules(
	slug: string,
	variant: 'bug' | 'fixed',
	gomaxprocs: number
): { preemptions: number; fault: number }[] {
	const definition = programBySlug(slug);
	const machine = new Machine(compile(definition[variant], definition.faults), {
		gomaxprocs,
		pauses: true,
		slices: false
	});
	const found: { preemptions: number; fault: number }[] = [];
	const from = (path: number[]): void => {
		machine.reset();
		for (const choice of path) {
			machine.offer();
			machine.move(choice);
		}
		const choices = machine.fault >= 0 ? 0 : machine.offer();
		if (choices === 0) {
			found.push({
				preemptions: machine.scheduler.preemptions,
				fault: machine.fault >= 0 ? machine.faultStep : Infinity
			});
		}
		for (let choice = 0; choice < choices; choice++) from([...path, choice]);
	};
	from([]);
	return found;
}

describe.each([
	['use-after-put', 'bug', 2],
	['use-after-put', 'fixed', 2],
	['concurrent-reset', 'bug', 1],
	['concurrent-reset', 'bug', 2],
	['caller-set-fields', 'bug', 1]
] as const)('all schedules of %s, %s, GOMAXPROCS=%i, tried one by one', (slug, variant, gomaxprocs) => {
	const all = allSchedules(slug, variant, gomaxprocs);
	const request = { ...usualExploration, slug, variant, gomaxprocs, randomSchedules: 0 };
	const result = explore(request);

	test('are as many as the explorer explored, with the fault in as many', () => {
		expect([result.schedulesExplored, result.exhaustive]).toEqual([all.length, true]);
		expect(result.faultShare * all.length).toBeCloseTo(all.filter((one) => one.fault < Infinity).length, 6);
		expect(result.preemptionBound).toBe(Math.max(...all.map((one) => one.preemptions)));
	});

	test('have none that shows the fault in fewer steps, or in as many with fewer preemptions', () => {
		const steps = Math.min(...all.map((one) => one.fault));
		expect(result.fault?.steps.length ?? Infinity).toBe(steps);
		if (steps === Infinity) return;
		const shortest = all.filter((one) => one.fault === steps);
		expect(result.fault?.preemptions).toBe(Math.min(...shortest.map((one) => one.preemptions)));
	});

	test('come in the order of their preemptions: a budget for those without leaves none of them out', () => {
		const without = all.filter((one) => one.preemptions === 0).length;
		expect(explore({ ...request, schedules: without }).preemptionBound).toBe(0);
		if (without > 1) expect(explore({ ...request, schedules: without - 1 }).preemptionBound).toBe(-1);
	});
});
