import { expose, proxy, wrap, type Remote } from 'comlink';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createExplorerApi, type ExplorerApi, type OnProgress } from '../../workers/entries/explorerApi.ts';
import { run } from '../../workers/cli/run.ts';
import { createSearch, explore, usualExploration } from '../../workers/program/explorer.ts';
import { CASE_SLUGS } from '../../workers/programs/text.ts';
import { caseTexts } from '../../workers/programs/texts/index.ts';

const small = { ...usualExploration, slug: 'use-after-put', gomaxprocs: 1, randomSchedules: 50 };
const large = { ...small, gomaxprocs: 4, slices: true, schedules: 2_000_000, randomSchedules: 2_000_000 };

describe('the explorer over a message channel', () => {
	let ports: MessageChannel;
	let api: Remote<ExplorerApi>;

	beforeEach(() => {
		ports = new MessageChannel();
		expose(createExplorerApi(createSearch), ports.port1);
		api = wrap<ExplorerApi>(ports.port2);
	});

	afterEach(() => {
		ports.port1.close();
		ports.port2.close();
	});

	test('finds in slices what one piece finds', async () => {
		expect(await api.explore(small)).toEqual(explore(small));
	});

	test('says how far it is, with growing shares below 1, until it is cancelled', async () => {
		const heard: number[] = [];
		const searching = api.explore(
			large,
			proxy<OnProgress>((progress) => {
				heard.push(progress);
				if (heard.length === 2) void api.cancel();
			})
		);
		expect(await searching).toBeNull();
		expect(heard.length).toBeGreaterThanOrEqual(2);
		expect(heard).toEqual([...heard].sort((a, b) => a - b));
		expect(heard.at(-1)).toBeLessThan(1);
	});

	test('the newest search wins: the older one gives null', async () => {
		const older = api.explore(large);
		const newer = api.explore(small);
		expect(await older).toBeNull();
		expect((await newer)?.faultFound).toBe(true);
	});

	test('a case that is not there is refused with a sentence', async () => {
		await expect(api.explore({ ...small, slug: 'nothing' })).rejects.toThrow('no program "nothing"');
	});

	test('traces the schedule that a search found', async () => {
		const schedule = (await api.explore(small))?.fault?.schedule ?? '';
		const trace = await api.trace({ ...small, schedule });
		expect(trace.faults.some(({ counts, kind }) => counts && kind === 'use-after-put')).toBe(true);
	});
});

/** Runs the command line as the shell would. */
async function poolscope(...args: string[]): Promise<{ status: number; out: string; err: string }> {
	let out = '';
	let err = '';
	const io = {
		print: (text: string) => (out += text),
		list: () => Promise.reject(new Error('explore reads no file')),
		save: () => Promise.resolve(),
		note: () => undefined,
		open: () => Promise.reject(new Error('explore reads no file'))
	};
	const status = await run(args, io, (text) => (err += text));
	return { status, out, err };
}

describe('poolscope explore', () => {
	test('gives the shortest schedule of a bug as data, its steps counted and one by one', async () => {
		const { out, status } = await poolscope(
			...['explore', 'use-after-put', '--gomaxprocs', '1', '--random', '100', '--format', 'json']
		);
		expect(status).toBe(0);
		const found = JSON.parse(out) as Record<string, unknown> & { fault: { path: unknown[] } };
		expect(found).toMatchObject({
			slug: 'use-after-put',
			variant: 'bug',
			faultFound: true,
			fault: { kind: 'use-after-put', steps: 8, sinceStep: 4 },
			schedulesExplored: 6,
			exhaustive: true,
			randomSchedules: 100
		});
		expect(found.fault.path).toHaveLength(8);
		expect(found.randomFaultShare).toBeGreaterThan(0.2);
	});

	test('gives no fault for the fix, and prints the same bytes for the same flags', async () => {
		const args = ['explore', 'use-after-put', '--variant', 'fixed', '--random', '100', '--format', 'json'];
		const { out } = await poolscope(...args);
		expect(JSON.parse(out)).toMatchObject({
			variant: 'fixed',
			faultFound: false,
			fault: null,
			exhaustive: true
		});
		expect((await poolscope(...args)).out).toBe(out);
	});

	test('tells both in words', async () => {
		const bug = (await poolscope('explore', 'put-inside-new', '--random', '10')).out;
		expect(bug).toContain('Shortest: 3 steps, 0 preemptions. two-owners: main gets ticket #1');
		expect(bug).toMatch(/^ {3}3 {2}main {2}P0 {2}line \d+ {2}Get → ticket #1/m);
		const fix = (await poolscope('explore', 'put-inside-new', '--variant', 'fixed', '--random', '10')).out;
		expect(fix).toContain('none show the fault');
		expect(fix).not.toContain('Shortest');
	});

	test('its help names every field of its JSON', async () => {
		const { out: help } = await poolscope('help', 'explore');
		const { out } = await poolscope('explore', 'put-inside-new', '--random', '10', '--format', 'json');
		const found = JSON.parse(out) as { fault: { path: object[] } };
		for (const part of [found, found.fault, found.fault.path[0] ?? {}]) {
			for (const name of Object.keys(part)) expect(help).toMatch(new RegExp(`\\b${name}\\b`));
		}
	});

	test.each([
		[['explore'], 'Name one case, as in poolscope explore use-after-put.'],
		[
			['explore', 'use-after-putt'],
			'There is no program of a case "use-after-putt". Did you mean use-after-put?'
		],
		[['explore', 'steady'], 'There is no program of a case "steady". poolscope cases lists them.'],
		[['explore', 'put-inside-new', '--gomaxprocs', '0'], '--gomaxprocs cannot be "0"'],
		[['explore', 'put-inside-new', '--pauses', 'some'], '--pauses cannot be "some": it takes on or off.'],
		[['explore', 'put-inside-new', '--varient', 'bug'], 'Did you mean --variant?']
	])('%j is refused with a sentence', async (args, sentence) => {
		const { status, err, out } = await poolscope(...args);
		expect(status).toBe(2);
		expect(err).toContain(sentence);
		expect(out).toBe('');
	});
});

test('poolscope cases lists all twenty with class and title', async () => {
	const listed = JSON.parse((await poolscope('cases', '--format', 'json')).out) as {
		slug: string;
		class: string | null;
		title: string;
	}[];
	const classed = listed.filter((each) => each.class !== null);
	expect(new Set(classed.map(({ slug }) => slug))).toEqual(new Set(CASE_SLUGS));
	for (const slug of CASE_SLUGS) {
		expect(classed.find((each) => each.slug === slug)).toMatchObject({ class: caseTexts[slug].class });
	}
	expect(listed.every(({ title }) => title !== '')).toBe(true);
	const { out } = await poolscope('cases');
	for (const slug of CASE_SLUGS) expect(out).toMatch(new RegExp(`^${slug}\\b`, 'm'));
});
