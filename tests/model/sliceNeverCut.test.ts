import { describe, expect, test } from 'vitest';
import { caseBySlug } from '../../workers/cases/index.ts';
import { initialParams } from '../../workers/model/parameters.ts';
import { simulate } from '../../workers/model/simulate.ts';

const { slug, use } = caseBySlug('stale-slice-length')!;

const run = (body: number, ops: number, cut: boolean) =>
	simulate({
		case: slug,
		use,
		params: {
			...initialParams(),
			gomaxprocs: 1,
			closed: 1,
			gogc: -1,
			gcevery: 1e6,
			ops,
			body,
			cut,
			stale: false
		},
		rows: 2
	});

/** Measured with Go 1.26.8: one goroutine, one []byte in a pool, appended to in pieces of at most 4096 bytes, never cut. */
describe('a pooled slice that is never cut grows as it does in Go', () => {
	test.each([
		{ body: 100, ops: 1, allocBytes: 696, mallocs: 5, cap: 512 },
		{ body: 100, ops: 1000, allocBytes: 538_464, mallocs: 1021, cap: 131_072 },
		{ body: 100, ops: 20_000, allocBytes: 11_070_624, mallocs: 20_033, cap: 2_195_456 },
		{ body: 513, ops: 300, allocBytes: 693_696, mallocs: 322, cap: 172_032 },
		{ body: 5000, ops: 500, allocBytes: 13_331_328, mallocs: 528, cap: 2_752_512 },
		{ body: 65_536, ops: 300, allocBytes: 102_611_136, mallocs: 336, cap: 20_652_032 },
		{ body: 1_048_576, ops: 20, allocBytes: 128_425_600, mallocs: 57, cap: 25_821_184 }
	])('$ops requests of $body B', ({ body, ops, allocBytes, mallocs, cap }) => {
		const { totals, end } = run(body, ops, false);
		expect(totals.totalAllocBytes).toBe(allocBytes);
		expect(totals.mallocs).toBe(mallocs);
		expect(end[0]).toMatchObject({ residents: 1, residentBytes: cap });
	});

	test('and cut to [:0] it keeps its 512 bytes, but each Put boxes its header', () => {
		const { totals, end } = run(100, 1001, true);
		expect(end[0]).toMatchObject({ residents: 1, residentBytes: 512 });
		expect(totals.totalAllocBytes - run(100, 1, true).totals.totalAllocBytes).toBe(1000 * 24);
	});
});
