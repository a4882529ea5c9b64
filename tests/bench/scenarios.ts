import { caseBySlug } from '../../workers/cases/index.ts';
import { requestFor } from '../../workers/cases/requestFor.ts';
import type { Params } from '../../workers/model/parameters.ts';
import type { SimulationRequest } from '../../workers/model/request.ts';

const s = 1e9;
const ms = 1e6;

/** One line of the table: a run and what it is measured for. */
export interface Scenario {
	name: string;
	request: SimulationRequest;
}

/**
 * The reference load: 10,000 requests a second hold a 1 KiB buffer for 5 ms, 50 in flight, and drop 2 KiB of other
 * garbage each; 60 s are 600,000 Get/Put pairs and some 350 collections.
 */
function reference(params: Partial<Params> = {}): SimulationRequest {
	const steady = caseBySlug('steady');
	if (steady === undefined) throw new Error('There is no case steady: the bench needs it.');
	return requestFor(steady, {
		rate: 10_000,
		hold: 5 * ms,
		body: 1024,
		garbage: 2048,
		duration: 60 * s,
		gomaxprocs: 8,
		phases: '',
		arrival: 'even',
		holddist: 'constant',
		...params
	});
}

/** Speed of the whole model: constant holds at 1 to 64 Ps, then random ones. */
export const speedScenarios: Scenario[] = [
	...[1, 2, 8, 16, 64].map((gomaxprocs) => ({
		name: `constant hold, ${gomaxprocs} P${gomaxprocs > 1 ? 's' : ''}`,
		request: reference({ gomaxprocs })
	})),
	...[1, 8, 64].map((gomaxprocs) => ({
		name: `random holds and arrivals, ${gomaxprocs} P${gomaxprocs > 1 ? 's' : ''}`,
		request: reference({ gomaxprocs, holddist: 'exponential', arrival: 'poisson' })
	}))
];

/** Pairs whose ratio of cost per Get/Put pair is bounded. */
export const shapeScenarios: {
	name: string;
	dear: SimulationRequest;
	cheap: SimulationRequest;
	bound: number;
}[] = [
	{ name: '256 Ps ÷ 8 Ps', dear: reference({ gomaxprocs: 256 }), cheap: reference(), bound: 1.5 },
	{
		name: '10,000 in flight ÷ 50',
		dear: reference({ rate: 100_000, hold: 100 * ms, duration: 6 * s }),
		cheap: reference({ rate: 100_000, hold: 0.5 * ms, duration: 6 * s }),
		bound: 2
	},
	{ name: '600 s ÷ 60 s', dear: reference({ duration: 600 * s }), cheap: reference(), bound: 1.2 }
];
