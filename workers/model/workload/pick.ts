/**
 * Which requests are attacks and which end with an error: the recorder's own rule, so that a simulated run picks the
 * very requests that the recorded one picked.
 *
 *   z = seed·A + salt·B + (i+1)·A  (mod 2^64), mixed as in splitmix64; picked when its top 53 bits, as a fraction, are
 *   below the share.
 *
 * 64-bit arithmetic in two 32-bit halves: this runs once or twice a request.
 */
export const ATTACK_SALT = 1;
export const ERROR_SALT = 2;

const A_HIGH = 0x9e3779b9;
const A_LOW = 0x7f4a7c15;
const B_HIGH = 0xd1b54a32;
const B_LOW = 0xd192ed03;

/** Halves of the last product or sum. */
let high = 0;
let low = 0;

function multiply(aHigh: number, aLow: number, bHigh: number, bLow: number): void {
	const a0 = aLow & 0xffff;
	const a1 = aLow >>> 16;
	const b0 = bLow & 0xffff;
	const b1 = bLow >>> 16;
	const p00 = a0 * b0;
	const middle = a1 * b0 + (p00 >>> 16);
	const middle2 = a0 * b1 + (middle & 0xffff);
	low = ((middle2 << 16) | (p00 & 0xffff)) >>> 0;
	const carried = a1 * b1 + Math.floor(middle / 0x10000) + Math.floor(middle2 / 0x10000);
	high = (Math.imul(aHigh, bLow) + Math.imul(aLow, bHigh) + (carried | 0)) >>> 0;
}

function add(bHigh: number, bLow: number): void {
	const sum = low + bLow;
	high = (high + bHigh + (sum > 0xffffffff ? 1 : 0)) >>> 0;
	low = sum >>> 0;
}

/** What is the same for all requests of one salt: (seed·A + salt·B) mod 2^64. */
export class Picker {
	private readonly high: number;
	private readonly low: number;

	constructor(seed: number, salt: number) {
		multiply(Math.floor(seed / 2 ** 32) >>> 0, seed >>> 0, A_HIGH, A_LOW);
		const seedHigh = high;
		const seedLow = low;
		multiply(0, salt, B_HIGH, B_LOW);
		add(seedHigh, seedLow);
		this.high = high;
		this.low = low;
	}

	/** Whether request i is among the given share of requests. */
	picks(i: number, share: number): boolean {
		if (share <= 0) return false;
		multiply(Math.floor((i + 1) / 2 ** 32), (i + 1) >>> 0, A_HIGH, A_LOW);
		add(this.high, this.low);
		let zHigh = high;
		let zLow = low;
		// z ^= z >>> 30; z *= …
		multiply(zHigh ^ (zHigh >>> 30), (zLow ^ ((zLow >>> 30) | (zHigh << 2))) >>> 0, 0xbf58476d, 0x1ce4e5b9);
		zHigh = high;
		zLow = low;
		multiply(zHigh ^ (zHigh >>> 27), (zLow ^ ((zLow >>> 27) | (zHigh << 5))) >>> 0, 0x94d049bb, 0x133111eb);
		zHigh = high;
		zLow = (low ^ ((low >>> 31) | (zHigh << 1))) >>> 0;
		zHigh = (zHigh ^ (zHigh >>> 31)) >>> 0;
		return (zHigh * 2 ** 21 + (zLow >>> 11)) / 2 ** 53 < share;
	}
}
