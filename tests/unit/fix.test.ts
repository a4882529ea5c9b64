/** What is said of the fix is in the two runs, and the same from both sides. */
import { describe, expect, test } from 'vitest';
import { caseBySlug, cases, hasFix } from '../../workers/cases/index.ts';
import { requestFor } from '../../workers/cases/requestFor.ts';
import { collectionsShown } from '../../workers/marks/collectionsShown.ts';
import type { ColumnName, Frames } from '../../workers/model/frames.ts';
import { simulate } from '../../workers/model/simulate.ts';
import { otherVariant, sayFix } from '../../workers/results/fix.ts';
import type { VerdictNumber } from '../../workers/results/verdict.ts';
import { handmadeFrames } from './handmadeFrames.ts';

const MiB = 2 ** 20;

function requestOf(slug: string, fixed = false) {
	const found = caseBySlug(slug);
	if (found === undefined) throw new Error(slug);
	return requestFor(found, { fixed });
}

/** A run whose heap goes up to a peak and ends somewhere, all of it in the pool. */
const risingTo = (peakMiB: number, endMiB: number, more: Partial<Record<ColumnName, number[]>> = {}) =>
	handmadeFrames({
		timeNs: [0, 1e9, 2e9],
		sharedBytes: [0, peakMiB * MiB, endMiB * MiB],
		otherLiveBytes: [MiB, MiB, MiB],
		gets: [0, 500, 1000],
		news: [0, 2, 2],
		...more
	});

describe('what the fix changes', () => {
	test('is peak, what is left, New and collections, where they change', () => {
		const bug = risingTo(511, 383, { numGC: [0, 5, 19] });
		const fix = risingTo(63, 1, { news: [0, 5, 9], numGC: [0, 20, 66] });
		expect(sayFix(requestOf('oversized-dos'), bug, fix)?.text).toBe(
			'With the fix the peak is 64 MiB instead of 512 MiB, 2 MiB are left at the end instead of 384 MiB, New rises from 0.2 % to 0.9 % and the load sees 66 collections instead of 19.'
		);
		expect(sayFix(requestOf('oversized-dos', true), fix, bug)?.text).toBe(
			'With the bug the peak is 512 MiB instead of 64 MiB, 384 MiB are left at the end instead of 2 MiB, New falls from 0.9 % to 0.2 % and the load sees 19 collections instead of 66.'
		);
	});

	test('is what is made, where little is kept', () => {
		const bug = risingTo(2, 1, { totalAllocBytes: [0, 400 * MiB, 900 * MiB], numGC: [0, 100, 300] });
		const fix = risingTo(2, 1, { totalAllocBytes: [0, MiB, 2 * MiB] });
		expect(sayFix(requestOf('no-pool'), bug, fix)?.text).toBe(
			'With the fix the load allocates 2 MiB instead of 900 MiB and sees 0 collections instead of 300.'
		);
	});

	test('may be that a pool is empty sooner', () => {
		const timeNs = [0, 1, 2, 9, 10].map((t) => t * 1e9);
		const bug = handmadeFrames({ timeNs, pinnedBytes: [0, 100, 100, 90, 0].map((size) => size * MiB) });
		const fix = handmadeFrames({ timeNs, borrowedBytes: [0, 100, 0, 0, 0].map((size) => size * MiB) });
		expect(sayFix(requestOf('pinned-payload'), bug, fix)?.text).toBe(
			'With the fix the peak stays at 100 MiB and 0 B wait in the pool at 9 s instead of 90 MiB.'
		);
	});

	test('may be next to nothing, and of a case without a fix nothing at all', () => {
		const run = risingTo(2, 1);
		expect(sayFix(requestOf('missed-put'), run, run)?.text).toBe(
			'With the fix hardly anything of this changes.'
		);
		expect(sayFix(requestOf('steady'), run, run)).toBeUndefined();
		expect(otherVariant(requestOf('steady'))).toBeUndefined();
		expect(sayFix(requestOf('missed-put'), run, handmadeFrames({}))).toBeUndefined();
	});
});

describe.each(cases.filter(hasFix).map(({ slug }) => slug))('%s', (slug) => {
	const requests = { bug: requestOf(slug), fixed: requestOf(slug, true) };
	const runs = { bug: simulate(requests.bug), fixed: simulate(requests.fixed) };
	const ofBug = sayFix(requests.bug, runs.bug, runs.fixed);
	const ofFix = sayFix(requests.fixed, runs.fixed, runs.bug);

	test('every number stands in the sentence, and in the run that it names', () => {
		for (const [shown, said] of [['bug', ofBug] as const, ['fixed', ofFix] as const]) {
			expect(said?.text).toMatch(shown === 'bug' ? /^With the fix .*\.$/ : /^With the bug .*\.$/);
			expect(said?.text).not.toMatch(/NaN|undefined|Infinity|–/);
			const numbers = said?.numbers ?? [];
			expect(numbers.length).toBeGreaterThan(2);
			for (const number of numbers) {
				expect(said?.text.slice(number.at, number.at + number.text.length)).toBe(number.text);
				expect(number.variant).not.toBe(shown);
				expect(number.value).toBeCloseTo(lookUp(number, runs[number.variant ?? shown]), 6);
			}
		}
	});

	test('the bug undoes what the fix does', () => {
		// A peak that is the same in words is named once, as the other run has it.
		const stays = [ofBug, ofFix].map((said) => /the peak stays at ([^,]*),/.exec(said?.text ?? '')?.[1]);
		expect(stays[0]).toBe(stays[1]);
		const namedTwice = ({ column }: VerdictNumber) =>
			column !== 'timeNs' && (stays[0] === undefined || column !== 'heapMaxBytes');
		const values = (said: typeof ofBug, variant: 'bug' | 'fixed', shown: 'bug' | 'fixed') =>
			said?.numbers
				.filter((number) => namedTwice(number) && (number.variant ?? shown) === variant)
				.map(({ value }) => value);
		for (const variant of ['bug', 'fixed'] as const) {
			expect(values(ofFix, variant, 'fixed')).toEqual(values(ofBug, variant, 'bug'));
		}
	});
});

function lookUp({ column, timeNs }: VerdictNumber, frames: Frames): number {
	if (column === 'collections.startNs') return collectionsShown(frames).total;
	const row = frames.columns.timeNs.indexOf(timeNs ?? NaN);
	const read = (name: string) => frames.columns[name as ColumnName][row] ?? NaN;
	const [dividend = '', divisor] = column.split('/');
	if (divisor !== undefined) return read(dividend) / read(divisor);
	return column.split('+').reduce((sum, name) => sum + read(name), 0);
}
