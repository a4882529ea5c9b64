import { nsPerPair } from './measure.ts';
import { speedScenarios } from './scenarios.ts';

/** Measures the speed scenarios inside a worker of the browser and posts one line after the other. */
for (const { name, request } of speedScenarios) {
	postMessage({ name, ns: nsPerPair(request, () => performance.now()) });
}
postMessage(null);
