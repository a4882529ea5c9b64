/**
 * Logarithm, exponential and cosine from additions, multiplications and divisions alone. IEEE 754 says how those round,
 * but leaves the library functions to each machine: `Math.log` and its like may differ in the last bit from one browser
 * to the next, and then so would a run. Errors are below 4e-16 of the largest of 1 and the result.
 */

/** ln 2 in two parts: the first has few enough bits that its small multiples are exact. */
const LN2_HIGH = 0.69314718036912381649;
const LN2_LOW = 1.90821492927058770002e-10;
const LN2 = LN2_HIGH + LN2_LOW;
const HALF_PI = 1.5707963267948966;

/** Parts of [1, 2) with a logarithm in the table each. */
const PARTS = 256;
const PART_BITS = 8;

/** the bits of a double: [0] the low word, [1] sign, exponent and the high part of the fraction */
const double = new Float64Array(1);
const words = new Int32Array(double.buffer);
const EXPONENT_BIAS = 1023;

/** By the exponent as a double has it written: the power of two that brings such a number to [1, 2). */
const toFraction = new Float64Array(2 * EXPONENT_BIAS + 1).fill(1);
for (let i = 1; i <= EXPONENT_BIAS; i++) {
	toFraction[EXPONENT_BIAS + i] = toFraction[EXPONENT_BIAS + i - 1]! / 2;
	toFraction[EXPONENT_BIAS - i] = toFraction[EXPONENT_BIAS - i + 1]! * 2;
}

/** 1 / middle of each part, and its logarithm, by the series of the area tangent. */
const inverse = new Float64Array(PARTS);
const logarithm = new Float64Array(PARTS);
for (let i = 0; i < PARTS; i++) {
	const middle = 1 + (i + 0.5) / PARTS;
	inverse[i] = 1 / middle;
	const t = (middle - 1) / (middle + 1);
	let sum = 0;
	for (let n = 41; n > 0; n -= 2) sum = sum * t * t + 1 / n;
	logarithm[i] = 2 * t * sum;
}

/** Natural logarithm of a positive number that is not subnormal. */
export function ln(x: number): number {
	double[0] = x;
	const high = words[1]!;
	const part = (high >>> (20 - PART_BITS)) & (PARTS - 1);
	const exponent = high >>> 20;
	// Not written into the words and read back as a double: a processor waits for that.
	const r = x * toFraction[exponent]! * inverse[part]! - 1;
	const series = r * (1 - r * (1 / 2 - r * (1 / 3 - r * (1 / 4 - r * (1 / 5 - r * (1 / 6))))));
	return (exponent - EXPONENT_BIAS) * LN2 + (logarithm[part]! + series);
}

/** e to the power of x, for |x| up to 700. */
export function exp(x: number): number {
	const k = Math.round(x / LN2);
	const r = x - k * LN2_HIGH - k * LN2_LOW;
	let sum = 1;
	for (let n = 14; n > 0; n--) sum = 1 + (sum * r) / n;
	words[0] = 0;
	words[1] = (k + EXPONENT_BIAS) << 20;
	return sum * double[0]!;
}

/** Cosine of so many full turns, 0 to 1. */
export function cosOfTurns(turns: number): number {
	const quarter = Math.round(turns * 4);
	const r = (turns * 4 - quarter) * HALF_PI;
	switch (quarter & 3) {
		case 0:
			return cosine(r);
		case 1:
			return -sine(r);
		case 2:
			return -cosine(r);
		default:
			return sine(r);
	}
}

/** Cosine of an angle up to an eighth of a turn. */
function cosine(r: number): number {
	let sum = 1;
	for (let n = 16; n > 0; n -= 2) sum = 1 - (sum * r * r) / (n * (n - 1));
	return sum;
}

/** Sine of an angle up to an eighth of a turn. */
function sine(r: number): number {
	let sum = 1;
	for (let n = 17; n > 1; n -= 2) sum = 1 - (sum * r * r) / (n * (n - 1));
	return sum * r;
}
