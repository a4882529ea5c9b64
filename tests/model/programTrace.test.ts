import { describe, expect, test } from 'vitest';
import { explore, usualExploration } from '../../workers/program/explorer.ts';
import { lineOf, marksOf } from '../../workers/program/lines.ts';
import { programs } from '../../workers/program/programs/index.ts';
import type { Variant } from '../../workers/program/program.ts';
import { sourceOf } from '../../workers/program/sources.ts';
import { traceOf, type Trace } from '../../workers/program/trace.ts';

const variants: Variant[] = ['bug', 'fixed'];

function shortest(slug: string, gomaxprocs = 1): Trace {
	const request = { ...usualExploration, slug, gomaxprocs, schedules: 4000, randomSchedules: 0 };
	const schedule = explore(request).fault?.schedule;
	if (schedule === undefined) throw new Error(`no fault in ${slug}`);
	return traceOf({ ...request, schedule });
}

/** "goroutine: text" of each event. */
function told(trace: Trace): string[] {
	return trace.events.map(
		(event) => `${event.step} ${trace.goroutines[event.goroutine] ?? ''}: ${event.text}`
	);
}

describe.each(programs)('$slug', (program) => {
	test.each(variants)('every step of the %s program has its one line in the Go program', (variant) => {
		const source = sourceOf(program.slug, variant);
		const marks = marksOf(program[variant]);
		expect(marks.length).toBeGreaterThan(0);
		for (const mark of marks) expect(lineOf(mark, source)).toBeGreaterThan(0);
	});

	test.each(variants)(
		'steps of the %s program are numbered without a gap and each says what happened',
		(variant) => {
			const trace = traceOf({ ...usualExploration, slug: program.slug, variant });
			expect(trace.events.map((event) => event.step)).toEqual(trace.events.map((_, at) => at + 1));
			expect(trace.events.every((event) => event.text !== '')).toBe(true);
			expect(trace.events.every((event) => event.at.length === trace.goroutines.length)).toBe(true);
		}
	);

	test('the schedule that breaks the bug leaves the fix alone', () => {
		const { schedule } = shortest(program.slug, 2);
		const fixed = traceOf({ ...usualExploration, slug: program.slug, variant: 'fixed', schedule });
		expect(fixed.faults).toEqual([]);
		expect(fixed.end).toBe('done');
	});
});

