import { describe, expect, test } from 'vitest';
import { MISS, Pool } from '../../workers/model/pool/pool.ts';

const P0 = 0;

/** A pool at one P whose New gives -1, -2, …, as the vectors count them. */
function vectorPool() {
	const pool = new Pool({ gomaxprocs: 1 });
	let news = 0;
	return {
		get: () => {
			const object = pool.get(P0);
			return object === MISS ? -++news : object;
		},
		put: (...objects: number[]) => objects.forEach((object) => pool.put(P0, object)),
		gc: () => pool.collect(),
		get news() {
			return news;
		}
	};
}

/** New's negative names, as objects that a pool can hold again. */
const object = (got: number) => (got < 0 ? 1000 - got : got);
const range = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, i) => first + i);

describe('recorded vectors, one P', () => {
	test('A1: an object used between collections is made once', () => {
		const p = vectorPool();
		for (let i = 1; i <= 100; i++) {
			p.put(object(p.get()));
			if (i % 10 === 0) p.gc();
		}
		expect(p.news).toBe(1);
	});

	test('A2: two collections in a row empty the pool', () => {
		const p = vectorPool();
		for (let i = 1; i <= 100; i++) {
			p.put(object(p.get()));
			if (i % 10 === 0) {
				p.gc();
				p.gc();
			}
		}
		expect(p.news).toBe(10);
	});

	test('A3: collections do not touch a borrowed object', () => {
		const p = vectorPool();
		for (let i = 0; i < 100; i++) {
			const x = object(p.get());
			p.gc();
			p.gc();
			p.put(x);
		}
		expect(p.news).toBe(1);
	});

	test('A4: three collections after each Put: every Get misses', () => {
		const p = vectorPool();
		for (let i = 0; i < 100; i++) {
			p.put(object(p.get()));
			p.gc();
			p.gc();
			p.gc();
		}
		expect(p.news).toBe(100);
	});

	test.each([
		['A5', 1, 20],
		['A6', 2, 200]
	])('%s: rounds of 20, %i collections after every fifth: %i News', (_name, collections, news) => {
		const p = vectorPool();
		for (let round = 1; round <= 50; round++) {
			const held = range(1, 20).map(() => object(p.get()));
			p.put(...held);
			if (round % 5 === 0) for (let i = 0; i < collections; i++) p.gc();
		}
		expect(p.news).toBe(news);
	});

	test('A7: the first object put lies on top, then the last ones first', () => {
		const p = vectorPool();
		p.put(...range(1, 10));
		expect(range(1, 11).map(p.get)).toEqual([1, 10, 9, 8, 7, 6, 5, 4, 3, 2, -1]);
	});

	test('A8: the victim cache gives the oldest first', () => {
		const p = vectorPool();
		p.put(...range(1, 10));
		p.gc();
		expect(range(1, 11).map(p.get)).toEqual([...range(1, 10), -1]);
	});

	test('A9: the primary cache comes before the victim cache', () => {
		const p = vectorPool();
		p.put(...range(1, 5));
		p.gc();
		p.put(6, 7, 8);
		expect(range(1, 9).map(p.get)).toEqual([6, 8, 7, 1, 2, 3, 4, 5, -1]);
	});

	test('A10: Put fills the private slot that Get has emptied', () => {
		const p = vectorPool();
		p.put(1, 2, 3);
		expect(p.get()).toBe(1);
		p.put(4, 5);
		expect(range(1, 5).map(p.get)).toEqual([4, 5, 3, 2, -1]);
	});

	test('A11: an object taken from the victim cache and put back lives on; the others die', () => {
		const p = vectorPool();
		p.put(...range(1, 5));
		p.gc();
		const x = p.get();
		expect(x).toBe(1);
		p.put(x);
		p.gc();
		expect([p.get(), p.get()]).toEqual([1, -1]);
	});

	test.each([
		['A12', 1, 3, 1],
		['A13', 30, 1, 30]
	])('%s: %i in use at once between two collections', (_name, atOnce, times, survivors) => {
		const p = vectorPool();
		const all = range(1, 100).map(() => object(p.get()));
		p.put(...all);
		p.gc();
		for (let i = 0; i < times; i++) p.put(...range(1, atOnce).map(() => object(p.get())));
		p.gc();
		let left = 0;
		while (p.get() >= 0) left++;
		expect(left).toBe(survivors);
	});
});

