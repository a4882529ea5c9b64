/**
 * How quantities are written for people: in charts, verdicts, tables and on the command line alike. Three significant
 * digits and no trailing zeros, so that a figure looks the same wherever it stands. The exact text forms that are
 * read back (links, flags) are in `model/parameterText.ts`.
 */

/** What stands for a number that there is not. */
const nothing = '–';

const byteUnits = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** A unit of memory as it is written. */
export type ByteUnit = (typeof byteUnits)[number];

/** Bytes in one of the unit: 1024 to the power of its place. */
export function bytesIn(unit: ByteUnit): number {
	return 1024 ** byteUnits.indexOf(unit);
}

/** Number with at most so many significant digits, thousands set apart, no trailing zeros: 1,234 · 12.3 · 0.05. */
export function formatNumber(value: number, digits = 3): string {
	if (!Number.isFinite(value)) return nothing;
	if (value === 0) return '0';
	const size = Math.abs(value);
	const decimals = Math.min(12, Math.max(0, digits - 1 - Math.floor(Math.log10(size))));
	const [whole = '0', fraction = ''] = size.toFixed(decimals).split('.');
	const kept = fraction.replace(/0+$/, '');
	const text = groupThousands(whole) + (kept === '' ? '' : `.${kept}`);
	return value < 0 && text !== '0' ? `−${text}` : text;
}

/** Whole number with thousands set apart: 1,234,567. */
export function formatCount(value: number): string {
	if (!Number.isFinite(value)) return nothing;
	const text = groupThousands(Math.round(Math.abs(value)).toFixed(0));
	return value < 0 && text !== '0' ? `−${text}` : text;
}

/** Memory: 512 B, 4 KiB, 1.5 MiB, 8 GiB. */
export function formatBytes(bytes: number): string {
	if (!Number.isFinite(bytes)) return nothing;
	return formatBytesIn(bytes, byteUnitFor(bytes));
}

/** The unit in which so many bytes are written: the largest of which there is at least one after rounding. */
export function byteUnitFor(bytes: number): ByteUnit {
	let unit: ByteUnit = 'B';
	for (const next of byteUnits) {
		// 1023.6 KiB would be written as 1,024 KiB: it is 1 MiB.
		if (Math.round(Math.abs(bytes) / (bytesIn(next) / 1024)) >= 1024) unit = next;
	}
	return unit;
}

/** Memory in a unit that is given, for axes and columns in which all values share one. */
export function formatBytesIn(bytes: number, unit: ByteUnit): string {
	return `${unit === 'B' ? formatCount(bytes) : formatNumber(bytes / bytesIn(unit))} ${unit}`;
}

const durationUnits = [
	{ unit: 'ns', ns: 1 },
	{ unit: 'µs', ns: 1e3 },
	{ unit: 'ms', ns: 1e6 },
	{ unit: 's', ns: 1e9 }
] as const;

/** Time: 250 ns, 1.5 µs, 20 ms, 1.25 s, and from two minutes on 2 min 30 s. The argument is in nanoseconds. */
export function formatDuration(ns: number): string {
	if (!Number.isFinite(ns)) return nothing;
	if (ns === 0) return '0 s';
	const size = Math.abs(ns);
	const sign = ns < 0 ? '−' : '';
	if (size >= 120e9) return sign + formatMinutes(size);
	let chosen: (typeof durationUnits)[number] = durationUnits[0];
	for (const next of durationUnits) {
		if (Number((size / next.ns).toPrecision(3)) >= 1) chosen = next;
	}
	return `${sign}${formatNumber(size / chosen.ns)} ${chosen.unit}`;
}

/** Time since the start of the load in seconds, as on the time axis: 0 s, 0.25 s, 12.5 s. */
export function formatSeconds(ns: number): string {
	return Number.isFinite(ns) ? `${formatNumber(ns / 1e9, ns >= 100e9 ? 4 : 3)} s` : nothing;
}

/** Something per second: 1,000/s, 0.25/s. */
export function formatRate(perSecond: number): string {
	return Number.isFinite(perSecond) ? `${formatNumber(perSecond)}/s` : nothing;
}

/**
 * A share between 0 and 1 in percent: 5.2 %, 100 %. What is not all is never written as 100 %, and what is not
 * nothing never as 0 %.
 */
export function formatShare(share: number): string {
	if (!Number.isFinite(share)) return nothing;
	const percent = share * 100;
	if (percent > 0 && percent < 0.01) return '< 0.01 %';
	if (percent < 100 && percent > 99.99) return '> 99.99 %';
	return `${formatNumber(percent, percent < 100 && percent >= 99.95 ? 4 : 3)} %`;
}

/** "1 collection", "3 collections": a count with its noun. The plural adds an s unless it is given. */
export function formatCountOf(count: number, singular: string, plural = `${singular}s`): string {
	return `${formatCount(count)} ${Math.round(count) === 1 ? singular : plural}`;
}

function formatMinutes(ns: number): string {
	const seconds = Math.round(ns / 1e9);
	const hours = Math.floor(seconds / 3600);
	const minutes = Math.floor((seconds % 3600) / 60);
	const parts = [
		hours > 0 ? `${formatCount(hours)} h` : '',
		minutes > 0 ? `${minutes} min` : '',
		seconds % 60 > 0 ? `${seconds % 60} s` : ''
	];
	return parts.filter((part) => part !== '').join(' ');
}

function groupThousands(digits: string): string {
	return digits.replace(/\B(?=(\d{3})+$)/g, ',');
}
