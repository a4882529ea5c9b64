/** From the bytes of a file, as they come, to a recording: a gctrace log, a trace of the harness, the output of a state's program. */
import { formatBytes } from '../text/units.ts';
import { GcTraceReader } from './gctrace.ts';
import { GoProgramLines } from './goProgramOutput.ts';
import { isHarnessTrace, readHarnessTrace } from './harnessTrace.ts';
import type { Imported } from './recording.ts';

/** Largest file that is read. A log of this size has some seven million records. */
export const mostBytes = 2 ** 30;
/** Largest trace: JSON has to be in memory as a whole. */
const mostJsonBytes = 64 * 2 ** 20;

export interface ReadOptions {
	/** what messages call the file */
	name?: string;
	/** size where it is known, for progress and for the limit [bytes] */
	sizeBytes?: number;
	/** called while a long file is read; `sizeBytes` is 0 where it is not known */
	onProgress?: (readBytes: number, sizeBytes: number) => void;
	/** stops the reading */
	signal?: AbortSignal;
}

/** Reads a file from its bytes: a stream of a browser or of Node, or pieces that are there. */
export async function readRecording(
	source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
	options: ReadOptions = {}
): Promise<Imported> {
	const { name = 'The file', sizeBytes = 0, onProgress, signal } = options;
	if (sizeBytes > mostBytes) return { ok: false, error: tooLarge(name, sizeBytes) };
	const collector = new Collector(name);
	let readBytes = 0;
	for await (const bytes of source) {
		if (signal?.aborted === true) return { ok: false, error: `Reading ${name} was stopped.` };
		readBytes += bytes.length;
		if (readBytes > mostBytes) return { ok: false, error: tooLarge(name, readBytes) };
		const refusal = collector.push(bytes);
		if (refusal !== undefined) return { ok: false, error: refusal };
		onProgress?.(readBytes, sizeBytes);
	}
	return collector.finish();
}

/** Reads a text that was pasted. */
export function readPasted(text: string, name = 'The pasted text'): Imported {
	const collector = new Collector(name);
	collector.pushText(text.replace(/^\uFEFF/, ''));
	return collector.finish();
}

class Collector {
	private readonly log = new GcTraceReader();
	private readonly program = new GoProgramLines();
	private decoder: TextDecoder | undefined;
	/** The text so far while it may be JSON; undefined once it cannot be. */
	private json: string | undefined = '';
	private readonly name: string;

	constructor(name: string) {
		this.name = name;
	}

	/** Takes the next bytes; gives a sentence when they cannot be text. */
	push(bytes: Uint8Array): string | undefined {
		if (this.decoder === undefined && bytes.length > 0) {
			const refusal = this.begin(bytes);
			if (refusal !== undefined) return refusal;
		}
		this.pushText(this.decoder?.decode(bytes, { stream: true }) ?? '');
		return undefined;
	}

	pushText(text: string): void {
		this.log.push(text);
		this.program.push(text);
		if (this.json === undefined) return;
		this.json += text;
		if (!/^\s*(?:\{|$)/.test(this.json) || this.json.length > mostJsonBytes) this.json = undefined;
	}

	finish(): Imported {
		this.pushText(this.decoder?.decode() ?? '');
		const file = parseOrNothing(this.json);
		if (isHarnessTrace(file)) return readHarnessTrace(file, this.name);
		return this.program.finish(this.name) ?? this.log.finish(this.name);
	}

	/** Tells the encoding by the first bytes: PowerShell writes UTF-16 when output is redirected. */
	private begin(bytes: Uint8Array): string | undefined {
		const [first, second, third] = bytes;
		if (first === 0x1f && second === 0x8b) return `${this.name} is compressed with gzip: unpack it first.`;
		if (first === 0x50 && second === 0x4b && third === 3)
			return `${this.name} is a zip archive: unpack it first.`;
		if (first === 0xff && second === 0xfe) this.decoder = new TextDecoder('utf-16le');
		else if (first === 0xfe && second === 0xff) this.decoder = new TextDecoder('utf-16be');
		else if (bytes.subarray(0, 1024).includes(0)) return `${this.name} is not text.`;
		else this.decoder = new TextDecoder();
		return undefined;
	}
}

function parseOrNothing(text: string | undefined): unknown {
	if (text === undefined || text.trim() === '') return undefined;
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return undefined;
	}
}

function tooLarge(name: string, bytes: number): string {
	return (
		`${name} has ${formatBytes(bytes)}; files up to ${formatBytes(mostBytes)} are read. ` +
		`Keep only its records, for instance with: grep 'gc [0-9]* @'`
	);
}
