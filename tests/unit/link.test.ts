import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { caseBySlug, cases, defaultCase } from '../../workers/cases/index.ts';
import { storyParams } from '../../workers/cases/requestFor.ts';
import {
	decodeLink,
	encodeLink,
	initialLinkState,
	type LinkState,
	type RunState,
	type PinnedRun
} from '../../workers/link.ts';
import { parameterNames, parameters, type ParameterName } from '../../workers/model/parameters.ts';
import { nearest } from '../../workers/text/nearest.ts';

describe('a link is short and readable', () => {
	test('defaults are left out', () => {
		expect(encodeLink(initialLinkState())).toBe('v1;case=oversized-dos;model=1');
	});

	test('what differs from the story stands as people write it', () => {
		const state = {
			...initialLinkState(),
			params: { gomaxprocs: 64, body: 100 * 2 ** 20, seed: 7, hold: storyParams(defaultCase).hold }
		};
		expect(encodeLink(state)).toBe('v1;case=oversized-dos;gomaxprocs=64;body=100MiB;seed=7;model=1');
	});

	test('nothing in it has to be escaped in an address, in Markdown or in an attribute', () => {
		const state: LinkState = {
			...initialLinkState(),
			params: { phases: 'a (b) <c>:1s+d;"e":2s' },
			unknown: [["it's", 'x\n#y&z=1%']]
		};
		expect(encodeLink(state)).toMatch(/^[A-Za-z0-9\-._~:,+=*/@!$|;%]*$/);
	});
});

describe('old links are read for ever', () => {
	const links = JSON.parse(readFileSync(new URL('samples/links.json', import.meta.url), 'utf8')) as {
		hash: string;
		state: Partial<LinkState>;
	}[];
	test.each(links)('$hash', ({ hash, state }) => {
		expect(decodeLink(hash)).toEqual({ state: { ...initialLinkState(), ...state }, messages: [] });
	});
});

describe('what cannot be read is said, and the rest is read', () => {
	const read = (hash: string) => decodeLink(hash);

	test('an empty hash is the first screen', () => {
		for (const hash of ['', '#', ' '])
			expect(read(hash)).toEqual({ state: initialLinkState(), messages: [] });
	});

	test('a bad value has its default', () => {
		const { state, messages } = read('#v1;case=steady;gomaxprocs=0;body=1MiB');
		expect(state.params).toEqual({ body: 2 ** 20 });
		expect(messages).toEqual([
			'gomaxprocs cannot be 0: it takes a whole number such as 8 or 10k, from 1 to 1024. It has its usual value 8.'
		]);
	});

	test('phases that cannot be run have their default', () => {
		const { state, messages } = read('#v1;case=steady;phases=load');
		expect(state.params).toEqual({});
		expect(messages[0]).toMatch(/^phases: "load" does not begin with a name and a length/);
	});

	test('an unknown key is kept and written again', () => {
		const { state, messages } = read('#v1;case=steady;colour=blue%3Bgreen');
		expect(messages).toEqual(['The link says colour, which nothing here is named.']);
		expect(encodeLink(state)).toBe('v1;case=steady;colour=blue%3Bgreen;model=1');
	});

	test('a mistyped key is guessed', () => {
		expect(read('#v1;gomaxproc=4').messages[0]).toBe(
			'The link says gomaxproc, which nothing here is named. Did its maker mean gomaxprocs?'
		);
	});

	test('an unknown case is the first screen', () => {
		const { state, messages } = read('#v1;case=oversize-dos;gomaxprocs=2');
		expect(state.case).toBe('oversized-dos');
		expect(state.params).toEqual({ gomaxprocs: 2 });
		expect(messages[0]).toContain('Did its maker mean oversized-dos?');
	});

	test('a newer format is read as far as it is understood', () => {
		const { state, messages } = read('#v7;case=steady;gomaxprocs=2');
		expect(state).toMatchObject({ case: 'steady', params: { gomaxprocs: 2 } });
		expect(messages[0]).toContain('format v7');
	});

	test('another model is said', () => {
		expect(read('#v1;case=steady;model=0').messages[0]).toContain('made with model 0, this is model 1');
	});

	test('of a key that stands twice the last one counts', () => {
		const { state, messages } = read('#v1;case=steady;seed=2;seed=3');
		expect(state.params).toEqual({ seed: 3 });
		expect(messages).toEqual(['seed stands twice in the link; the last one counts.']);
	});

	test('a hash that chat programs have escaped, or split with &, is read', () => {
		for (const hash of ['#v1%3Bcase%3Dsteady%3Bgomaxprocs%3D2', '#v1&case=steady&amp;gomaxprocs=2']) {
			expect(read(hash)).toEqual({
				state: { ...initialLinkState(), case: 'steady', params: { gomaxprocs: 2 } },
				messages: []
			});
		}
	});

	test('words for charts that are none are refused together', () => {
		for (const words of ['heap', 'heap.', '.log', 'heap.log,,', 'Heap.log', 'heap.lo g']) {
			const { state, messages } = read(`#v1;case=steady;charts=${words}`);
			expect(state.charts).toBeUndefined();
			expect(messages).toEqual([
				expect.stringMatching(/^charts cannot be ".*": it takes words such as heap\.log/)
			]);
		}
	});

	test('an anchor of a page is not a state', () => {
		expect(read('#how-it-works').messages).toEqual([
			'"how-it-works" is not a link of Poolscope: this is the first screen.'
		]);
	});

	test('names of object members are not parameters', () => {
		expect(read('#v1;constructor=1;__proto__=2').state.unknown).toEqual([
			['constructor', '1'],
			['__proto__', '2']
		]);
	});
});

