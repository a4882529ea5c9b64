import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
	readClaims,
	type ProgramClaim,
	type ProgramClaims,
	type RunClaim
} from '../../workers/programs/claims.ts';
import { CASE_SLUGS } from '../../workers/programs/text.ts';
import { findGo, type Go, type Outcome } from '../programs/go.ts';

const ROOT = 'workers/programs';
const FIRST_BUILD_MS = 600_000;

const FILES = { bug: 'bug.go', fix: 'fix.go', uncompilable: 'uncompilable.go.txt', said: 'said.go' } as const;
type Program = keyof typeof FILES;
const PROGRAMS: Program[] = ['bug', 'fix', 'uncompilable', 'said'];

const found = findGo();
const go = 'go' in found ? found.go : undefined;
const skipped = 'missing' in found ? found.missing : undefined;
const noRace = go?.raceMissing;
if (skipped) process.stderr.write(`The Go programs are not run: ${skipped}.\n`);
else if (noRace) process.stderr.write(`The Go programs run without the race detector: ${noRace}.\n`);

const claimsOf = (slug: string): ProgramClaims =>
	readClaims(readFileSync(join(ROOT, slug, 'claims.json'), 'utf8'));
const source = (slug: string, program: Program) => join(ROOT, slug, FILES[program]);

/** Whether a run is as claimed; a program that ends well has nothing to say on standard error. */
function isAsClaimed(ran: Outcome, { exit, stdout, stdoutMatches, stderrMatches = '^$' }: RunClaim): boolean {
	const printed =
		stdoutMatches === undefined ? ran.stdout === stdout : new RegExp(stdoutMatches).test(ran.stdout);
	return ran.exit === exit && printed && new RegExp(stderrMatches).test(ran.stderr);
}

/** Compiles and runs one program and holds it against one claim. */
async function check(go: Go, slug: string, program: Program, claim: ProgramClaim): Promise<void> {
	const file = source(slug, program);
	const binary = `${slug}-${program}`;
	switch (claim.check) {
		case 'build': {
			const { exit, stderr } = await go.build(file, binary);
			expect({ exit, stderr }).toEqual({ exit: 1, stderr: expect.stringMatching(claim.error) });
			return;
		}
		case 'vet': {
			const { exit, stderr } = await go.vet(file);
			if (claim.finding === null) expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
			else expect({ exit, stderr }).toEqual({ exit: 1, stderr: expect.stringMatching(claim.finding) });
			return;
		}
		case 'run': {
			const built = await go.build(file, binary);
			expect(built).toMatchObject({ exit: 0, stderr: '' });
			let ran = await go.run(built.path, claim.env);
			for (let left = (claim.attempts ?? 1) - 1; left > 0 && !isAsClaimed(ran, claim); left--) {
				ran = await go.run(built.path, claim.env);
			}
			expect({ ...ran, asClaimed: isAsClaimed(ran, claim) }).toEqual({ ...ran, asClaimed: true });
			return;
		}
		case 'race': {
			const built = await go.build(file, binary, { race: true });
			expect(built).toMatchObject({ exit: 0 });
			let reports = 0;
			for (let attempt = 0; attempt < claim.attempts && reports === 0; attempt++) {
				const { exit, stderr } = await go.runUntilRace(built.path, claim.env);
				if (stderr.includes('WARNING: DATA RACE')) reports++;
				else if (!claim.found) expect(exit).toBe(0);
			}
			expect(reports > 0).toBe(claim.found);
		}
	}
}

test('there is a folder for each of the twenty cases and for nothing else', () => {
	const folders = readdirSync(ROOT, { withFileTypes: true }).filter((entry) => entry.isDirectory());
	const named = folders.map(({ name }) => name).filter((name) => name !== 'texts');
	expect(named.sort()).toEqual([...CASE_SLUGS].sort());
});

describe.each(CASE_SLUGS)('%s', (slug) => {
	const claims = claimsOf(slug);

	test('claims to run and to vet both programs', () => {
		expect(claims.slug).toBe(slug);
		for (const list of [claims.bug, claims.fix]) {
			const checks = list.map(({ check }) => check);
			expect(checks).toContain('run');
			expect(checks).toContain('vet');
		}
		expect(claims.fix.filter((claim) => claim.check === 'run' && claim.attempts !== undefined)).toEqual([]);
		expect(existsSync(source(slug, 'uncompilable'))).toBe(claims.uncompilable !== undefined);
		expect(existsSync(source(slug, 'said'))).toBe(claims.said !== undefined);
	});

	describe.concurrent(skipped ? `on Go, not run: ${skipped}` : `on ${go?.version}`, () => {
		for (const program of PROGRAMS) {
			for (const claim of claims[program] ?? []) {
				const old = go && !go.atLeast(claims.minGo) ? `needs Go ${claims.minGo}` : undefined;
				const why = skipped ?? old ?? (claim.check === 'race' ? noRace : undefined);
				const env = 'env' in claim ? Object.entries(claim.env).map((pair) => pair.join('=')) : [];
				const name = [FILES[program], claim.check, ...env].join(' ') + `: ${claim.says}`;
				test.skipIf(why)(
					why ? `${name} (not run: ${why})` : name,
					async () => {
						if (go) await check(go, slug, program, claim);
					},
					FIRST_BUILD_MS
				);
			}
		}
	});
});

test.skipIf(skipped)('gofmt would change none of the programs', async () => {
	const files = CASE_SLUGS.flatMap((slug) =>
		PROGRAMS.map((program) => source(slug, program)).filter(
			(file) => file.endsWith('.go') && existsSync(file)
		)
	);
	expect(await go?.unformatted(files)).toBe('');
});
