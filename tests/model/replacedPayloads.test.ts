/** A payload is in use until the object that holds it refers to the next one: also where a mark begins in between. */
import { describe, expect, test } from 'vitest';
import { caseBySlug } from '../../workers/cases/index.ts';
import { initialParams, type Params } from '../../workers/model/parameters.ts';
import { simulate } from '../../workers/model/simulate.ts';
import { MiB, ms } from './mutator.ts';

const PAYLOAD_BYTES = 304_096;

/** Six workers whose objects keep a payload each, as in n19: what each mark finds, in payloads. */
function marked(changes: Partial<Params>): number[] {
	const params = {
		...initialParams(),
		...{ closed: 6, ops: 150, rate: 0, body: 300_000, hold: 10 * ms, gomaxprocs: 2, cores: 2 },
		...changes
	};
	const { use } = caseBySlug('pinned-payload')!;
	const { collections, totals } = simulate({ case: 'pinned-payload', use, params, rows: 100 });
	expect(totals.peakInUse).toBe(6);
	return Array.from(collections.columns.heapMarkedBytes)
		.slice(5, -5)
		.map((bytes) => bytes / PAYLOAD_BYTES);
}

describe('a mark finds the payloads of six objects and the one that was being replaced, 2,293,888 B', () => {
	const atRest = 2_293_888 / PAYLOAD_BYTES;
	const kept = (found: number[]) => found.filter((payloads) => payloads > atRest + 0.5).length / found.length;

	test('on the only P never more', () => {
		expect(kept(marked({ gomaxprocs: 1 }))).toBe(0);
	});

	test('on two Ps often one more, which another core was replacing (in 29 % of the rows of a real run)', () => {
		const found = [1, 2, 3, 4].flatMap((seed) => marked({ seed }));
		expect(kept(found)).toBeGreaterThan(0.2);
		expect(kept(found)).toBeLessThan(0.8);
		expect(Math.min(...found) * PAYLOAD_BYTES).toBeGreaterThan(2 * MiB);
	});
});
