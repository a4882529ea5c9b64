import { describe, expect, test } from 'vitest';
import {
	byteUnitFor,
	formatBytes,
	formatBytesIn,
	formatCount,
	formatCountOf,
	formatDuration,
	formatNumber,
	formatRate,
	formatSeconds,
	formatShare
} from '../../workers/text/units.ts';

describe('memory', () => {
	test.each([
		[0, '0 B'],
		[512, '512 B'],
		[1023, '1,023 B'],
		[1024, '1 KiB'],
		[4096, '4 KiB'],
		[1.5 * 2 ** 20, '1.5 MiB'],
		[8 * 2 ** 30, '8 GiB'],
		[6.25 * 2 ** 30, '6.25 GiB'],
		[134_217_728, '128 MiB'],
		[100_000_000, '95.4 MiB'],
		[1005 * 2 ** 20, '1,005 MiB'],
		[-3 * 2 ** 20, '−3 MiB'],
		[NaN, '–']
	])('%d is written %s', (bytes, text) => {
		expect(formatBytes(bytes)).toBe(text);
	});

	test('what rounds up to 1,024 of a unit is one of the next', () => {
		expect(formatBytes(1024 ** 2 - 1)).toBe('1 MiB');
		expect(formatBytes(1023.4 * 1024)).toBe('1,023 KiB');
	});

	test('a column shares one unit', () => {
		const unit = byteUnitFor(300 * 2 ** 20);
		expect([0, 2 ** 19, 300 * 2 ** 20].map((bytes) => formatBytesIn(bytes, unit))).toEqual([
			'0 MiB',
			'0.5 MiB',
			'300 MiB'
		]);
	});
});

describe('time', () => {
	test.each([
		[0, '0 s'],
		[250, '250 ns'],
		[1500, '1.5 µs'],
		[20e6, '20 ms'],
		[999_999, '1 ms'],
		[1.25e9, '1.25 s'],
		[119e9, '119 s'],
		[150e9, '2 min 30 s'],
		[7200e9, '2 h'],
		[Infinity, '–']
	])('%d ns is written %s', (ns, text) => {
		expect(formatDuration(ns)).toBe(text);
	});

	test('instants on the time axis are seconds', () => {
		expect([0, 0.25e9, 12.5e9, 123.4e9].map(formatSeconds)).toEqual(['0 s', '0.25 s', '12.5 s', '123.4 s']);
	});
});

describe('shares', () => {
	test.each([
		[0, '0 %'],
		[0.052, '5.2 %'],
		[0.0005, '0.05 %'],
		[1, '100 %']
	])('%d is written %s', (share, text) => {
		expect(formatShare(share)).toBe(text);
	});

	test('almost all is not 100 %, almost nothing is not 0 %', () => {
		expect(formatShare(0.9998)).toBe('99.98 %');
		expect(formatShare(0.999999)).toBe('> 99.99 %');
		expect(formatShare(1e-9)).toBe('< 0.01 %');
	});
});

describe('numbers', () => {
	test('three significant digits, thousands set apart, no trailing zeros', () => {
		expect([1234.5, 12.34, 0.0512, 100, 1.5, -0.25].map((value) => formatNumber(value))).toEqual([
			'1,235',
			'12.3',
			'0.0512',
			'100',
			'1.5',
			'−0.25'
		]);
	});

	test('counts are whole', () => {
		expect([0, 999, 1234567, -1000].map(formatCount)).toEqual(['0', '999', '1,234,567', '−1,000']);
	});

	test('rates say per second', () => {
		expect([1000, 0.25, 12345].map(formatRate)).toEqual(['1,000/s', '0.25/s', '12,345/s']);
	});

	test('one is singular', () => {
		expect([0, 1, 2].map((n) => formatCountOf(n, 'collection'))).toEqual([
			'0 collections',
			'1 collection',
			'2 collections'
		]);
		expect(formatCountOf(2, 'body', 'bodies')).toBe('2 bodies');
	});
});
