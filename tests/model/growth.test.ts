import { describe, expect, test } from 'vitest';
import { ioReadAll, SliceGrowth } from '../../workers/model/heap/appendGrowth.ts';
import { BufferGrowth, ByteBuffer } from '../../workers/model/heap/bufferGrowth.ts';

const KiB = 1024;
const MiB = 1024 * KiB;

function newBuffer(cap = 0): ByteBuffer {
	const buffer = new ByteBuffer();
	buffer.start(cap);
	return buffer;
}

/** Capacities in order of appearance while writing pieces of `chunk` bytes. */
function capsWhileWriting(chunk: number, count: number): number[] {
	const buffer = newBuffer();
	const caps: number[] = [];
	while (caps.length < count) {
		buffer.write(chunk);
		if (buffer.cap !== caps.at(-1)) caps.push(buffer.cap);
	}
	return caps;
}

describe('bytes.Buffer, writes', () => {
	test.each([
		[1, [64, 128, 256]],
		[100, [112, 224, 448, 896, 1792, 4096, 8192]],
		[3000, [3072, 6144, 12288, 24576, 49152]]
	])('pieces of %i B', (chunk, caps) => {
		expect(capsWhileWriting(chunk, caps.length)).toEqual(caps);
	});

	test('Reset keeps the capacity', () => {
		const buffer = newBuffer();
		buffer.write(3000);
		buffer.reset();
		buffer.clearCounters();
		buffer.write(3072);
		expect([buffer.cap, buffer.allocCount]).toEqual([3072, 0]);
	});

	test('a buffer at most half unread slides down and allocates nothing', () => {
		const buffer = newBuffer();
		buffer.write(1024);
		buffer.read(600);
		buffer.write(88);
		expect([buffer.cap, buffer.offset, buffer.length, buffer.allocCount]).toEqual([1024, 0, 512, 1]);
	});

	test('a buffer more than half unread grows by what its array has left, twice', () => {
		const buffer = newBuffer();
		buffer.write(1024);
		buffer.read(24);
		buffer.write(100);
		expect([buffer.cap, buffer.length]).toEqual([2048, 1100]);
	});

	test('a buffer read to its end starts over', () => {
		const buffer = newBuffer();
		buffer.write(1024);
		buffer.read(1024);
		buffer.write(1024);
		expect([buffer.cap, buffer.offset, buffer.allocCount]).toEqual([1024, 0, 1]);
	});

	test.each([
		[1, 64],
		[64, 64],
		[65, 80],
		[100_000, 106_496],
		[MiB, MiB]
	])('one write of %i B into an empty buffer makes it %i B', (n, cap) => {
		const buffer = newBuffer();
		buffer.write(n);
		expect(buffer.cap).toBe(cap);
	});
});

describe('bytes.Buffer, ReadFrom', () => {
	test.each([
		[0, 512],
		[1, 1024],
		[512, 1024],
		[513, 2048],
		[32_256, 32_768],
		[32_257, 65_536],
		[65_024, 65_536],
		[MiB, 2 * MiB],
		[10_000_000, 16 * MiB],
		[100_000_000, 134_217_728]
	])('%i B, EOF by itself: cap %i and twice that allocated on the way', (n, cap) => {
		const buffer = newBuffer();
		buffer.readFrom(n);
		expect(buffer.cap).toBe(cap);
		expect(buffer.allocBytes).toBe(2 * cap - 512);
		expect(buffer.length).toBe(n);
	});

	test.each([
		[1024, 1024],
		[65_536, 65_536],
		[MiB, MiB],
		[10 * MiB, 16 * MiB],
		[100 * MiB, 128 * MiB]
	])('%i B, EOF with the last bytes: cap %i', (n, cap) => {
		const buffer = newBuffer();
		buffer.readFrom(n, 'eof-with-data');
		expect(buffer.cap).toBe(cap);
	});

	test('a short read that leaves less than 512 B free costs one more doubling', () => {
		const buffer = newBuffer();
		buffer.readFrom(4096, 'eof-with-data', 1800);
		expect(buffer.cap).toBe(8192);
	});

	test('ReadFrom starts an emptied buffer over even where there is room behind what was read', () => {
		const buffer = newBuffer(1024);
		buffer.write(507);
		buffer.read(507);
		buffer.readFrom(2091, 'eof-with-data');
		expect([buffer.cap, buffer.allocBytes]).toEqual([4096, 2048 + 4096]);
	});

	test('A16: a pooled buffer keeps the largest capacity it ever had', () => {
		const buffer = newBuffer();
		const caps = [1000, 100, 5000, 1000, 65_536, 10, MiB, 10].map((n) => {
			buffer.reset();
			buffer.readFrom(n);
			return buffer.cap;
		});
		expect(caps).toEqual([2048, 2048, 8192, 8192, 131_072, 131_072, 2_097_152, 2_097_152]);
	});

	test('A17: 10 MiB cold allocates 33,553,920 B, warm nothing', () => {
		const buffer = newBuffer();
		buffer.readFrom(10 * MiB);
		expect([buffer.allocBytes, buffer.cap]).toEqual([33_553_920, 16_777_216]);
		buffer.reset();
		buffer.clearCounters();
		buffer.readFrom(10 * MiB);
		expect([buffer.allocBytes, buffer.cap]).toEqual([0, 16_777_216]);
	});
});

