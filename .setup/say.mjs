/**
 * Says one step of set-up, on the error stream: standard output belongs to the program that is run.
 *
 * @param {string} text
 */
export function say(text) {
	process.stderr.write(`poolscope: ${text}\n`);
}

/** A failure that a person can mend; its message is one sentence that says how. */
export class Mendable extends Error {}

/**
 * Runs a top-level task; a Mendable failure is told in its one sentence, without a stack.
 *
 * @param {() => unknown} task
 */
export async function runTask(task) {
	try {
		await task();
	} catch (error) {
		if (!(error instanceof Mendable)) throw error;
		say(error.message);
		process.exitCode = 1;
	}
}
