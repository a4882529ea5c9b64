import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { GcTraceReader, readGcTrace } from '../../workers/importers/gctrace.ts';
import { collectionsOf, type Imported, type Recording } from '../../workers/importers/recording.ts';
import { mostBytes, readPasted, readRecording } from '../../workers/importers/readRecording.ts';
import { streamOf } from '../../workers/importers/runs.ts';

const MiB = 2 ** 20;

const sample = (name: string) => readFileSync(new URL(`samples/${name}`, import.meta.url), 'utf8');
const bytesOf = (text: string) => new TextEncoder().encode(text);

/** A record as Go 1.26 prints it. */
function line(cycle: number, seconds: string, sizes = '4->5->2 MB', rest = '8 P'): string {
	return (
		`gc ${cycle} @${seconds}s 2%: 0.023+0.10+0.001 ms clock, 0.046+0.074/0.5/0.25+0.002 ms cpu, ` +
		`${sizes}, 4 MB goal, 1 MB stacks, 2 MB globals, ${rest}`
	);
}

function recordingOf(imported: Imported): Recording {
	if (!imported.ok) throw new Error(imported.error);
	return imported.recording;
}

const read = (text: string) => recordingOf(readGcTrace(text));
const errorOf = (imported: Imported) => (imported.ok ? 'no error' : imported.error);
const cycles = (recording: Recording, run = 0) => [...collectionsOf(recording, run).cycle];

describe('a record', () => {
	test('of Go 1.26 gives all its values in bytes and nanoseconds', () => {
		const recording = read(line(7, '1.234', '4->5->2 MB', '8 P (forced)'));
		const row = Object.fromEntries(
			Object.entries(collectionsOf(recording, 0)).map(([name, values]) => [name, values[0]])
		);
		expect(row).toEqual({
			cycle: 7,
			startNs: 1_234_000_000,
			markEndNs: 1_234_000_000 + 124_000,
			forced: 1,
			heapStartBytes: 4 * MiB,
			heapEndBytes: 5 * MiB,
			heapMarkedBytes: 2 * MiB,
			heapGoalBytes: 4 * MiB,
			stopNs: 24_000,
			assistCpuNs: 74_000,
			backgroundCpuNs: 500_000,
			idleCpuNs: 250_000,
			gcCpuPercent: 2,
			stackBytes: 1 * MiB,
			globalBytes: 2 * MiB,
			procs: 8
		});
		expect(recording.precisionBytes).toBe(MiB);
	});

	test('of Go 1.5 has five clock terms', () => {
		const columns = read(
			'gc 1 @0.028s 3%: 0.1+0.2+0.3+1.4+0.5 ms clock, 0.2+0.4+0.6+1/2/3+1.0 ms cpu, 4->4->1 MB, 4 MB goal, 4 P'
		).collections.columns;
		expect(columns.stopNs[0]).toBe(600_000);
		expect(columns.markEndNs[0]).toBe(28_000_000 + 2_500_000);
		expect([columns.assistCpuNs[0], columns.backgroundCpuNs[0], columns.idleCpuNs[0]]).toEqual([
			1e6, 2e6, 3e6
		]);
		expect(columns.stackBytes[0]).toBeNaN();
	});

	test.each([
		['of Go 1.6 to 1.17 has no stacks', line(1, '0.1').replace(' 1 MB stacks, 2 MB globals,', '')],
		['that checks for leaks', line(1, '0.1').replace('2%:', '2% (checking for goroutine leaks):')],
		['after a logger’s prefix', `2026-11-25T12:00:00.123Z stderr F ${line(1, '0.1')}`],
		[
			'inside a JSON log',
			JSON.stringify({ log: `${line(1, '0.1')}\n`, stream: 'stderr' }).replaceAll('>', '\\u003e')
		],
		['out of a web page', line(1, '0.1').replaceAll('->', '-&gt;')],
		['escaped twice', line(1, '0.1').replaceAll('->', '-&amp;gt;')],
		['with arrows of a typographer', line(1, '0.1').replaceAll('->', '→')],
		['with no-break spaces', line(1, '0.1').replaceAll(' ', '\u00A0')],
		['in colours', `\u001B[31m${line(1, '0.1')}\u001B[0m`],
		['behind the name of a benchmark', `BenchmarkX-8  \t${line(1, '0.1')}`],
		['before other output', `${line(1, '0.1')}ok  \texample\t1.2s`],
		['after a byte order mark', `\uFEFF${line(1, '0.1')}`],
		['wrapped at 80 columns', (line(1, '0.1').match(/.{1,80}/g) ?? []).join('\n')],
		['wrapped at 40 columns', (line(1, '0.1').match(/.{1,40}/g) ?? []).join('\r\n')],
		['wrapped at spaces', line(1, '0.1').replace(' 4->', '\n4->').replace(' ms clock', '\n  ms clock')]
	])('%s is read', (_, text) => {
		const recording = recordingOf(readPasted(text));
		expect(recording.read).toBe(1);
		expect(recording.collections.columns.heapEndBytes[0]).toBe(5 * MiB);
		expect(recording.skipped).toEqual({ torn: 0, scavenger: 0, pacer: 0, old: 0, other: 0 });
	});
});

