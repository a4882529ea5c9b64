/** Go programs of simulated states, as the page hands them out, built and run with the Go of this machine. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { caseBySlug, cases, defaultCase } from '../../workers/cases/index.ts';
import { requestFor } from '../../workers/cases/requestFor.ts';
import type { GoProgram } from '../../workers/goProgram/goProgram.ts';
import type { Params } from '../../workers/model/parameters.ts';
import type { SimulationRequest } from '../../workers/model/request.ts';

/** What a program prints in its first line. */
export interface Result {
	metrics: Record<string, number>;
	stalls: [due: number, started: number, requests: number][] | null;
	end: { heapObjects: number }[];
	params: Record<string, unknown>;
}

export const link = '#v1;case=oversized-dos;model=1';

/** What a program needs for itself, its rows and its report [bytes]. */
export const ownBytes = 200_000;

export const hasGo = spawnSync('go', ['version']).status === 0;

/** Every case as the bug and as the fix. */
export const everyVariant = cases.flatMap(({ slug }) =>
	[false, true].map((fixed) => ({ slug, fixed, variant: fixed ? 'fixed' : 'bug' }))
);

export function requestOf(slug: string, params: Partial<Params>): SimulationRequest {
	return requestFor(caseBySlug(slug) ?? defaultCase, params, 100);
}

export function resultIn(out: string): Result {
	return JSON.parse(out.split('\n')[0] ?? '') as Result;
}

/** Programs in folders of their own under one that is theirs, built. */
export interface BuiltPrograms {
	folder: string;
	pathOf(program: GoProgram): string;
	remove(): void;
}

export function buildPrograms(programs: readonly GoProgram[]): BuiltPrograms {
	const folder = mkdtempSync(join(tmpdir(), 'poolscope-go-'));
	const nameOf = ({ name }: GoProgram) => name.replace(/\.go$/, '');
	mkdirSync(join(folder, 'bin'));
	writeFileSync(join(folder, 'go.mod'), 'module programs\n\ngo 1.22\n');
	for (const program of programs) {
		mkdirSync(join(folder, nameOf(program)));
		writeFileSync(join(folder, nameOf(program), 'main.go'), program.text);
	}
	execFileSync('go', ['build', '-p', '2', '-o', 'bin/', './...'], { cwd: folder, stdio: 'pipe' });
	return {
		folder,
		pathOf: (program) => join(folder, 'bin', nameOf(program)),
		remove: () => rmSync(folder, { recursive: true, force: true })
	};
}
