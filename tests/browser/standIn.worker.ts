import { expose } from 'comlink';
import { createApi } from '../../workers/entries/api.ts';
import { standInSimulation } from './standIn.ts';

expose(
	createApi((request) => {
		// Thrown outside every promise, as what no code of a worker catches: the worker is lost.
		if (request.case === 'crash') {
			setTimeout(() => {
				throw new Error('out of memory');
			});
		}
		if (request.case === 'hang') {
			const until = performance.now() + 5_000;
			while (performance.now() < until);
		}
		return standInSimulation(request);
	})
);