describe('what is no record is skipped and counted', () => {
	test('lines of scavenger and pacer, torn records, old records, blank lines', () => {
		const recording = read(
			[
				line(1, '0.1'),
				'',
				'scvg0: inuse: 3, idle: 61, sys: 64, released: 57, consumed: 6 (MB)',
				'scvg: 3 MB released',
				'scav 1 12 KiB work, 40 KiB total, 93% util',
				'scav 0 KiB work (bg), 0 KiB work (eager), 3472 KiB now, 99% util',
				'pacer: sweep done at heap size 48MB',
				line(2, '0.2').slice(0, 60),
				'GET /index.html 200',
				'gc5(2): 1+0+141+0 us, 0 -> 1 MB, 21 (30-9) objects, 4 goroutines, 15/0/0 sweeps',
				'5->5->1 MB, 4 MB goal, 8 P',
				line(3, '0.3')
			].join('\r\n')
		);
		expect(cycles(recording)).toEqual([1, 3]);
		expect(recording.skipped).toEqual({ torn: 2, scavenger: 4, pacer: 1, old: 1, other: 1 });
		expect(recording.read + Object.values(recording.skipped).reduce((a, b) => a + b)).toBe(recording.lines);
		expect(recording.notes).toContain('1 collection between its first and its last is not in the file.');
		expect(recording.notes.at(-1)).toBe(
			'Skipped: 2 lines with pieces of records, 4 lines of the scavenger, 1 line of the pacer, ' +
				'1 record of Go 1.4 or before, which has no time, 1 other line.'
		);
	});

	test('a record cut anywhere is not read, and the next one is', () => {
		const whole = line(1, '0.1');
		for (let length = 1; length < whole.length; length++) {
			const recording = read(`${whole.slice(0, length)}\n${line(2, '0.2')}`);
			expect(cycles(recording)).toEqual([2]);
		}
	});

	test('two records on one line are two', () => {
		expect(cycles(read(line(1, '0.1') + line(2, '0.2')))).toEqual([1, 2]);
	});

	test('a number with two points is no number', () => {
		expect(errorOf(readGcTrace(line(1, '0.1').replace('0.10', '0.1.0')))).toMatch(/no record/);
	});
});

