import { expect, test } from 'vitest';
import { EmbedSession } from '../../src/lib/embed/session.ts';
import type { EmbedHost } from '../../src/lib/embed/workerHost.ts';
import { createEmbedApi, type EmbedAnswer, type EmbedQuestion } from '../../workers/entries/embedApi.ts';
import { decodeLink, encodeLink } from '../../workers/link.ts';
import { createSimulation } from '../../workers/model/simulate.ts';

/** Short runs: what is tested is what is asked, in which order. */
const quick = ';phases=before:300ms';

/** The real functions, each answer held back until it is let go. */
function heldHost() {
	const api = createEmbedApi(createSimulation);
	const questions: EmbedQuestion[] = [];
	let go: () => void = () => {};
	const host: EmbedHost = {
		async answer(question) {
			questions.push(question);
			await new Promise<void>((resolve) => (go = resolve));
			return (await api.answer(question)).value as EmbedAnswer | null;
		},
		cancel: () => {},
		dispose: () => {}
	};
	return { host, questions, letGo: () => go() };
}

async function settled(session: EmbedSession, letGo: () => void): Promise<void> {
	while (session.busy) {
		letGo();
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
}

test('while a run goes on only the newest question waits, with all changes that were made meanwhile', async () => {
	const { host, questions, letGo } = heldHost();
	const session = new EmbedSession(host, () => {});
	session.open(`v1;case=missed-put${quick}`);
	session.change({ gomaxprocs: 2 });
	session.change({ gomaxprocs: 4 });
	session.change({ seed: 9 });
	await settled(session, letGo);
	expect(questions.map(({ changes }) => changes)).toEqual([undefined, { gomaxprocs: 4, seed: 9 }]);
	expect(session.link).toMatch(/^v1;case=missed-put;gomaxprocs=4;phases=before:300ms;seed=9;model=\d+$/);
});

test('axes hold still or grow while a case is looked at, and are new with the next case', async () => {
	const { host, letGo } = heldHost();
	const session = new EmbedSession(host, () => {});
	const top = () => session.axes.heap?.[1] ?? 0;
	session.open(`v1;case=no-pool;live=64MiB${quick}`);
	await settled(session, letGo);
	const wide = top();
	session.change({ live: '1MiB' });
	await settled(session, letGo);
	expect(top()).toBe(wide);
	session.change({ live: '128MiB' });
	await settled(session, letGo);
	expect(top()).toBeGreaterThan(wide);
	session.open(`v1;case=missed-put${quick}`);
	await settled(session, letGo);
	expect(top()).toBeLessThan(wide);
});

test('its link keeps the crosshair and the stretch of time, which a link opens again', async () => {
	const { host, letGo } = heldHost();
	const session = new EmbedSession(host, () => {});
	session.open(`v1;case=missed-put${quick}`);
	await settled(session, letGo);
	session.seek(0.1234567e9);
	session.zoomTo([0.05e9, 0.2e9]);
	expect(session.link).toMatch(/;zoom=50ms\.\.200ms;cursor=123457us;model=\d+$/);
	// The dashboard writes the same, whatever the unit.
	for (const us of [0, 1, 990, 1e3, 20_005, 20_010, 123_457, 250_000, 999_999, 1e6, 1_234_567, 2_500_000]) {
		session.zoomTo([us * 1e3, (us + 5e6) * 1e3]);
		expect(encodeLink(decodeLink(session.link).state)).toBe(session.link);
	}
	session.zoomTo([0.05e9, 0.2e9]);
	const again = new EmbedSession(host, () => {});
	again.open(session.link);
	await settled(again, letGo);
	expect([again.zoom, again.pinnedNs]).toEqual([[0.05e9, 0.2e9], 0.123457e9]);
	again.seek(99e9);
	expect(again.pinnedNs).toBeLessThan(1e9);
});

test('an instant that is sought before the answer is there waits for it; of another state it is forgotten', async () => {
	const { host, letGo } = heldHost();
	const session = new EmbedSession(host, () => {});
	session.open(`v1;case=missed-put${quick}`);
	session.seek(0.1e9);
	session.change({ gomaxprocs: 2 });
	await settled(session, letGo);
	expect(session.pinnedNs).toBe(0.1e9);
	session.change({ case: 'no-pool', phases: 'before:300ms' });
	session.seek(0.2e9);
	await settled(session, letGo);
	expect(session.link).toMatch(/^v1;case=no-pool;phases=before:300ms;cursor=200ms;/);
	session.open(`v1;case=missed-put${quick};cursor=50ms`);
	session.seek(0.15e9);
	await settled(session, letGo);
	expect(session.pinnedNs).toBe(0.15e9);
	session.seek(0.2e9);
	session.open(`v1;case=no-pool${quick};cursor=50ms`);
	session.seek(0.1e9);
	session.open(`v1;case=missed-put${quick};cursor=60ms`);
	await settled(session, letGo);
	expect(session.pinnedNs).toBe(0.06e9);
	session.open(`v1;case=missed-put${quick};cursor=70ms`);
	session.open(`v1;case=missed-put${quick};cursor=80ms`);
	await settled(session, letGo);
	expect(session.pinnedNs).toBe(0.08e9);
});

test('a question that cannot be answered says why, and what is shown stays', async () => {
	const host: EmbedHost = {
		answer: () => Promise.reject(new Error('It cannot be run.')),
		cancel: () => {},
		dispose: () => {}
	};
	const session = new EmbedSession(host, () => {});
	session.open('v1;case=missed-put');
	await settled(session, () => {});
	expect([session.problem, session.answer]).toEqual(['It cannot be run.', null]);
});
