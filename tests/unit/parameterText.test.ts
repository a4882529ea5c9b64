import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	checkParameter,
	expectation,
	formatParameter,
	parseParameter
} from '../../workers/model/parameterText.ts';
import {
	initialParams,
	parameterNames,
	parameters,
	type ParameterName
} from '../../workers/model/parameters.ts';

function valueOf(name: ParameterName, text: string) {
	const parsed = parseParameter(name, text);
	if (!parsed.ok) throw new Error(parsed.error);
	return parsed.value;
}

function errorOf(name: ParameterName, text: string) {
	const parsed = parseParameter(name, text);
	return parsed.ok ? `no error: ${String(parsed.value)}` : parsed.error;
}

describe('what people write is understood', () => {
	test.each<[ParameterName, string, number | string | boolean]>([
		['body', '100MiB', 104_857_600],
		['body', '100 MiB', 104_857_600],
		['body', '100mib', 104_857_600],
		['body', '100Mi', 104_857_600],
		['body', '100MB', 100_000_000],
		['body', '1.5GiB', 1_610_612_736],
		['body', '64k', 64_000],
		['body', '512', 512],
		['body', '1,048,576', 1_048_576],
		['body', '0', 0],
		['hold', '5ms', 5e6],
		['hold', '1m', 60e9],
		['hold', '1m30s', 90e9],
		['hold', '1.5s', 1.5e9],
		['hold', '100us', 1e5],
		['hold', '100 µs', 1e5],
		['hold', '0', 0],
		['attack', '50%', 0.5],
		['attack', '7 %', 0.07],
		['attack', '.5', 0.5],
		['gogc', 'off', -1],
		['gogc', '400', 400],
		['gogc', '75%', 75],
		['fixed', 'on', true],
		['fixed', 'true', true],
		['fixed', '0', false],
		['fixed', 'OFF', false],
		['rate', '1e6', 1e6],
		['rate', '10k', 10_000],
		['rate', '2.5k/s', 2500],
		['gomaxprocs', '64', 64],
		['go', 'go1.26', '1.26'],
		['arrival', 'Poisson', 'poisson'],
		['bodysigma', '0.75', 0.75],
		['phases', ' load:1s+calm:2s ', 'load:1s+calm:2s']
	])('%s=%s', (name, text, value) => {
		expect(valueOf(name, text)).toBe(value);
	});
});

describe('what cannot be run is refused with a sentence that says what can', () => {
	test.each<[ParameterName, string, string]>([
		['body', 'big', 'body cannot be "big": it takes a size such as 512B, 4KiB or 1.5MiB, from 0 to 4GiB.'],
		['body', '8GiB', 'body cannot be 8GiB: it takes a size such as 512B, 4KiB or 1.5MiB, from 0 to 4GiB.'],
		[
			'hold',
			'5',
			'hold cannot be "5": it takes a time with its unit such as 100us, 5ms or 1.5s, from 0 to 600s.'
		],
		[
			'hold',
			'-5ms',
			'hold cannot be "-5ms": it takes a time with its unit such as 100us, 5ms or 1.5s, from 0 to 600s.'
		],
		['attack', '50', 'attack cannot be 50: it takes a share such as 0.05 or 5%, from 0 to 1.'],
		['gogc', '-0.5', 'gogc cannot be -0.5: it takes a percentage from 0 to 100000 or off.'],
		['fixed', 'maybe', 'fixed cannot be "maybe": it takes on or off.'],
		['go', '1.0', 'go cannot be "1.0": it takes one of 1.12, 1.19, 1.23, 1.24, 1.25, 1.26.'],
		['gomaxprocs', '0', 'gomaxprocs cannot be 0: it takes a whole number such as 8 or 10k, from 1 to 1024.'],
		[
			'gomaxprocs',
			'2.5',
			'gomaxprocs cannot be 2.5: it takes a whole number such as 8 or 10k, from 1 to 1024.'
		],
		['gomaxprocs', '', 'gomaxprocs cannot be "": it takes a whole number such as 8 or 10k, from 1 to 1024.']
	])('%s=%s', (name, text, sentence) => {
		expect(errorOf(name, text)).toBe(sentence);
	});

	test('a long text is cut in the message', () => {
		expect(errorOf('body', 'x'.repeat(5000)).length).toBeLessThan(150);
	});

	test('values that are not text are checked too', () => {
		expect(checkParameter('body', 4096)).toBeUndefined();
		expect(checkParameter('body', Number.NaN)).toContain('body cannot be NaN');
		expect(checkParameter('body', null)).toContain('body cannot be null');
		expect(checkParameter('fixed', 1)).toContain('fixed cannot be 1');
		expect(checkParameter('go', '1.27')).toContain('go cannot be "1.27"');
	});
});

describe('formatting is exact', () => {
	test.each<[ParameterName, number | string | boolean, string]>([
		['body', 104_857_600, '100MiB'],
		['body', 1536, '1536B'],
		['body', 1_610_612_736, '1.5GiB'],
		['body', 100_000_000, '100000000B'],
		['body', 0, '0B'],
		['hold', 5e6, '5ms'],
		['hold', 100, '100ns'],
		['hold', 1.5e9, '1.5s'],
		['gogc', -1, 'off'],
		['gogc', 100, '100'],
		['attack', 0.07, '0.07'],
		['fixed', true, 'on'],
		['rate', 2500.5, '2500.5']
	])('%s %d is written %s', (name, value, text) => {
		expect(formatParameter(name, value as never)).toBe(text);
	});

	test.each(parameterNames.filter((name) => parameters[name].kind !== 'list'))(
		'any valid %s comes back as it was',
		(name) => {
			fc.assert(
				fc.property(anyValue(name), (value) => {
					expect(checkParameter(name, value)).toBeUndefined();
					expect(valueOf(name, formatParameter(name, value as never))).toBe(value);
				}),
				{ numRuns: 500 }
			);
		}
	);

	test('the initial values are valid, come back as they were, and every parameter says what it takes', () => {
		const initial = initialParams();
		for (const name of parameterNames) {
			expect(valueOf(name, formatParameter(name, initial[name] as never))).toBe(initial[name]);
			expect(expectation(name)).toMatch(/^it takes /);
		}
	});

	test('no text throws', () => {
		fc.assert(
			fc.property(fc.constantFrom(...parameterNames), fc.string(), (name, text) => {
				const parsed = parseParameter(name, text);
				if (parsed.ok) expect(checkParameter(name, parsed.value)).toBeUndefined();
				else expect(parsed.error).toMatch(/ cannot be /);
			}),
			{ numRuns: 3000 }
		);
	});
});

function anyValue(name: ParameterName): fc.Arbitrary<number | string | boolean> {
	const row = parameters[name];
	const min = row.min ?? 0;
	const max = row.max ?? 1;
	switch (row.kind) {
		case 'flag':
			return fc.boolean();
		case 'choice':
			return fc.constantFrom(...(row.choices ?? []));
		case 'count':
		case 'bytes':
		case 'duration':
			return fc.integer({ min, max });
		case 'gogc':
			return fc.oneof(fc.constant(-1), fc.integer({ min: 0, max }), fc.double({ min: 0, max, noNaN: true }));
		default:
			return fc.double({ min, max, noNaN: true }).map((value) => value + 0);
	}
}
