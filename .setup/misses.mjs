import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeBinary, root } from './paths.mjs';
import { Mendable, runTask, say } from './say.mjs';

/**
 * Puts on record which bars the model misses on the recorded runs. The test suite fails on a miss that is not on
 * record, and on one that is on record and is none any more.
 */
await runTask(() => {
	const args = [
		join(root, '.setup', 'poolscope.mjs'),
		'score',
		'tests/ground-truth/traces',
		'--format',
		'json'
	];
	const { stdout } = spawnSync(nodeBinary(), args, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 28 });
	if (!stdout)
		throw new Mendable('The score printed nothing: run `npx poolscope score tests/ground-truth/traces`.');
	/** @type {{ traces: { id: string, rows: { metric: string, inside: boolean }[] }[] }} */
	const { traces } = JSON.parse(stdout);
	const misses = Object.fromEntries(
		traces
			.map(({ id, rows }) => [id, rows.filter(({ inside }) => !inside).map(({ metric }) => metric)])
			.filter(([, metrics]) => metrics && metrics.length > 0)
	);
	const file = join(root, 'tests', 'ground-truth', 'known-misses.json');
	writeFileSync(file, `${JSON.stringify(misses, null, '\t')}\n`);
	say(`${Object.values(misses).flat().length} bars are missed; they are listed in ${file}`);
});
