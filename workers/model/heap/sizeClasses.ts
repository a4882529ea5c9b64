/**
 * Size classes of Go's allocator (linux, 64 bit; the same from Go 1.19 to 1.26) and the rounding that follows from
 * them. Figures: internal/runtime/gc/sizeclasses.go; rules observed with MemStats, see the tests.
 *
 * Sizes may exceed 2^31 (bodies of several GiB), so the large path stays in floating point.
 */

/** Bytes of a page of the Go heap. */
export const pageBytes = 8192;
/** Largest size that comes from a size class; beyond it an object has a span of its own. */
export const smallMaxBytes = 32768;
/** Bytes of the header before a small object with pointers of more than `headerAboveBytes` (Go 1.22 and later). */
export const mallocHeaderBytes = 8;
/** Up to this size the pointer bitmap lies in the span, and no header is needed. */
export const headerAboveBytes = 512;
/** Objects without pointers below this size share blocks of this size. */
export const tinyBlockBytes = 16;

/** Bytes of an object of each class; class 0 stands for large objects. */
export const classBytes = Int32Array.of(
	0,
	8,
	16,
	24,
	32,
	48,
	64,
	80,
	96,
	112,
	128,
	144,
	160,
	176,
	192,
	208,
	224,
	240,
	256,
	288,
	320,
	352,
	384,
	416,
	448,
	480,
	512,
	576,
	640,
	704,
	768,
	896,
	1024,
	1152,
	1280,
	1408,
	1536,
	1792,
	2048,
	2304,
	2688,
	3072,
	3200,
	3456,
	4096,
	4864,
	5376,
	6144,
	6528,
	6784,
	6912,
	8192,
	9472,
	9728,
	10240,
	10880,
	12288,
	13568,
	14336,
	16384,
	18432,
	19072,
	20480,
	21760,
	24576,
	27264,
	28672,
	32768
);

/** Pages of a span of each class. */
export const classPages = Uint8Array.of(
	0,
	1,
	1,
	1,
	1,
	1,
	1,
	1,
	1,
	1,
	1,
	1,
	1,
	1,
	1,
	1,
	1,
	1,
	1,
	1,
	1,
	1,
	1,
	1,
	1,
	1,
	1,
	1,
	1,
	1,
	1,
	1,
	1,
	1,
	1,
	2,
	1,
	2,
	1,
	2,
	1,
	3,
	2,
	3,
	1,
	3,
	2,
	3,
	4,
	5,
	6,
	1,
	7,
	6,
	5,
	4,
	3,
	5,
	7,
	2,
	9,
	7,
	5,
	8,
	3,
	10,
	7,
	4
);

/** Class of a size, indexed by the size in words of 8 bytes, rounded up. */
const classOfWords = buildClassOfWords();

function buildClassOfWords(): Uint8Array {
	const table = new Uint8Array(smallMaxBytes / 8 + 1);
	let sizeClass = 1;
	for (let words = 1; words < table.length; words++) {
		while (at(classBytes, sizeClass) < words * 8) sizeClass++;
		table[words] = sizeClass;
	}
	return table;
}

/** An element that is known to be there. */
function at(array: Int32Array | Uint8Array, index: number): number {
	return array[index] as number;
}

/** Class of a small size, 1 to 67; for 1 ≤ bytes ≤ 32768. The malloc header is not added here. */
export function sizeClassOf(bytes: number): number {
	return at(classOfWords, (bytes + 7) >> 3);
}

/**
 * Bytes of heap that an object takes: its size class, or whole pages when large. This is what TotalAlloc and HeapAlloc
 * count. Tiny objects are `TinyAllocator`'s; here a size below 16 has the class it would have alone.
 *
 * @param bytes what is asked for
 * @param noscan the object holds no pointers
 * @param headers Go 1.22 and later: small objects with pointers of more than 512 B take 8 bytes more
 */
export function roundupSize(bytes: number, noscan: boolean, headers = true): number {
	let needed = bytes;
	if (needed <= smallMaxBytes - mallocHeaderBytes) {
		if (headers && !noscan && needed > headerAboveBytes) needed += mallocHeaderBytes;
		return at(classBytes, at(classOfWords, (needed + 7) >> 3));
	}
	return Math.ceil(needed / pageBytes) * pageBytes;
}

/** Of the bytes that `roundupSize` gives, those the program can use: a malloc header is not among them. */
export function usableSize(bytes: number, noscan: boolean, headers = true): number {
	const hasHeader =
		headers && !noscan && bytes > headerAboveBytes && bytes <= smallMaxBytes - mallocHeaderBytes;
	return roundupSize(bytes, noscan, headers) - (hasHeader ? mallocHeaderBytes : 0);
}

/** Whether an object has a span of its own. Without malloc headers 32,761 to 32,768 B still fit a class. */
export function isLarge(bytes: number, headers = true): boolean {
	return bytes > (headers ? smallMaxBytes - mallocHeaderBytes : smallMaxBytes);
}

/**
 * Objects in a span of a class. Spans of objects up to 512 B give 128 B of each page to the pointer bitmap if they hold
 * pointers, and from Go 1.26 on (16 B and more) another 128 B to mark bits.
 */
export function objectsPerSpan(
	sizeClass: number,
	noscan: boolean,
	headers = true,
	inlineMarks = true
): number {
	const bytes = at(classBytes, sizeClass);
	let usable = at(classPages, sizeClass) * pageBytes;
	if (headers && bytes <= headerAboveBytes) {
		if (!noscan) usable -= bitmapBytes;
		if (inlineMarks && bytes >= tinyBlockBytes) usable -= bitmapBytes;
	}
	return Math.floor(usable / bytes);
}

/** One bit a word of a page: 8192 / 8 / 8. */
const bitmapBytes = 128;

/**
 * The tiny allocator of one P: objects without pointers below 16 B share 16-byte blocks. An offset is aligned to 8, 4 or
 * 2 by what divides the size. A new block replaces the current one only if it has more room left. In a -race build each
 * tiny object has a block of its own. A collection takes the current block away.
 */
export class TinyAllocator {
	/** used bytes of the current block; 16 when there is none */
	private offset = tinyBlockBytes;
	private hasBlock = false;
	private readonly race: boolean;

	constructor(race = false) {
		this.race = race;
	}

	/** Allocates and returns the bytes of heap newly taken: 0 if the current block had room, else 16. */
	alloc(bytes: number): number {
		let start = this.offset;
		if ((bytes & 7) === 0) start = (start + 7) & ~7;
		else if ((bytes & 3) === 0) start = (start + 3) & ~3;
		else if ((bytes & 1) === 0) start = (start + 1) & ~1;
		if (this.hasBlock && start + bytes <= tinyBlockBytes) {
			this.offset = start + bytes;
			return 0;
		}
		if (!this.race && (!this.hasBlock || bytes < this.offset)) {
			this.hasBlock = true;
			this.offset = bytes;
		}
		return tinyBlockBytes;
	}

	/** What a collection does: the next object starts a block. */
	reset(): void {
		this.hasBlock = false;
		this.offset = tinyBlockBytes;
	}
}