describe('the steps that real Go takes', () => {
	test('use-after-put at one P: step 4 hands the buffer to the second caller, the first reads its text', () => {
		const trace = shortest('use-after-put');
		expect(told(trace).slice(0, 8)).toEqual([
			'1 user00: Get → buffer #1 from New',
			'2 user00: empties buffer #1, writes "hello user00" into buffer #1',
			'3 user00: Put buffer #1 → private slot of P0',
			"4 user01: Get → buffer #1 from its P's private slot",
			'5 user01: empties buffer #1',
			'6 user01: writes "hello user01" into buffer #1',
			'7 user01: Put buffer #1 → private slot of P0',
			'8 user00: reads "hello user01" from buffer #1'
		]);
		const fault = trace.faults.find((one) => one.counts);
		expect(fault).toMatchObject({ kind: 'use-after-put', since: 4, step: 8, object: 1 });
		const source = sourceOf('use-after-put', 'bug').split('\n');
		expect(source[(fault?.line ?? 0) - 1]).toContain('return buf.String()');
		expect(source[(fault?.otherLine ?? 0) - 1]).toContain('buf.WriteString(name)');
	});

	test('use-after-put at two Ps: a read right after the other caller’s Reset finds nothing', () => {
		const fault = shortest('use-after-put', 2).faults.find((one) => one.counts);
		expect(fault?.text).toBe(
			'user00 reads "" where "hello user00" should be: it has put buffer #1 back, and user01 got it at step 4.'
		);
	});

	test('put-inside-new: New puts #1 at step 1, the first owner gets it at 2, the second at 3', () => {
		expect(told(shortest('put-inside-new')).slice(0, 3)).toEqual([
			'1 main: New builds ticket #1, Put ticket #1 → private slot of P0',
			'2 main: Get → ticket #1 from New, sets holder of ticket #1 to 1',
			"3 main: Get → ticket #1 from its P's private slot, sets holder of ticket #1 to 2"
		]);
	});

	test('caller-set-fields: the field is read at step 5, the answer is another’s, and the other caller hangs', () => {
		const trace = shortest('caller-set-fields');
		expect(trace.faults.filter((one) => one.counts).map((one) => one.kind)).toEqual([
			'kept-past-borrow',
			'wrong-answer',
			'deadlock'
		]);
		expect(trace.faults.find((one) => one.counts)?.step).toBe(5);
		expect(trace.end).toBe('deadlock');
		expect(trace.faults.at(-1)?.text).toContain('all goroutines are asleep - deadlock!');
	});

	test('value-in-new: three seeded pointers, the fourth Get panics as Go does', () => {
		const trace = shortest('value-in-new');
		expect([trace.end, trace.events.length]).toEqual(['crashed', 4]);
		expect(trace.faults[0]?.text).toContain(
			'interface conversion: interface {} is bytes.Buffer, not *bytes.Buffer'
		);
	});

	test('missing-new: every request panics and is recovered, the pool stays empty', () => {
		const trace = shortest('missing-new');
		expect([trace.end, trace.faults.length, trace.news, trace.gets]).toEqual(['done', 3, 0, 3]);
	});

	test('zero-value-generic: Get works, the use at step 2 panics, the deferred Put stores the nil pointer', () => {
		const trace = shortest('zero-value-generic');
		expect(trace.faults[0]?.step).toBe(2);
		expect(trace.events.at(-1)?.text).toBe('Put stores the nil pointer');
	});

	test('aliased-bytes: the longer document keeps its length and shows the shorter one over its own bytes', () => {
		const trace = shortest('aliased-bytes');
		expect(trace.events.at(-1)?.text).toBe(String.raw`reads "\"new\"\nded\"\n"`);
	});

	test('forgotten-reset: each label is the sum of all before', () => {
		const reads = shortest('forgotten-reset').events.filter((event) => event.kind === 'read');
		expect(reads.map((event) => event.content)).toEqual([
			'ship to Ada;',
			'ship to Ada;ship to Bo;',
			'ship to Ada;ship to Bo;ship to Cy;'
		]);
	});

	test('pool-of-mutexes: three deposits, each under a lock, and one is lost', () => {
		const trace = shortest('pool-of-mutexes');
		const last = trace.events.filter((event) => event.text.startsWith('writes balance')).at(-1);
		expect(last?.text).toContain('balance = 2');
		expect(trace.objects).toBe(2);
	});

	test('copied-pool: three calls, three pools, three buffers', () => {
		const trace = shortest('copied-pool');
		expect([trace.news, trace.gets]).toEqual([3, 3]);
	});

	test('expensive-new: one collection between two uses finds the table in the victim cache, two do not', () => {
		const gets = shortest('expensive-new').events.filter((event) => event.kind === 'get');
		expect(gets.map((event) => event.text)).toEqual([
			'Get → table #1 from New',
			'Get → table #1 from the victim cache',
			'Get → table #2 from New'
		]);
	});

	test('pinned-payload and retained-reader keep the same after one collection', () => {
		const kept = ['pinned-payload', 'retained-reader'].map((slug) => shortest(slug).events.at(-1)?.text);
		expect(kept).toEqual([
			'pooled uploads keep 3 MiB of others alive',
			'pooled readers keep 3 MiB of others alive'
		]);
	});

	test('recursive-new: the seeded buffer serves the first Get, the second never returns', () => {
		const trace = shortest('recursive-new');
		expect(trace.events.filter((event) => event.text.includes('calls New')).length).toBe(15);
		expect(trace.end).toBe('crashed');
	});

	test('recursive-new: the stack doubles to its limit, as far as Go gets', () => {
		const { events } = shortest('recursive-new');
		const KiB = 1024;
		const sizes = [4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16_384, 32_768, 65_536];
		expect(events.map(({ stackBytes }) => stackBytes / KiB)).toEqual([...sizes, 65_536]);
		// Go 1.26.8 elides 882,899 frames of the trace and shows a hundred; two are a level.
		const levels = Number(/([\d,]+) levels deep/.exec(events.at(-1)?.text ?? '')?.[1]?.replaceAll(',', ''));
		expect(Math.abs(levels - 441_500)).toBeLessThan(10);
		const fixed = traceOf({ ...usualExploration, slug: 'recursive-new', variant: 'fixed' });
		expect(new Set(fixed.events.map(({ stackBytes }) => stackBytes))).toEqual(new Set([4 * KiB]));
	});
});

