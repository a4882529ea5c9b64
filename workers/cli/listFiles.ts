/** Which files an argument stands for. */
import { readdir, stat } from 'node:fs/promises';
import { UsageError } from './command.ts';

/** A file is itself; a folder its files that end in `suffix`; a pattern with * and ? the files that it fits. */
export async function listFiles(path: string, suffix: string): Promise<string[]> {
	if (path === '-') return [path];
	const kind = await kindOf(path);
	if (kind === 'file') return [path];
	if (kind === 'folder') {
		const inside = (await entries(path)).filter((name) => name.endsWith(suffix));
		if (inside.length === 0) throw new UsageError(`The folder ${path} has no files that end in ${suffix}.`);
		return inside.map((name) => `${path.replace(/\/+$/, '')}/${name}`);
	}
	const found = /[*?]/.test(path) ? await expand(path) : [];
	if (found.length === 0) {
		throw new UsageError(
			/[*?]/.test(path) ? `No file fits ${path}.` : `${path} cannot be read: there is no such file.`
		);
	}
	return found;
}

/** Goes down the parts of a pattern; each part may have * and ?. */
async function expand(pattern: string): Promise<string[]> {
	let found = [pattern.startsWith('/') ? '/' : ''];
	for (const part of pattern.split('/').filter((each) => each !== '')) {
		const next: string[] = [];
		for (const folder of found) {
			if (!/[*?]/.test(part)) next.push(`${folder}${part}/`);
			else
				next.push(...(await fitting(folder === '' ? '.' : folder, part)).map((name) => `${folder}${name}/`));
		}
		found = next;
	}
	const paths = found.map((path) => path.replace(/\/$/, ''));
	const kinds = await Promise.all(paths.map(kindOf));
	return paths.filter((_, index) => kinds[index] === 'file');
}

async function fitting(folder: string, part: string): Promise<string[]> {
	if ((await kindOf(folder)) !== 'folder') return [];
	const source = part
		.replace(/[.+^${}()|[\]\\]/g, '\\$&')
		.replaceAll('*', '.*')
		.replaceAll('?', '.');
	const fits = new RegExp(`^${source}$`);
	return (await entries(folder)).filter((name) => !name.startsWith('.') && fits.test(name));
}

async function entries(folder: string): Promise<string[]> {
	return (await readdir(folder)).sort();
}

async function kindOf(path: string): Promise<'file' | 'folder' | 'nothing'> {
	try {
		return (await stat(path)).isDirectory() ? 'folder' : 'file';
	} catch {
		return 'nothing';
	}
}
