import { defaultCalibration, type Calibration } from './calibration.ts';

/** First release whose collector keeps buffers of spans with each P: 6 KiB more of a P's record. */
const GREEN_TEA_MINOR = 26;

/** What a program weighs under earlier releases: measured under Go 1.23.5 on the machine of the default. */
const before26: Partial<Calibration> = {
	baseHeapBytes: 99_700,
	baseHeapBytesPerP: 10_300,
	stackBytes: 229_376,
	stackBytesPerP: 4_000,
	baseRssBytes: 2_900_000,
	baseRssBytesPerP: 0,
	// the record of a goroutine has 432 bytes, that of a thread with its two system goroutines 4,990 B in all
	goroutineBytes: 448,
	threadBytes: 4_990
};

/** The calibration that a run has when it names none. @param goMinor minor version of Go, 26 for 1.26 */
export function calibrationFor(goMinor: number): Calibration {
	return goMinor < GREEN_TEA_MINOR ? { ...defaultCalibration, ...before26 } : defaultCalibration;
}