describe('any state', () => {
	test('comes back as it was, 5,000 times', { timeout: 60_000 }, () => {
		fc.assert(
			fc.property(anyState(), (state) => {
				const hash = encodeLink(state);
				const decoded = decodeLink(`#${hash}`);
				expect(complete(decoded.state)).toEqual(complete(state));
				expect(encodeLink(decoded.state)).toBe(hash);
				expect(decoded.messages).toHaveLength(state.unknown.length);
			}),
			{ numRuns: 5000 }
		);
	});

	test('survives mutilation without an exception, 5,000 times', { timeout: 60_000 }, () => {
		fc.assert(
			fc.property(anyState(), fc.array(anyWound(), { minLength: 1, maxLength: 6 }), (state, wounds) => {
				const hash = wounds.reduce((text, wound) => wound(text), `#${encodeLink(state)}`);
				const { state: read, messages } = decodeLink(hash);
				expect(caseBySlug(read.case)?.slug).toBe(read.case);
				for (const message of messages) expect(message).toMatch(/[.?]$/);
				const again = decodeLink(encodeLink(read));
				expect(encodeLink(again.state)).toBe(encodeLink(read));
			}),
			{ numRuns: 5000 }
		);
	});

	test('no text at all makes it throw', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
				decodeLink(text);
				decodeLink(`v1;${text}`);
			}),
			{ numRuns: 3000 }
		);
		expect(decodeLink(`v1;${'x=1;'.repeat(50_000)}`).messages.length).toBeLessThan(10_000);
	});
});

describe('the nearest word', () => {
	test('is one slip away or begins as the given one does', () => {
		expect(nearest('gomaxporcs', parameterNames)).toBe('gomaxprocs');
		expect(nearest('gomax', parameterNames)).toBe('gomaxprocs');
		expect(nearest('zebra', parameterNames)).toBeUndefined();
		expect(nearest('', parameterNames)).toBeUndefined();
	});
});

/** With parameters that say what the story says anyway written out, so that they compare as equal. */
function complete(state: LinkState) {
	const full = (run: RunState) => ({
		case: run.case,
		params: { ...storyParams(caseBySlug(run.case) ?? fail()), ...run.params }
	});
	return {
		...state,
		...full(state),
		pins: state.pins.map((pin) => ({ ...full(pin), ...(pin.name === undefined ? {} : { name: pin.name }) }))
	};
}

function fail(): never {
	throw new Error('no such case');
}

