import fc from 'fast-check';
import { expect, test } from 'vitest';
import { frequencyText, parseField, parseFrequency } from '#lib/controls/fieldText.ts';
import { parameterNames, parameters, type Parameter, type Params } from '#workers/model/parameters.ts';
import { valueText } from '#workers/text/valueText.ts';

test('a field reads back exactly what it shows, for any value of any number', () => {
	const rows = parameterNames
		.map((name): Parameter => parameters[name])
		.filter((row) => row.min !== undefined);
	for (const row of rows) {
		const whole = ['count', 'bytes', 'duration', 'gogc'].includes(row.kind);
		const { min = 0, max = 1 } = row;
		const values = whole
			? fc.integer({ min, max })
			: fc.double({ min, max, noNaN: true, noDefaultInfinity: true });
		fc.assert(
			fc.property(values, (value) => {
				const text = valueText(row.name, value as Params[typeof row.name]);
				expect(parseField(row.name, text), `${row.name} ${text}`).toEqual({
					ok: true,
					value: value === 0 ? 0 : value
				});
			}),
			{ numRuns: 200, seed: 1 }
		);
	}
});

test('fields are written as people write', () => {
	expect(valueText('body', 16 * 2 ** 20)).toBe('16 MiB');
	expect(valueText('hold', 20e6)).toBe('20 ms');
	expect(valueText('hold', 250e3)).toBe('250 µs');
	expect(valueText('attack', 0.07)).toBe('7 %');
	expect(valueText('gogc', -1)).toBe('off');
	expect(valueText('memlimit', 0)).toBe('none');
});

test('a refusal begins with the label and names what would do', () => {
	const refused = parseField('body', 'lots');
	expect(refused.ok).toBe(false);
	if (!refused.ok) expect(refused.error).toMatch(/^Body size cannot be "lots": .*4KiB/);
});

test('GC frequency and period are each other’s inverse', () => {
	expect(frequencyText(0)).toBe('never');
	expect(frequencyText(2e9)).toBe('0.5/s');
	expect(frequencyText(3e9)).toBe('every 3 s');
	expect(parseFrequency('2/s')).toEqual({ ok: true, value: 5e8 });
	expect(parseFrequency('0.5')).toEqual({ ok: true, value: 2e9 });
	expect(parseFrequency('every 3 s')).toEqual({ ok: true, value: 3e9 });
	expect(parseFrequency('0')).toEqual({ ok: true, value: 0 });
	fc.assert(
		fc.property(fc.integer({ min: 0, max: parameters.gcperiod.max ?? 0 }), (periodNs) => {
			expect(parseFrequency(frequencyText(periodNs))).toEqual({ ok: true, value: periodNs });
		}),
		{ numRuns: 500, seed: 1 }
	);
});

test('a frequency that is none says what would be one', () => {
	for (const text of ['often', '-3/s', '', '1e-30']) {
		const refused = parseFrequency(text);
		expect(refused.ok, text).toBe(false);
		if (!refused.ok) expect(refused.error).toContain('such as 2/s');
	}
});
