/** Entry of the command line, run by Node. */
import { createReadStream } from 'node:fs';
import { stat, writeFile } from 'node:fs/promises';
import { UsageError, type Io } from './command.ts';
import { listFiles } from './listFiles.ts';
import { run } from './run.ts';

const io: Io = {
	print: (text) => process.stdout.write(text),
	async open(path) {
		if (path === '-') return { bytes: process.stdin, sizeBytes: 0 };
		try {
			const found = await stat(path);
			if (found.isDirectory()) throw new UsageError(`${path} is a folder: name a file.`);
			return { bytes: createReadStream(path), sizeBytes: found.size };
		} catch (error) {
			if (error instanceof UsageError) throw error;
			throw new UsageError(`${path} cannot be read: ${reason(error)}.`);
		}
	},
	list: listFiles,
	async save(path, text) {
		try {
			await writeFile(path, text);
		} catch (error) {
			throw new UsageError(`${path} cannot be written: ${reason(error, 'there is no such folder')}.`);
		}
	},
	note: (text) => process.stderr.write(text)
};

function reason(error: unknown, missing = 'there is no such file'): string {
	const code = error instanceof Error && 'code' in error ? error.code : undefined;
	if (code === 'ENOENT') return missing;
	return code === 'EACCES' ? 'permission denied' : String(error);
}

// A reader that closes the pipe early, such as head, is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
	if (error.code === 'EPIPE') process.exit(0);
	throw error;
});

process.exitCode = await run(process.argv.slice(2), io, (text) => process.stderr.write(text));
