import { expect, test } from 'vitest';
import { cases } from '#workers/cases/index.ts';
import { storyParams } from '#workers/cases/requestFor.ts';
import { parameters, type ParameterName } from '#workers/model/parameters.ts';
import { layOutPhases } from '#workers/model/workload/phases.ts';

/** Every case has these, besides its own. */
const everywhere: readonly ParameterName[] = ['gomaxprocs', 'body', 'gcperiod'];

test('every control of every case acts in some phase that has load: no story sets it away in all of them', () => {
	for (const which of cases) {
		for (const name of [...everywhere, ...which.controls]) {
			if (!parameters[name].live) continue;
			// A value that no story uses, so that a phase that has it has it from the control.
			const moved = 12_345;
			const phases = layOutPhases({ ...storyParams(which), [name]: moved });
			const acting = phases.filter(({ params }) => params[name] === moved && params.rate !== 0);
			expect(acting.length, `${name} in ${which.slug}`).toBeGreaterThan(0);
		}
	}
});