describe('several processes in one file', () => {
	test('are told apart when numbers begin anew', () => {
		const recording = read(
			[line(1, '0.1'), line(2, '0.2'), line(1, '0.05'), line(2, '0.3'), line(3, '0.4')].join('\n')
		);
		expect(recording.runs.map(({ first, count }) => [first, count])).toEqual([
			[0, 2],
			[2, 3]
		]);
		expect(recording.mainRun).toBe(1);
		expect(cycles(recording, 1)).toEqual([1, 2, 3]);
		expect(recording.notes[1]).toBe(
			'The file holds 2 processes: the one with the most collections (3) is process 2.'
		);
	});

	test('are told apart when time begins anew', () => {
		const recording = read([line(1, '0.1'), line(8, '9.2'), line(9, '0.3')].join('\n'));
		expect(recording.runs.map(({ count }) => count)).toEqual([2, 1]);
	});

	test('are put in order when mixed, by the prefixes of containers', () => {
		const recording = read(
			[
				`web-1  | ${line(1, '0.1')}`,
				`web-2  | ${line(1, '0.1')}`,
				`web-1  | ${line(2, '0.2')}`,
				`web-2  | ${line(2, '0.2')}`,
				`web-2  | ${line(3, '0.3')}`
			].join('\n')
		);
		expect(recording.runs.map(({ label }) => label)).toEqual(['web-1, process 1', 'web-2, process 2']);
		expect(cycles(recording, 0)).toEqual([1, 2]);
		expect(cycles(recording, 1)).toEqual([1, 2, 3]);
	});

	test('are put in order when mixed without prefixes, as a build does', () => {
		const recording = read(
			[
				line(1, '0.1'),
				line(2, '0.2'),
				line(1, '0.01', undefined, '4 P'),
				line(3, '0.3'),
				line(2, '0.4', undefined, '4 P')
			].join('\n')
		);
		expect(cycles(recording, 0)).toEqual([1, 2, 3]);
		expect(cycles(recording, 1)).toEqual([1, 2]);
	});

	test('a torn record does not send the next one to another process', () => {
		const recording = read(
			[line(1, '0.1'), line(2, '0.2'), line(1, '0.1'), line(2, '0.3').slice(0, 40), line(3, '0.4')].join('\n')
		);
		expect(cycles(recording, 0)).toEqual([1, 2]);
		expect(cycles(recording, 1)).toEqual([1, 3]);
	});

	test.each([
		['', ''],
		['web-1  | ', 'web-1'],
		['Nov 25 12:00:00 host app[42]: ', 'app[42]'],
		['api-5d9c7b6f4d-x2x9k app ', 'api-5d9c7b6f4d-x2x9k'],
		['2026-11-25T12:00:00Z ', ''],
		['BenchmarkX-8 ', '']
	])('the prefix "%s" names the source "%s"', (prefix, stream) => {
		expect(streamOf(prefix)).toBe(stream);
	});
});

describe('real logs', () => {
	test('of a burst that pins a hundred payloads', () => {
		const recording = read(sample('gctrace-go1.26-pinned-payload.txt'));
		expect(recording.read).toBe(4);
		expect([...recording.collections.columns.heapMarkedBytes].map((bytes) => bytes / MiB)).toEqual([
			4, 59, 100, 0
		]);
		expect([...recording.collections.columns.forced]).toEqual([0, 0, 1, 1]);
	});

	test('with lines of the scavenger and of the pacer between', () => {
		const recording = read(sample('gctrace-go1.26-large-struct-with-scav-and-pacer.txt'));
		expect(recording.read).toBe(4);
		expect(recording.skipped).toEqual({ torn: 0, scavenger: 4, pacer: 9, old: 0, other: 0 });
	});

	test('give the same however they are cut into pieces', () => {
		const text = sample('gctrace-go1.26-large-struct-with-scav-and-pacer.txt').replaceAll('\n', '\r\n');
		const whole = read(text);
		fc.assert(
			fc.property(fc.array(fc.nat(text.length), { maxLength: 30 }), (cuts) => {
				const reader = new GcTraceReader();
				const places = [0, ...cuts.sort((a, b) => a - b), text.length];
				places.slice(1).forEach((place, index) => {
					reader.push(text.slice(places[index], place));
				});
				expect(recordingOf(reader.finish('The text')).collections).toEqual(whole.collections);
			}),
			{ numRuns: 200 }
		);
	});

	test('survive any damage without an exception', () => {
		const text = [1, 2, 3, 4, 5].map((cycle) => line(cycle, `0.${cycle}`)).join('\n');
		fc.assert(
			fc.property(
				fc.array(fc.tuple(fc.nat(text.length), fc.nat(20), fc.string({ unit: 'binary', maxLength: 8 })), {
					maxLength: 8
				}),
				(wounds) => {
					const damaged = wounds.reduce(
						(before, [at, cut, extra]) => before.slice(0, at) + extra + before.slice(at + cut),
						text
					);
					const imported = readPasted(damaged);
					if (imported.ok) expect(imported.recording.read).toBeGreaterThan(0);
					else expect(imported.error).toMatch(/\.$/);
				}
			),
			{ numRuns: 2000 }
		);
	});
});

