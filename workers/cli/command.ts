/** What a command of the command line is, and how it fails. */

/** The world outside, as far as commands need it. Tests hand in their own. */
export interface Io {
	/** writes to standard output */
	print: (text: string) => void;
	/** opens a file, or standard input for "-"; size 0 where it is not known. Rejects with a UsageError. */
	open: (
		path: string
	) => Promise<{ bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>; sizeBytes: number }>;
	/**
	 * The files that a path stands for, in order: itself, those of a folder that end in `suffix`, or those that a
	 * pattern with * and ? fits. Rejects with a UsageError when there is none.
	 */
	list: (path: string, suffix: string) => Promise<string[]>;
	/** writes a file, over an older one of that name. Rejects with a UsageError. */
	save: (path: string, text: string) => Promise<void>;
	/** writes to standard error how far a long command is */
	note: (text: string) => void;
}

export interface Command {
	name: string;
	/** arguments, after the name */
	usage: string;
	/** one line for the list of commands */
	summary: string;
	/** all there is to say, for `poolscope help <name>` */
	help: () => string;
	/** Gives the exit status. Throws a UsageError, or the RequestError or TraceError of what it reads. */
	run: (args: string[], io: Io) => Promise<number> | number;
}

/** What was asked for cannot be done; the message is a sentence for whoever asked. Exit status 2. */
export class UsageError extends Error {
	override name = 'UsageError';
}
