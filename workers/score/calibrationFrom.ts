/** Reads a calibration record from a parsed file. */
import { defaultCalibration, type Calibration } from '../model/calibration.ts';
import { isRecord } from '../text/untyped.ts';

export type ReadCalibration = { ok: true; calibration: Calibration } | { ok: false; error: string };

type Values = Record<string, unknown>;

/**
 * What the file does not name has its default, in the records inside of it as well. The error is a sentence about what
 * it names wrongly.
 */
export function calibrationFrom(file: unknown): ReadCalibration {
	if (!isRecord(file)) return { ok: false, error: 'it is not a record of numbers.' };
	const error = firstWrong(file, { ...defaultCalibration }, '');
	if (error !== null) return { ok: false, error };
	return { ok: true, calibration: merged(file, { ...defaultCalibration }) as unknown as Calibration };
}

function firstWrong(given: Values, known: Values, where: string): string | null {
	for (const [name, value] of Object.entries(given)) {
		const place = `${where}${name}`;
		const inside = known[name];
		if (!Object.hasOwn(known, name)) return `there is no "${place}".`;
		if (isRecord(inside)) {
			if (!isRecord(value)) return `"${place}" is not a record of numbers.`;
			const wrong = firstWrong(value, inside, `${place}.`);
			if (wrong !== null) return wrong;
		} else if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) {
			return `"${place}" is not a number from 0 on.`;
		}
	}
	return null;
}

function merged(given: Values, known: Values): Values {
	return Object.fromEntries(
		Object.entries(known).map(([name, value]) => [
			name,
			isRecord(value) ? merged((given[name] ?? {}) as Values, value) : (given[name] ?? value)
		])
	);
}