function anyState(): fc.Arbitrary<LinkState> {
	const instant = fc.integer({ min: 0, max: 3600e9 });
	return fc
		.record(
			{
				run: anyRun(),
				pins: fc.array(anyPin(), { maxLength: 3 }),
				unknown: fc.uniqueArray(fc.tuple(anyUnknownKey(), fc.string({ maxLength: 12 })), {
					maxLength: 3,
					selector: ([key]) => key
				}),
				view: fc.constantFrom('live', 'compare', 'story-2'),
				charts: fc.uniqueArray(
					fc.constantFrom(
						'heap.log',
						'heap.-rssBytes',
						'heap.-heapGoalBytes',
						'occupancy.bytes',
						'new.share',
						'gc.table'
					),
					{ minLength: 1 }
				),
				cursorNs: instant,
				step: fc.nat(99),
				board: fc.stringMatching(/^[A-Za-z0-9_-]{1,20}$/),
				zoom: fc
					.tuple(instant, instant)
					.map(([a, b]) => ({ startNs: Math.min(a, b), endNs: Math.max(a, b) + 1 }))
			},
			{ requiredKeys: ['run', 'pins', 'unknown'] }
		)
		.map(({ run, ...rest }) => ({ ...run, ...rest }));
}

function anyUnknownKey(): fc.Arbitrary<string> {
	const known = new Set<string>([
		...parameterNames,
		'case',
		'model',
		'view',
		'cursor',
		'zoom',
		'charts',
		'step',
		'pin',
		'board'
	]);
	return fc
		.string({ minLength: 1, maxLength: 10 })
		.map((key) => key.trim())
		.filter((key) => key !== '' && !known.has(key));
}

function anyPin(): fc.Arbitrary<PinnedRun> {
	const name = fc
		.string({ minLength: 1, maxLength: 20, unit: 'grapheme' })
		.map((text) => text.trim())
		.filter((text) => text !== '' && text.isWellFormed() && text.length <= 40);
	return fc
		.tuple(anyRun(), fc.option(name, { nil: undefined }))
		.map(([run, name]) => (name === undefined ? run : { ...run, name }));
}

function anyRun(): fc.Arbitrary<RunState> {
	return fc
		.tuple(fc.constantFrom(...cases), fc.dictionary(fc.constantFrom(...parameterNames), fc.nat()))
		.chain(([which, chosen]) =>
			fc
				.record(
					Object.fromEntries(
						Object.keys(chosen).map((name) => [name, anyValue(name as ParameterName)])
					) as Record<ParameterName, fc.Arbitrary<number | string | boolean>>
				)
				.map((params) => ({ case: which.slug, params: { ...params } as RunState['params'] }))
		);
}

function anyValue(name: ParameterName): fc.Arbitrary<number | string | boolean> {
	const row = parameters[name];
	const range = { min: row.min ?? 0, max: row.max ?? 1 };
	switch (row.kind) {
		case 'flag':
			return fc.boolean();
		case 'choice':
			return fc.constantFrom(...(row.choices ?? []));
		case 'list':
			return name === 'phases'
				? fc.constantFrom('', 'load:5s', 'a:1s,attack=0.5+b ;%#:2.5s,rate=0,fixed=on+ü:1ms')
				: fc.constantFrom('', '1000-7000', '1000-7000,90000-96500.5');
		case 'count':
		case 'bytes':
		case 'duration':
			return fc.integer(range);
		case 'gogc':
			return fc.oneof(fc.constant(-1), fc.integer({ min: 0, max: range.max }));
		default:
			return fc.double({ ...range, noNaN: true }).map((value) => value + 0);
	}
}

/** One way to damage a text: cut, delete, insert, double, swap cases, escape. */
function anyWound(): fc.Arbitrary<(text: string) => string> {
	const at = fc.double({ min: 0, max: 1, noNaN: true });
	return fc.oneof(
		at.map((share) => (text: string) => text.slice(0, Math.floor(share * text.length))),
		at.map((share) => (text: string) => text.slice(Math.floor(share * text.length))),
		fc
			.tuple(at, fc.string({ unit: 'binary', minLength: 1, maxLength: 6 }))
			.map(([share, extra]) => (text: string) => {
				const place = Math.floor(share * text.length);
				return text.slice(0, place) + extra + text.slice(place + extra.length);
			}),
		fc
			.tuple(at, fc.constantFrom(';', '=', '%', '&', 'v1;', ';pin=', '%ZZ', '%E0%A4', ';case=', '\uD800'))
			.map(([share, extra]) => (text: string) => {
				const place = Math.floor(share * text.length);
				return text.slice(0, place) + extra + text.slice(place);
			}),
		fc.constantFrom(
			(text: string) => text.toUpperCase(),
			(text: string) => text + text,
			(text: string) => encodeURIComponent(text.toWellFormed()),
			(text: string) => text.replaceAll(';', '&amp;')
		)
	);
}
