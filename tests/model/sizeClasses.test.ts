import { describe, expect, test } from 'vitest';
import { boxBytes } from '../../workers/model/heap/boxing.ts';
import { goMinor } from '../../workers/model/heap/goVersion.ts';
import {
	classBytes,
	classPages,
	isLarge,
	objectsPerSpan,
	roundupSize,
	sizeClassOf,
	TinyAllocator,
	usableSize
} from '../../workers/model/heap/sizeClasses.ts';

const KiB = 1024;
const MiB = 1024 * KiB;

describe('size classes', () => {
	test('there are 67 classes, rising, each of whole words', () => {
		expect(classBytes.length).toBe(68);
		expect(classPages.length).toBe(68);
		for (let c = 1; c < classBytes.length; c++) {
			expect(classBytes[c]).toBeGreaterThan(classBytes[c - 1] as number);
			expect((classBytes[c] as number) % 8).toBe(0);
		}
	});

	test('a size goes to the smallest class that holds it', () => {
		for (let bytes = 1; bytes <= 32768; bytes++) {
			const c = sizeClassOf(bytes);
			expect((classBytes[c] as number) >= bytes && (classBytes[c - 1] as number) < bytes).toBe(true);
		}
	});

	test('a span wastes at most an eighth of itself after its last object', () => {
		for (let c = 1; c < classBytes.length; c++) {
			const spanBytes = (classPages[c] as number) * 8192;
			expect(spanBytes % (classBytes[c] as number)).toBeLessThanOrEqual(spanBytes / 8);
		}
	});

	test.each([
		[33, 48],
		[1025, 1152],
		[4097, 4864],
		[20000, 20480],
		[32761, 32768],
		[32769, 40960],
		[40961, 49152],
		[100_000, 106_496],
		[MiB, MiB],
		[MiB + 1, 1_056_768],
		[5 * 1024 * MiB + 1, 5 * 1024 * MiB + 8192]
	])('make([]byte, %i) takes %i B', (bytes, expected) => {
		expect(roundupSize(bytes, true)).toBe(expected);
	});

	test.each([
		[64, 512],
		[65, 576],
		[128, 1152],
		[1024, 9472],
		[4096, 32768]
	])('make([]*T, %i) takes %i B', (pointers, expected) => {
		expect(roundupSize(8 * pointers, false)).toBe(expected);
	});

	test('an object with pointers of more than 512 B takes 8 B more from Go 1.22 on, and not before', () => {
		expect(roundupSize(512, false)).toBe(512);
		expect(roundupSize(520, false)).toBe(576);
		expect(roundupSize(1024, false)).toBe(1152);
		expect(roundupSize(1024, false, false)).toBe(1024);
		expect(roundupSize(1024, true)).toBe(1024);
		expect(usableSize(1024, false)).toBe(1144);
		expect(usableSize(1024, false, false)).toBe(1024);
	});

	test('large objects take whole pages and no header', () => {
		expect(isLarge(32760)).toBe(false);
		expect(isLarge(32761)).toBe(true);
		expect(isLarge(32768, false)).toBe(false);
		expect(isLarge(32769, false)).toBe(true);
		expect(roundupSize(65536, false)).toBe(65536);
		expect(usableSize(65536, false)).toBe(65536);
	});

	test('spans hold fewer objects where they carry bitmaps', () => {
		const class64 = sizeClassOf(64);
		expect(objectsPerSpan(class64, true, true, false)).toBe(128);
		expect(objectsPerSpan(class64, false, true, false)).toBe(126);
		expect(objectsPerSpan(class64, true, true, true)).toBe(126);
		expect(objectsPerSpan(class64, false, true, true)).toBe(124);
		expect(objectsPerSpan(class64, false, false)).toBe(128);
		expect(objectsPerSpan(sizeClassOf(8), true, true, true)).toBe(1024);
		expect(objectsPerSpan(sizeClassOf(1024), false)).toBe(8);
	});
});

describe('tiny allocator', () => {
	function thousand(bytes: number): number {
		const tiny = new TinyAllocator();
		let sum = 0;
		for (let i = 0; i < 1000; i++) sum += tiny.alloc(bytes);
		return sum;
	}

	test.each([
		[1, 1008],
		[4, 4000],
		[8, 8000],
		[12, 16000]
	])('a thousand objects of %i B take %i B', (bytes, expected) => {
		expect(thousand(bytes)).toBe(expected);
	});

	test('objects are aligned to what divides their size', () => {
		const tiny = new TinyAllocator();
		expect([tiny.alloc(1), tiny.alloc(8), tiny.alloc(1)]).toEqual([16, 0, 16]);
	});

	test('a new block replaces the current one only if it has more room left', () => {
		const tiny = new TinyAllocator();
		expect(tiny.alloc(8)).toBe(16);
		expect(tiny.alloc(12)).toBe(16);
		expect(tiny.alloc(8)).toBe(0);
	});

	test('a collection takes the current block away', () => {
		const tiny = new TinyAllocator();
		tiny.alloc(4);
		tiny.reset();
		expect(tiny.alloc(4)).toBe(16);
	});

	test('a -race build gives each object a block of its own', () => {
		const tiny = new TinyAllocator(true);
		expect([tiny.alloc(1), tiny.alloc(1)]).toEqual([16, 16]);
	});
});

test('a version is told by its minor number', () => {
	expect(goMinor('1.26')).toBe(26);
	expect(() => goMinor('go1.26')).toThrow('not a Go version');
});

describe('values in an interface', () => {
	test('only values of more than a pointer are boxed by Put', () => {
		expect(boxBytes({ kind: 'pointer' })).toBe(0);
		expect(boxBytes({ kind: 'slice' })).toBe(24);
		expect(boxBytes({ kind: 'string' })).toBe(16);
		expect(boxBytes({ kind: 'integer', bytes: 8, value: 255 })).toBe(0);
		expect(boxBytes({ kind: 'integer', bytes: 8, value: 256 })).toBe(8);
		expect(boxBytes({ kind: 'integer', bytes: 8, value: -1 })).toBe(8);
		expect(boxBytes({ kind: 'integer', bytes: 1, value: 255 })).toBe(0);
		expect(boxBytes({ kind: 'value', bytes: 40, noscan: false })).toBe(48);
		expect(boxBytes({ kind: 'value', bytes: 4096, noscan: true })).toBe(4096);
		expect(boxBytes({ kind: 'value', bytes: 0, noscan: true })).toBe(0);
	});
});
