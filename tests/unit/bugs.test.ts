import { describe, expect, test } from 'vitest';
import { bugPageOf, listedCases } from '../../src/lib/bugs/bugPage.server.ts';
import { changedLines, diffLines, hunksOf } from '../../src/lib/bugs/diff.ts';
import { highlightGo } from '../../src/lib/bugs/highlight.server.ts';
import { textOf, type BugPage } from '../../src/lib/bugs/page.ts';
import { isRight, readProgress } from '../../src/lib/bugs/progress.svelte.ts';
import {
	contentsAt,
	faultsOf,
	faultStep,
	goroutinesByLine,
	layOut,
	ringsOf
} from '../../src/lib/timeline/rows.ts';
import { geometryOf } from '../../src/lib/timeline/geometry.ts';
import { sourceOf } from '../../workers/program/sources.ts';
import { traceOf, type Trace } from '../../workers/program/trace.ts';
import { CASE_SLUGS, type CaseSlug } from '../../workers/programs/text.ts';

async function pageOf(slug: CaseSlug): Promise<BugPage> {
	const page = await bugPageOf(slug);
	if (page === undefined) throw new Error(`no page of ${slug}`);
	return page;
}

const letters = (text: string) => text.split('');

describe('what a fix changes', () => {
	test('is told line by line, and both texts can be made from it', () => {
		const diff = diffLines(letters('abcd'), letters('axcde'));
		expect(diff.map(({ kind, bug, fix }) => `${kind} ${bug} ${fix}`)).toEqual([
			'same 1 1',
			'removed 2 0',
			'added 0 2',
			'same 3 3',
			'same 4 4',
			'added 0 5'
		]);
	});

	test('is at the lines that go, and where nothing goes at the line before what comes', () => {
		expect(changedLines(diffLines(letters('abcd'), letters('axcd')))).toEqual([2]);
		expect(changedLines(diffLines(letters('abcd'), letters('abxcd')))).toEqual([2]);
		expect(changedLines(diffLines(letters('abcd'), letters('acd')))).toEqual([2]);
		expect(changedLines(diffLines(letters('abcdef'), letters('abxcdey')))).toEqual([2, 6]);
	});

	test('is shown with its surroundings, near changes together and no line twice', () => {
		const diff = diffLines(letters('abcdefghij'), letters('abXdYfghiZ'));
		const hunks = hunksOf(diff, 1);
		expect(hunks.map((hunk) => hunk.map(({ bug, fix }) => bug || -fix))).toEqual([
			[2, 3, -3, 4, 5, -5, 6],
			[9, 10, -10]
		]);
	});
});

describe('progress', () => {
	test.each([
		null,
		'',
		'no json',
		'3',
		'null',
		'[1]',
		'{"a":5}',
		'{"a":{"line":"x","class":"y","outcome":1}}'
	])('%j is as good as nothing', (text) => expect(readProgress(text)).toEqual({}));

	test('is read as it was written', () => {
		const progress = { 'use-after-put': { line: 21, class: 'aliasing', outcome: 'found' } };
		expect(readProgress(JSON.stringify(progress))).toEqual(progress);
	});

	test('a line counts before a class; where it shows is as right as where the fix goes', () => {
		const answer = { class: 'aliasing', fixLines: [21], faultLines: [18, 21] } as const;
		expect(isRight({ line: 21 }, answer)).toBe(true);
		expect(isRight({ line: 18 }, answer)).toBe(true);
		expect(isRight({ line: 3, class: 'aliasing' }, answer)).toBe(false);
		expect(isRight({ class: 'aliasing' }, answer)).toBe(true);
		expect(isRight({ class: 'churn' }, answer)).toBe(false);
	});
});

test('Go code is cut into pieces of one kind, and no letter is lost', async () => {
	const source = 'package main\n\n// a note\nvar n = f("x%d", 12)\n';
	const lines = await highlightGo(source);
	expect(lines.map(textOf).join('\n')).toBe(source.trimEnd());
	expect(lines[0]?.[0]).toEqual(['keyword', 'package']);
	expect(lines[2]).toEqual([['comment', '// a note']]);
	const kinds = new Map(lines[3]?.map(([kind, text]) => [text.trim(), kind]));
	expect(kinds.get('12')).toBe('constant');
	expect(kinds.get('"x')).toBe('string');
});

test('a page that there is none of is undefined', async () => {
	expect(await bugPageOf('nothing')).toBeUndefined();
	expect(listedCases.map(({ slug }) => slug)).toEqual([...CASE_SLUGS]);
});

describe.each(CASE_SLUGS)('%s', (slug) => {
	test('has both programs as they are, and the lines that the answer is about', async () => {
		const page = await pageOf(slug);
		for (const variant of ['bug', 'fixed'] as const) {
			expect(page.programs[variant].map(textOf).join('\n')).toBe(sourceOf(slug, variant).trimEnd());
		}
		const kept = page.diff.filter(({ kind }) => kind === 'same');
		for (const { bug, fix } of kept) {
			expect(textOf(page.programs.bug[bug - 1])).toBe(textOf(page.programs.fixed[fix - 1]));
		}
		expect(page.diff.filter(({ bug }) => bug > 0)).toHaveLength(page.programs.bug.length);
		expect(page.diff.filter(({ fix }) => fix > 0)).toHaveLength(page.programs.fixed.length);
		for (const lines of [page.fixLines, page.faultLines]) {
			expect(lines.length).toBeGreaterThan(0);
			for (const line of lines) expect(textOf(page.programs.bug[line - 1]).trim()).not.toBe('');
		}
		expect(page.related.map((each) => each.slug)).toEqual(page.relatives);
		expect(page.varies.every(({ label, help }) => label !== '' && help !== '')).toBe(true);
	});

	test('shows its fault in the bug and none in the fix', async () => {
		const { traces } = await pageOf(slug);
		expect(faultStep(traces.bug)).toBeGreaterThan(0);
		const event = traces.bug.events.find(({ step }) => step === faultStep(traces.bug));
		expect(faultsOf(traces.bug, event).length).toBeGreaterThan(0);
		expect(faultStep(traces.fixed)).toBe(0);
		expect(ringsOf(traces.fixed)).toEqual([]);
	});

	test.each(['bug', 'fixed'] as const)(
		'the rows of its %s timeline say what the run says',
		async (variant) => {
			const { traces } = await pageOf(slug);
			const onTwo = traceOf({
				...{ slug, variant, gomaxprocs: 2, pauses: true, slices: true },
				schedule: traces[variant].schedule
			});
			for (const trace of [traces[variant], onTwo]) {
				expectRowsToTell(trace);
			}
		}
	);
});

