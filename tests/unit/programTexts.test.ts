import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { caseBySlug } from '../../workers/cases/index.ts';
import { decodeLink, encodeLink } from '../../workers/link.ts';
import { readClaims } from '../../workers/programs/claims.ts';
import { CASE_SLUGS } from '../../workers/programs/text.ts';
import { caseTexts } from '../../workers/programs/texts/index.ts';

const ROOT = 'workers/programs';
const read = (slug: string, file: string) => readFileSync(join(ROOT, slug, file), 'utf8');

/** Sentences, by their ends: a point that a space or the end of the text follows. */
const sentences = (text: string) => text.match(/[.!?](?=\s|$)/g)?.length ?? 0;

/** The command starts a program of the case in a way that its claims say something of: with that in its output. */
function expectClaimed(command: string, slug: string, prints = ''): void {
	const claims = readClaims(read(slug, 'claims.json'));
	if (command.includes('uncompilable')) {
		expect(command).toBe(`cp ${ROOT}/${slug}/uncompilable.go.txt /tmp/new.go && go run /tmp/new.go`);
		const [build] = claims.uncompilable ?? [];
		expect(build?.check === 'build' && prints.includes(build.error)).toBe(true);
		return;
	}
	const parts = /^((?:\w+=\S+ )+)go run (-race )?workers\/programs\/([a-z-]+)\/(bug|fix|said)\.go$/.exec(
		command
	);
	expect(parts?.[3], command).toBe(slug);
	const env = Object.fromEntries(
		(parts?.[1] ?? '')
			.trim()
			.split(' ')
			.map((pair) => pair.split('='))
	);
	const list = claims[(parts?.[4] ?? 'bug') as 'bug' | 'fix' | 'said'] ?? [];
	const check = parts?.[2] === undefined ? 'run' : 'race';
	const runs = list.flatMap((claim) => (claim.check === check ? [claim] : []));
	expect(
		runs.map(({ env: of }) => of),
		command
	).toContainEqual(env);
	const claim = list.find((each) => each.check === 'run' && JSON.stringify(each.env) === JSON.stringify(env));
	const printed = claim?.check === 'run' ? claim.stdout : undefined;
	const first = prints.split('\n')[0] ?? '';
	if (printed !== undefined && prints !== '') expect(printed).toContain(first);
}

/** Lines of either program that the other does not have, by their longest common subsequence. */
function changedLines(from: string, to: string): { removed: number; added: number } {
	const [a, b] = [from.split('\n'), to.split('\n')];
	let lengths = new Array<number>(b.length + 1).fill(0);
	for (const line of a) {
		const next = [0];
		b.forEach((other, j) => {
			const longest = line === other ? (lengths[j] ?? 0) + 1 : Math.max(lengths[j + 1] ?? 0, next[j] ?? 0);
			next.push(longest);
		});
		lengths = next;
	}
	const common = lengths[b.length] ?? 0;
	return { removed: a.length - common, added: b.length - common };
}

test('a change of one line is one line removed and one added', () => {
	expect(changedLines('a\nb\nc', 'a\nx\nc')).toEqual({ removed: 1, added: 1 });
	expect(changedLines('a\nb\nc', 'a\nb\nb\nc')).toEqual({ removed: 0, added: 1 });
});

test('a case that is simulated has one title on its page and on the dashboard', () => {
	for (const slug of CASE_SLUGS) {
		const simulated = caseBySlug(slug);
		if (simulated) expect(caseTexts[slug].title).toBe(simulated.title);
	}
});

test('no two cases share a title', () => {
	const titles = Object.values(caseTexts).map(({ title }) => title);
	expect(new Set(titles).size).toBe(CASE_SLUGS.length);
});

describe.each(CASE_SLUGS)('%s', (slug) => {
	const text = caseTexts[slug];

	test.each(['bug.go', 'fix.go'])('%s fits on a slide', (file) => {
		const lines = read(slug, file).trimEnd().split('\n');
		expect(lines[0]).toBe('package main');
		expect(lines.length).toBeLessThanOrEqual(48);
		expect(lines.filter((line) => line.replaceAll('\t', '    ').length > 85)).toEqual([]);
	});

	test('the fix changes few lines and leaves main to demonstrate the same', () => {
		const { removed, added } = changedLines(read(slug, 'bug.go'), read(slug, 'fix.go'));
		expect(removed + added).toBeGreaterThan(0);
		expect(Math.max(removed, added)).toBeLessThanOrEqual(5);
	});

	test('the words are as long as a page has room for', () => {
		expect(text.title.length).toBeLessThanOrEqual(45);
		expect(text.title).not.toMatch(/[.?!]$/);
		expect(sentences(text.symptom)).toBeLessThanOrEqual(2);
		expect(text.question).toMatch(/\?$/);
		expect([2, 3]).toContain(text.hints.length);
		expect(sentences(text.answer)).toBeGreaterThanOrEqual(3);
		expect(sentences(text.answer)).toBeLessThanOrEqual(6);
		expect(sentences(text.fixNote)).toBeLessThanOrEqual(3);
	});

	test('what was measured comes from a run that the claims repeat', () => {
		expectClaimed(text.measured.command, slug);
		expect(text.measured.go).toMatch(/^go1\.\d+\.\d+$/);
	});

	test('what people say is put beside runs that show what happens', () => {
		expect(text.folklore.runs.length).toBeGreaterThan(0);
		for (const run of text.folklore.runs) {
			if ('command' in run) expectClaimed(run.command, slug, run.prints);
			else expect(decodeLink(encodeLink({ case: slug, unknown: [], ...run })).messages).toEqual([]);
		}
	});

	test('there is something to vary: in the simulation, or in the program', () => {
		expect(text.vary.length).toBeGreaterThan(0);
		if (caseBySlug(slug) === undefined) expect(text.tries?.length ?? 0).toBeGreaterThan(0);
	});

	test('its relatives are other cases', () => {
		expect(text.relatives.length).toBeGreaterThan(0);
		expect(text.relatives).not.toContain(slug);
		expect(new Set(text.relatives).size).toBe(text.relatives.length);
	});
});
