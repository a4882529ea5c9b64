import type { Measured } from '#lib/charts/measured.ts';
import type { FileReading } from '#lib/run/simulator.ts';
import { collectionsOf, type Recording } from '#workers/importers/recording.ts';
import { messageOf } from '#workers/text/untyped.ts';

/** Text that is pasted by accident, such as a word, is no log. */
const shortestPaste = 12;

/** The recording that is drawn over the simulation, and the file that is becoming one. */
export class Importing {
	recording = $state.raw<Recording | null>(null);
	/** which of the recording's processes is drawn */
	run = $state(0);
	/** share of the file that is read, while one is */
	reading = $state<{ name: string; share: number } | null>(null);
	/** why the last file gave nothing */
	problem = $state('');

	/** Time of the first collection that is moved to the start, because the log begins after the window; else 0 [ns]. */
	shiftNs = $derived.by(() => {
		const run = this.recording?.runs[this.run];
		return run && run.startNs > this.#windowNs() ? run.startNs : 0;
	});

	/** What the charts draw. */
	measured = $derived.by<Measured | null>(() => {
		if (!this.recording) return null;
		const { startNs, markEndNs, forced, heapStartBytes, heapEndBytes, heapMarkedBytes, heapGoalBytes } =
			collectionsOf(this.recording, this.run);
		const samples = this.recording.samples?.columns;
		const shifted = (times: Float64Array) =>
			this.shiftNs === 0 ? times : times.map((t) => t - this.shiftNs);
		return {
			name: this.recording.name,
			count: startNs.length,
			...(this.recording.kind === 'program' && samples ? { samples } : {}),
			columns: {
				startNs: shifted(startNs),
				markEndNs: shifted(markEndNs),
				forced,
				heapStartBytes,
				heapEndBytes,
				heapMarkedBytes,
				heapGoalBytes
			}
		};
	});

	#files: FileReading;
	#windowNs: () => number;
	#onready: () => void;
	#number = 0;

	/** `windowNs` is the length of the simulated window, `onready` hears that a recording is there. */
	constructor(files: FileReading, windowNs: () => number, onready: () => void) {
		this.#files = files;
		this.#windowNs = windowNs;
		this.#onready = onready;
	}

	/** Reads a file. What was there stays until the new one is read, and if it cannot be. */
	async read(file: Blob, name: string): Promise<void> {
		const mine = ++this.#number;
		this.problem = '';
		this.reading = { name, share: 0 };
		try {
			const imported = await this.#files.read(file, name, (readBytes, sizeBytes) => {
				if (mine === this.#number) this.reading = { name, share: sizeBytes > 0 ? readBytes / sizeBytes : 0 };
			});
			if (mine !== this.#number) return;
			if (imported.ok) {
				this.recording = imported.recording;
				this.run = imported.recording.mainRun;
				this.#onready();
			} else {
				this.problem = imported.error;
			}
		} catch (error) {
			if (mine === this.#number) this.problem = `${name} could not be read: ${messageOf(error)}`;
		} finally {
			if (mine === this.#number) this.reading = null;
		}
	}

	/** A pasted text, if it is long enough to be a log. */
	async paste(text: string): Promise<void> {
		if (text.trim().length >= shortestPaste) await this.read(new Blob([text]), 'The pasted text');
	}

	stop(): void {
		this.#number++;
		this.reading = null;
		this.#files.stopReading();
	}

	remove(): void {
		this.recording = null;
		this.problem = '';
	}
}