describe('capacity and total after N bytes', () => {
	const rows = [
		// N, Buffer (EOF alone): cap, total; one Write: cap
		[1024, 2048, 3584, 1024],
		[65_536, 131_072, 261_632, 65_536],
		[MiB, 2 * MiB, 4_193_792, MiB],
		[10 * MiB, 16 * MiB, 33_553_920, 10 * MiB],
		[100 * MiB, 128 * MiB, 268_434_944, 100 * MiB]
	] as const;

	test.each(rows)('N = %i', (n, readCap, readTotal, writeCap) => {
		const read = newBuffer();
		read.readFrom(n);
		expect([read.cap, read.allocBytes]).toEqual([readCap, readTotal]);
		const write = newBuffer();
		write.write(n);
		expect([write.cap, write.allocBytes]).toEqual([writeCap, writeCap]);
	});

	test.each([
		[1024, 1408, 2816],
		[65_536, 73_728, 284_928]
	])('io.ReadAll up to Go 1.25, %i B: cap %i, %i B in all', (n, cap, total) => {
		expect(ioReadAll(n, 25)).toMatchObject({ cap, allocBytes: total });
	});

	test.each([
		[MiB, 1_114_112, 5.24],
		[10 * MiB, 10_559_488, 52.3],
		[100 * MiB, 123_199_488, 615]
	])('io.ReadAll up to Go 1.25, %i B: cap %i, about %f million B in all', (n, cap, millions) => {
		const result = ioReadAll(n, 25);
		expect(result.cap).toBe(cap);
		expect(Math.abs(result.allocBytes / 1e6 / millions - 1)).toBeLessThan(0.002);
	});

	test.each([
		[1024, 1024, 2176],
		[65_536, 65_536, 138_112]
	])('io.ReadAll from Go 1.26 on, %i B: cap %i, %i B in all', (n, cap, total) => {
		expect(ioReadAll(n, 26)).toMatchObject({ cap, allocBytes: total });
	});

	test.each([
		[MiB, 2.23],
		[10 * MiB, 23.5],
		[100 * MiB, 252]
	])('io.ReadAll from Go 1.26 on, %i B: exact cap, about %f million B in all', (n, millions) => {
		const result = ioReadAll(n, 26);
		expect(result.cap).toBe(n);
		expect(Math.abs(result.allocBytes / 1e6 / millions - 1)).toBeLessThan(0.005);
	});

	test('io.ReadAll from Go 1.26 on makes no copy of up to 480 B', () => {
		expect(ioReadAll(480, 26)).toEqual({ cap: 512, allocBytes: 512, allocCount: 1 });
		expect(ioReadAll(481, 26)).toEqual({ cap: 512, allocBytes: 512 + 256 + 512, allocCount: 3 });
		expect(ioReadAll(0, 26)).toEqual({ cap: 512, allocBytes: 512, allocCount: 1 });
	});
});

describe('append', () => {
	function capsByOne(elemBytes: number, noscan: boolean, count: number): number[] {
		const growth = new SliceGrowth(elemBytes, noscan);
		growth.start(0);
		const caps: number[] = [];
		while (caps.length < count) {
			growth.append(growth.cap + 1);
			caps.push(growth.cap);
		}
		return caps;
	}

	test('[]int by one', () => {
		const caps = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 848, 1280, 1792, 2560, 3408, 5120, 7168, 9216];
		expect(capsByOne(8, true, caps.length)).toEqual(caps);
	});

	test('[]byte by one', () => {
		const caps = [8, 16, 32, 64, 128, 256, 512, 896, 1408, 2048, 3072, 4096, 5376, 6912, 9472];
		expect(capsByOne(1, true, caps.length)).toEqual(caps);
	});

	test('[]*T by one: malloc headers take a slot from 512 B on', () => {
		const caps = [64, 143, 287, 607, 1023, 1535, 2303, 3071, 4095, 6144];
		expect(capsByOne(8, false, 6 + caps.length).slice(6)).toEqual(caps);
	});

	test('a thousand ints appended to nil one by one take 25,208 B in 12 arrays', () => {
		const growth = new SliceGrowth(8, true);
		growth.start(0);
		growth.appendChunks(0, 1000, 1);
		expect([growth.allocBytes, growth.allocCount]).toEqual([25_208, 12]);
	});

	test('pieces give the same as appends one after the other', () => {
		for (const [cap, len, end, chunk] of [
			[512, 0, 100_000, 4096],
			[10, 7, 5000, 13],
			[512, 512, 513, 4096]
		] as const) {
			const pieces = new SliceGrowth(1, true);
			pieces.start(cap);
			pieces.appendChunks(len, end, chunk);
			const single = new SliceGrowth(1, true);
			single.start(cap);
			for (let at = len; at < end; at += chunk) single.append(Math.min(at + chunk, end));
			expect([pieces.cap, pieces.allocBytes, pieces.allocCount]).toEqual([
				single.cap,
				single.allocBytes,
				single.allocCount
			]);
		}
	});
});

describe('remembered growth', () => {
	test('is what the buffer does, the second time as the first', () => {
		const growth = new BufferGrowth();
		for (let round = 0; round < 2; round++) {
			for (const cap of [0, 64, 512, 4096, 100_000 + 6496]) {
				for (const n of [0, 1, 63, 64, 65, 4095, 4096, 4097, 10_000, 200_000]) {
					for (const end of [0, 10, cap].filter((e) => e <= cap)) {
						const writes = newBuffer(cap);
						writes.end = end;
						for (let left = n; left > 0; left -= 4096) writes.write(Math.min(left, 4096));
						growth.write(cap, n, end);
						expect([growth.cap, growth.allocBytes, growth.allocCount]).toEqual([
							writes.cap,
							writes.allocBytes,
							writes.allocCount
						]);
						const reads = newBuffer(cap);
						reads.end = end;
						reads.readFrom(n);
						growth.readFrom(cap, n, end);
						expect([growth.cap, growth.allocBytes, growth.allocCount]).toEqual([
							reads.cap,
							reads.allocBytes,
							reads.allocCount
						]);
					}
				}
			}
		}
	});
});
