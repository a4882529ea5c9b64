/** What there is to scan in a mark, and who takes what of it. */
import { describe, expect, test } from 'vitest';
import { ScanJobs } from '../../workers/model/gc/scanJobs.ts';

const data = 46_562;
const globals = 186_250;
const work = { heap: 92_500, stacks: 3_900, globals, found: 21_050 };
/** as much as an assist scans at least */
const least = 65_536;

function begun(): ScanJobs {
	const jobs = new ScanJobs();
	jobs.begin(work);
	return jobs;
}

function assists(jobs: ScanJobs): number[] {
	const done: number[] = [];
	for (let each = jobs.assist(least); each > 0; each = jobs.assist(least)) done.push(each);
	return done;
}

describe('assists alone', () => {
	test('scan what write barriers have found, and then whole jobs: data, and bss with what data leads to', () => {
		const [first, second, ...rest] = assists(begun());
		// printed from gcDrainN in the harness: 67,562, 146,136, then the rest of the heap, and stacks
		expect(first).toBe(21_050 + data);
		expect(second).toBe(6_400 + globals - data);
		expect(rest[0]).toBe(92_500 - 21_050 - 6_400 + 2_048);
		expect(rest).toHaveLength(2);
	});

	test('take data and bss at once where little was found before', () => {
		const jobs = new ScanJobs();
		jobs.begin({ ...work, found: 4_700 });
		expect(jobs.assist(least)).toBe(4_700 + 6_400 + globals);
	});

	test('have scanned the roots when the stacks are done', () => {
		const jobs = begun();
		jobs.assist(least);
		jobs.assist(least);
		jobs.assist(least);
		expect(jobs.rootsDone).toBe(false);
		jobs.assist(least);
		expect(jobs.rootsDone).toBe(true);
	});
});

test('what bss leads to is out of reach for loops on other Ps until a worker comes there', () => {
	const jobs = begun();
	jobs.apart = true;
	jobs.assist(least);
	expect(jobs.untilLook()).toBe(globals - data);
	expect(jobs.assist(least)).toBe(6_400 + 3_900);
	expect(jobs.rootsDone).toBe(true);
	jobs.meet();
	expect(jobs.foundBytes).toBe(92_500 - 21_050 - 6_400);
});

describe('beside a background worker', () => {
	test('an assist leaves it the job that it is at', () => {
		const jobs = begun();
		jobs.background(1_000);
		expect(jobs.assist(least)).toBe(21_050 + globals - data);
	});

	test('the last job is shared, and all is scanned once', () => {
		for (const before of [0, 500, 30_000, data, 100_000, 190_000]) {
			const jobs = begun();
			jobs.background(before);
			const all = before + assists(jobs).reduce((a, b) => a + b, 0);
			expect(all, String(before)).toBe(work.heap + work.stacks + work.globals);
		}
	});
});

test('a fractional worker looks at the time after each job and in the heap after 100,000 bytes', () => {
	const jobs = new ScanJobs();
	jobs.begin({ ...work, heap: 250_000, stacks: 2_000 });
	const looks: number[] = [];
	for (let each = jobs.untilLook(); each > 0; each = jobs.untilLook()) looks.push(each);
	expect(looks).toEqual([data, globals - data, 2_000, 100_000, 100_000, 50_000]);
});
