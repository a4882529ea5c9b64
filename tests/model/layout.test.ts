import v8 from 'node:v8';
import { describe, expect, test } from 'vitest';
import { speedScenarios } from '../bench/scenarios.ts';
import { calibrationFor } from '../../workers/model/calibrationFor.ts';
import { TimedRun } from '../../workers/model/timedRun.ts';

v8.setFlagsFromString('--allow-natives-syntax');
/** Whether V8 has two objects laid out alike: the same fields, small integers and doubles in the same places. */
const alike = new Function('a', 'b', 'return %HaveSameMap(a, b)') as (a: object, b: object) => boolean;

/** Where objects of two runs, of the same classes in the same places, are laid out differently. */
function differences(a: object, b: object, path: string, seen: Set<object>): string[] {
	if (seen.has(a) || Array.isArray(a) || ArrayBuffer.isView(a)) return [];
	seen.add(a);
	const found = alike(a, b) ? [] : [path];
	for (const [name, inside] of Object.entries(a)) {
		const other: unknown = (b as Record<string, unknown>)[name];
		if (typeof inside !== 'object' || inside === null || typeof other !== 'object' || other === null)
			continue;
		// Only its prototype is asked for: reading a property of an object would bring it to the new layout.
		if (Object.getPrototypeOf(inside) === Object.getPrototypeOf(other))
			found.push(...differences(inside, other, `${path}.${name}`, seen));
	}
	return found;
}

describe('a run leaves its objects laid out as they were made, so that compiled code stays as it is', () => {
	test.for(speedScenarios)('$name', ({ request }) => {
		const short = { ...request, params: { ...request.params, duration: 3e9 } };
		const calibration = calibrationFor(26);
		const [run, untouched] = [new TimedRun(short, calibration), new TimedRun(short, calibration)];
		while (!run.advance(100_000));
		expect(differences(untouched, run, 'run', new Set())).toEqual([]);
	});
});
