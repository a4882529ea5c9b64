import { expect, test } from 'vitest';
import { cosOfTurns, exp, ln } from '../../workers/model/elementary.ts';
import { Exponentials } from '../../workers/model/exponentials.ts';
import { Rng } from '../../workers/model/rng.ts';

const rng = new Rng(7, 0);
const shares = Array.from({ length: 20_000 }, () => rng.uniform());

/** Error in parts of the largest of 1 and the value. */
const error = (got: number, wanted: number) => Math.abs(got - wanted) / Math.max(1, Math.abs(wanted));

test('the logarithm is that of the machine to the last digits, from the smallest share that a generator gives to large sizes', () => {
	for (const share of shares) {
		expect(error(ln(1 - share), Math.log(1 - share))).toBeLessThan(5e-16);
		expect(error(ln(1 + share * 1e12), Math.log(1 + share * 1e12))).toBeLessThan(5e-16);
	}
	expect(ln(1)).toBeCloseTo(0, 15);
	expect(ln(2 ** -32)).toBeCloseTo(-32 * Math.LN2, 13);
	for (const x of [Number.MAX_VALUE, 2 ** 1023, 2 ** -1022])
		expect(error(ln(x), Math.log(x))).toBeLessThan(5e-16);
});

test('the exponential is that of the machine to the last digits', () => {
	for (const share of shares) {
		const x = (share - 0.5) * 80;
		expect(Math.abs(exp(x) / Math.exp(x) - 1)).toBeLessThan(1e-15);
	}
	expect(exp(0)).toBe(1);
});

test('the cosine is that of the machine to the last digits, all around', () => {
	for (const share of shares) {
		expect(error(cosOfTurns(share), Math.cos(2 * Math.PI * share))).toBeLessThan(1e-15);
	}
	expect([0, 0.25, 0.5, 0.75].map((turns) => cosOfTurns(turns) + 0)).toEqual([1, 0, -1, 0]);
});

test('exponential numbers that are drawn some at a time are those that the generator gives one by one, whatever their means', () => {
	const single = new Rng(11, 2);
	const drawn = new Exponentials(new Rng(11, 2));
	for (let i = 0; i < 1000; i++) expect(drawn.next(1 + i)).toBe(single.exponential(1 + i));
});