describe('the bytes of a file', () => {
	test('may be UTF-16, as PowerShell writes it', async () => {
		const text = `\uFEFF${line(1, '0.1')}\r\n`;
		const bytes = new Uint8Array(
			new Uint16Array([...text].map((character) => character.charCodeAt(0))).buffer
		);
		expect(recordingOf(await readRecording([bytes.subarray(0, 51), bytes.subarray(51)])).read).toBe(1);
	});

	test('may cut a character in two', async () => {
		const bytes = bytesOf(line(1, '0.1').replaceAll('->', '→'));
		const pieces = Array.from(bytes, (byte) => Uint8Array.of(byte));
		expect(recordingOf(await readRecording(pieces)).read).toBe(1);
	});

	test.each([
		['nothing', [], 'log.txt is empty.'],
		['blank lines', [bytesOf('\n\r\n ')], 'log.txt is empty.'],
		['gzip', [Uint8Array.of(0x1f, 0x8b, 8)], 'log.txt is compressed with gzip: unpack it first.'],
		['a program', [Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 0, 0)], 'log.txt is not text.'],
		[
			'something else',
			[bytesOf('# HELP go_goroutines Number\n# TYPE go_goroutines gauge\ngo_goroutines 8\n')],
			'log.txt has no record of gctrace in 3 lines; it looks like Prometheus metrics. ' +
				'Run the program with GODEBUG=gctrace=1 and save its standard error.'
		],
		[
			'an old log',
			[bytesOf('gc5(2): 1+0+141+0 us, 0 -> 1 MB, 21 (30-9) objects, 4 goroutines, 15/0/0 sweeps')],
			'log.txt has no record of gctrace in 1 line (1 record of Go 1.4 or before, which has no time).'
		]
	])('with %s in them give a sentence', async (_, pieces, sentence) => {
		expect(errorOf(await readRecording(pieces, { name: 'log.txt' }))).toBe(sentence);
	});

	test('beyond the limit are not begun', async () => {
		const never = { [Symbol.iterator]: () => ({ next: (): never => expect.fail('it was read') }) };
		const imported = await readRecording(never, { name: 'log.txt', sizeBytes: 3 * mostBytes });
		expect(errorOf(imported)).toMatch(/^log.txt has 3 GiB; files up to 1 GiB are read\./);
	});

	test('are counted while they are read, and reading can be stopped', async () => {
		const pieces = [1, 2, 3].map((cycle) => bytesOf(`${line(cycle, `0.${cycle}`)}\n`));
		const seen: number[] = [];
		await readRecording(pieces, { onProgress: (bytes) => seen.push(bytes) });
		const size = pieces[0]?.length ?? 0;
		expect(seen).toEqual([size, 2 * size, 3 * size]);
		const stop = new AbortController();
		const stopped = readRecording(pieces, {
			name: 'log.txt',
			signal: stop.signal,
			onProgress: () => stop.abort()
		});
		expect(errorOf(await stopped)).toBe('Reading log.txt was stopped.');
	});
});

describe('a trace of the harness', () => {
	const file = JSON.parse(
		readFileSync(new URL('../ground-truth/traces/e10-steady-1MiB-b6.json', import.meta.url), 'utf8')
	) as { samples: Record<string, number[]>; gctrace: Record<string, number[]> };

	test('gives its samples and collections under the names of the model', () => {
		const recording = recordingOf(readPasted(JSON.stringify(file), 'e10.json'));
		expect(recording.kind).toBe('trace');
		expect([...(recording.samples?.columns.heapBytes ?? [])]).toEqual(file.samples.heapObjects);
		expect([...(recording.samples?.columns.primaryObjects ?? [])]).toEqual(file.samples.poolPrimary);
		expect(recording.samples?.columns.timeNs[1]).toBe((file.samples.t?.[1] ?? NaN) * 1e9);
		expect([...recording.collections.columns.heapEndBytes]).toEqual(
			file.gctrace.heapEndMB?.map((size) => size * MiB)
		);
		expect(recording.runs).toMatchObject([
			{ label: 'e10-steady-1MiB-b6', count: file.gctrace.n?.length, procs: 1 }
		]);
		expect(recording.trace).toEqual(file);
	});

	test('without samples is refused with a sentence', () => {
		const empty = { params: { scenario: 'steady' }, samples: {} };
		expect(errorOf(readPasted(JSON.stringify(empty), 'x.json'))).toBe('x.json is a trace without samples.');
	});
});
