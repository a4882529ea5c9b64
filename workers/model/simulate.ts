import { calibrationFor } from './calibrationFor.ts';
import { ExactRun } from './exactRun.ts';
import type { Frames } from './frames.ts';
import { goMinor } from './heap/goVersion.ts';
import { RequestError } from './invariants.ts';
import { checkParameter } from './parameterText.ts';
import { parameterNames } from './parameters.ts';
import type { SimulationRequest } from './request.ts';
import type { OpenSimulation } from './simulation.ts';
import { TimedRun } from './timedRun.ts';

const MOST_ROWS = 20_000;

/** Lays out a run. Throws a RequestError naming the parameter when a value cannot be run. */
export function createSimulation(request: SimulationRequest): OpenSimulation {
	const { params } = request;
	for (const name of parameterNames) {
		const problem = checkParameter(name, params[name]);
		if (problem !== undefined) throw new RequestError(problem);
	}
	const every = request.at !== undefined && 'everyNs' in request.at ? request.at.everyNs : 1e6;
	if (!(every >= 1e5)) throw new RequestError(`rows cannot be ${every} ns apart: 100us is the least.`);
	if (!(request.rows >= 2 && request.rows <= MOST_ROWS)) {
		throw new RequestError(`rows cannot be ${request.rows}: it takes a whole number from 2 to ${MOST_ROWS}.`);
	}
	const calibration = request.calibration ?? calibrationFor(goMinor(params.go));
	if (params.closed === 1 && params.gcevery > 0) return new ExactRun(request, calibration);
	return new TimedRun(request, calibration);
}

/** The whole run at once. */
export function simulate(request: SimulationRequest): Frames {
	const simulation = createSimulation(request);
	while (!simulation.advance(100_000));
	return simulation.frames();
}