describe('several Ps', () => {
	test("a miss on one P closes the victim cache: another P's victim private is out of reach", () => {
		const pool = new Pool({ gomaxprocs: 2 });
		pool.put(0, 10);
		pool.put(1, 11);
		pool.collect();
		expect([pool.get(0), pool.get(0), pool.get(1)]).toEqual([10, MISS, MISS]);
		expect(pool.victimCount).toBe(1);
	});

	test("another P's private slot cannot be stolen, its shared queue can, oldest first", () => {
		const pool = new Pool({ gomaxprocs: 2 });
		for (const x of [1, 2, 3]) pool.put(0, x);
		expect([pool.get(1), pool.get(1), pool.get(1)]).toEqual([2, 3, MISS]);
		expect(pool.get(0)).toBe(1);
	});

	test('a steal starts at the next P and comes to its own queue last', () => {
		const pool = new Pool({ gomaxprocs: 40 });
		for (const p of [5, 39, 0]) {
			pool.put(p, 1000 + p);
			pool.put(p, 2000 + p);
		}
		expect([pool.get(38), pool.get(38), pool.get(38)]).toEqual([2039, 2000, 2005]);
	});

	test('GOMAXPROCS raised: the array is replaced, and its objects lost, when a new P uses the pool', () => {
		const lost: number[] = [];
		const pool = new Pool({ gomaxprocs: 1, onLost: (x) => lost.push(x) });
		for (const x of [1, 2, 3]) pool.put(0, x);
		pool.setGomaxprocs(4);
		expect(pool.get(0)).toBe(1);
		expect(pool.get(3)).toBe(MISS);
		expect(lost).toEqual([2, 3]);
		expect([pool.get(0), pool.get(0), pool.get(0)]).toEqual([MISS, MISS, MISS]);
	});

	test('GOMAXPROCS lowered: shared objects of the removed Ps stay within reach, their privates do not', () => {
		const pool = new Pool({ gomaxprocs: 4 });
		pool.put(3, 1);
		pool.put(3, 2);
		pool.setGomaxprocs(1);
		expect([pool.get(0), pool.get(0)]).toEqual([2, MISS]);
	});
});

describe('other modes', () => {
	test('before Go 1.13 one collection empties the pool', () => {
		const pool = new Pool({ gomaxprocs: 1, victimCache: false });
		for (const x of [1, 2, 3]) pool.put(0, x);
		pool.collect();
		expect(pool.get(0)).toBe(MISS);
		expect(pool.victimCount).toBe(0);
	});

	test('a -race build drops what the drop function says', () => {
		let n = 0;
		const pool = new Pool({ gomaxprocs: 1, dropPut: () => ++n % 4 === 0 });
		let misses = 0;
		for (let i = 0; i < 400; i++) {
			const x = pool.get(0);
			if (x === MISS) misses++;
			pool.put(0, x === MISS ? i : x);
		}
		expect(misses).toBe(100);
	});

	test('a copy of an unused pool has nothing of the original; a copy of a used one shares its array', () => {
		const original = new Pool({ gomaxprocs: 1 });
		const early = original.copy();
		original.put(0, 7);
		expect(early.get(0)).toBe(MISS);
		expect(original.copy().get(0)).toBe(7);
		expect(original.get(0)).toBe(MISS);
	});
});

describe('what the structures weigh', () => {
	test('rings of a chain on one P: none for the private object, then 8, 16, 32 … slots', () => {
		const rings = (n: number) => {
			const pool = new Pool({ gomaxprocs: 1 });
			const slots: number[] = [];
			for (let i = 0; i < n; i++) {
				pool.put(0, i);
				if (pool.newRingSlots > 0) slots.push(pool.newRingSlots);
			}
			return slots;
		};
		expect(rings(1)).toEqual([]);
		expect(rings(9)).toEqual([8]);
		expect(rings(10)).toEqual([8, 16]);
		expect(rings(57)).toEqual([8, 16, 32]);
		expect(rings(58)).toEqual([8, 16, 32, 64]);
	});

	test('the first use after a collection allocates a slot array', () => {
		const pool = new Pool({ gomaxprocs: 8 });
		pool.get(0);
		expect(pool.newArrayPs).toBe(8);
		pool.get(3);
		expect(pool.newArrayPs).toBe(0);
		pool.collect();
		pool.put(0, 1);
		expect(pool.newArrayPs).toBe(8);
	});
});