describe('who has what', () => {
	test('use-after-put: the first caller keeps the buffer past its Put while the second has it', () => {
		const { holds } = shortest('use-after-put');
		expect(holds.filter((hold) => hold.fromStep < 8)).toMatchObject([
			{ goroutine: 0, how: 'borrowed', fromStep: 1, toStep: 3 },
			{ goroutine: 1, how: 'borrowed', fromStep: 4, toStep: 7 },
			{ goroutine: 0, how: 'kept', fromStep: 3, toStep: 8 },
			{ goroutine: 1, how: 'kept', fromStep: 7 }
		]);
	});

	test('a goroutine that uses an object while its borrower has it has it lent', () => {
		const trace = traceOf({ ...usualExploration, slug: 'caller-set-fields', variant: 'fixed' });
		expect(
			trace.holds.filter((hold) => hold.how === 'lent').map((hold) => trace.goroutines[hold.goroutine])
		).toEqual(['worker', 'worker']);
		expect(trace.holds.some((hold) => hold.how === 'kept')).toBe(false);
	});

	test('a missed Put leaves a borrow without an end', () => {
		const open = shortest('missed-put').holds.filter((hold) => hold.how === 'borrowed' && hold.toStep === 0);
		expect(open.length).toBe(1);
	});
});

describe('what the pool holds', () => {
	test('expensive-new: a collection moves the table to the victim cache, the next Get takes it back', () => {
		const { events } = shortest('expensive-new');
		expect(events.slice(0, 7).map((event) => event.pooled.map((one) => one.slot))).toEqual([
			[],
			['private'],
			['victim'],
			[],
			['private'],
			['victim'],
			[]
		]);
		expect(events.filter((event) => event.slot !== '').map((event) => event.slot)).toEqual([
			'New',
			'private',
			'victim',
			'private',
			'New',
			'private'
		]);
	});

	test('put-inside-new: the ticket that its first owner has is in the pool as well', () => {
		const [first, second] = shortest('put-inside-new').events;
		expect([first?.pooled, second?.pooled]).toEqual([
			[{ object: 1, p: 0, slot: 'private' }],
			[{ object: 1, p: 0, slot: 'private' }]
		]);
	});
});

describe('marks and schedules', () => {
	const source = 'a := 1\nb := 2\nfunc f() {\n\tb := 2\n}\n';

	test('a mark stands for the one line that has its text', () => {
		expect(lineOf('a := 1', source)).toBe(1);
		expect(lineOf(['func f()', 'b := 2'], source)).toBe(4);
	});

	test('a mark that is lost or not the only one is an error that says so', () => {
		expect(() => lineOf('c := 3', source)).toThrow('no line has "c := 3"');
		expect(() => lineOf('b := 2', source)).toThrow('lines 2 and 4 both have "b := 2"');
		expect(() => lineOf(['func f()', 'a := 1'], source)).toThrow('no line from "func f()" on has "a := 1"');
	});

	test('a schedule that is none is refused', () => {
		expect(() => traceOf({ ...usualExploration, slug: 'use-after-put', schedule: '1.0 x' })).toThrow(
			'not a move: "x"'
		);
	});
});
