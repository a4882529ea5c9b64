/** Reads a calibration record from a parsed file. */
import { defaultCalibration, type Calibration } from '../model/calibration.ts';
import { defaultCosts, type CollectorCosts } from '../model/gc/costs.ts';

export type ReadCalibration = { ok: true; calibration: Calibration } | { ok: false; error: string };

/** What the file does not name has its default; the error is a sentence about what it names wrongly. */
export function calibrationFrom(file: unknown): ReadCalibration {
	if (!isRecord(file)) return { ok: false, error: 'it is not a record of numbers.' };
	const { collector, ...rest } = file;
	if (collector !== undefined && !isRecord(collector)) {
		return { ok: false, error: 'its "collector" is not a record of numbers.' };
	}
	const wrong =
		firstWrong(rest, defaultCalibration, '') ?? firstWrong(collector ?? {}, defaultCosts, 'collector.');
	if (wrong !== null) return { ok: false, error: wrong };
	const costs = { ...defaultCosts, ...(collector as Partial<CollectorCosts> | undefined) };
	return {
		ok: true,
		calibration: { ...defaultCalibration, ...(rest as Partial<Calibration>), collector: costs }
	};
}

function firstWrong(given: Record<string, unknown>, known: object, where: string): string | null {
	for (const [name, value] of Object.entries(given)) {
		if (!Object.hasOwn(known, name)) return `there is no "${where}${name}".`;
		if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) {
			return `"${where}${name}" is not a number from 0 on.`;
		}
	}
	return null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
