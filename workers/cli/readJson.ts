/** Reads files of JSON: traces and calibrations. */
import { calibrationFrom } from '../score/calibrationFrom.ts';
import type { Calibration } from '../model/calibration.ts';
import { UsageError, type Io } from './command.ts';

/** A file as JSON; throws a UsageError when it is none, and so is not `what` it should be. */
export async function readJson(path: string, io: Io, what: string): Promise<unknown> {
	const decoder = new TextDecoder();
	let text = '';
	for await (const bytes of (await io.open(path)).bytes) text += decoder.decode(bytes, { stream: true });
	try {
		return JSON.parse(text + decoder.decode()) as unknown;
	} catch {
		throw new UsageError(`${path} is not JSON, so it is no ${what}.`);
	}
}

/** The calibration of a `--calibration` flag; none where it was not given. */
export async function readCalibration(path: string | undefined, io: Io): Promise<Calibration | undefined> {
	if (path === undefined) return undefined;
	const read = calibrationFrom(await readJson(path, io, 'calibration'));
	if (!read.ok) throw new UsageError(`${path} is no calibration: ${read.error}`);
	return read.calibration;
}