/**
 * Every band lies in a row of its own, the bands of the pool are what the pool holds after each step, and each P runs the
 * goroutine whose step it is.
 */
function expectRowsToTell(trace: Trace) {
	const { lanes, steps } = layOut(trace);
	for (const { step, p, goroutine } of trace.events) {
		const running = lanes
			.filter(({ kind, key }) => kind === 'p' && key === `P${p}`)
			.flatMap(({ stints }) => stints.filter(({ from, to }) => from < step && step < to))
			.map(({ name }) => name);
		expect(running).toEqual([trace.goroutines[goroutine]]);
	}
	const sizes = lanes.filter(({ kind }) => kind === 'stack').flatMap((lane) => lane.sizes);
	expect(sizes.map(({ step, bytes, share }) => [step, bytes, share * trace.stackLimitBytes])).toEqual(
		trace.stackLimitBytes === 0 ? [] : trace.events.map(({ step, stackBytes: of }) => [step, of, of])
	);
	for (const { bands, rows } of lanes) {
		for (const [index, one] of bands.entries()) {
			expect(one.row).toBeLessThan(rows);
			expect(one.to).toBeLessThanOrEqual(steps + 0.5);
			for (const other of bands.slice(index + 1)) {
				const apart = one.row !== other.row || one.to <= other.from || other.to <= one.from;
				expect(apart, `#${one.object} and #${other.object}`).toBe(true);
			}
		}
	}
	for (const { step, pooled } of trace.events) {
		const held = lanes
			.filter(({ kind }) => kind === 'pool')
			.flatMap(({ name, bands }) =>
				bands
					.filter(({ from, to }) => from <= step && step < to)
					.flatMap(({ object, times }) => Array.from({ length: times }, () => `${name} #${object}`))
			);
		const wanted = pooled.map(({ object, p, slot }) => `P${p} ${slot} #${object}`);
		expect(held.sort()).toEqual(wanted.sort());
	}
}

describe('use-after-put on the timeline', () => {
	test('two have the buffer from the second Get to the late read', async () => {
		const { collisions, lanes } = layOut((await pageOf('use-after-put')).traces.bug);
		expect(collisions[0]).toMatchObject({ object: 1, from: 4 });
		expect(Math.max(...collisions.map(({ to }) => to))).toBe(8);
		const names = collisions[0]?.lanes.map((lane) => lanes[lane]?.name);
		expect(names).toEqual(['user00', 'user01']);
	});

	test('says where each goroutine is and what the buffer holds', async () => {
		const trace = (await pageOf('use-after-put')).traces.bug;
		const at = (step: number) => goroutinesByLine(trace, trace.events[step - 1]);
		expect([...at(4)]).toEqual([
			[21, ['user00']],
			[15, ['user01']]
		]);
		expect(contentsAt(trace, 3)).toEqual([{ object: 1, generation: 1, content: 'hello user00' }]);
		expect(contentsAt(trace, 6)).toEqual([{ object: 1, generation: 2, content: 'hello user01' }]);
	});
});

test('two locks that do not keep each other out are both ringed', async () => {
	const trace = (await pageOf('pool-of-mutexes')).traces.bug;
	const named = ringsOf(trace).filter((ring) => ring.named);
	const events = named.map(({ step }) => trace.events[step - 1]);
	expect(events.map((event) => event?.kind)).toEqual(['lock', 'lock']);
	expect(new Set(events.map((event) => event?.object)).size).toBe(2);
	expect(new Set(named.map(({ goroutine }) => goroutine)).size).toBe(2);
});

describe('geometry', () => {
	test('bug and fix share an axis: a step is at the same place in both', async () => {
		const { traces } = await pageOf('use-after-put');
		const [bug, fixed] = [traces.bug, traces.fixed].map((trace) => geometryOf(layOut(trace), 11, 700, 12));
		expect(bug?.x(8)).toBe(fixed?.x(8));
		expect(bug?.x(0.5)).toBe(0);
		expect(fixed?.x(11.5)).toBe(fixed?.width);
	});

	test('lanes lie below each other, also where names stand above them', async () => {
		const rows = layOut((await pageOf('concurrent-reset')).traces.bug);
		for (const width of [296, 700]) {
			const { lanes, height, left } = geometryOf(rows, 16, width, 12);
			expect(left > 0).toBe(width > 400);
			let bottom = 0;
			for (const lane of lanes) {
				expect(lane.top).toBeCloseTo(bottom);
				expect(lane.middle).toBeGreaterThan(lane.top);
				bottom = lane.top + lane.height;
			}
			expect(height).toBeCloseTo(bottom);
		}
	});
});
