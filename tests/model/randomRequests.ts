import { cases } from '../../workers/cases/index.ts';
import { requestFor } from '../../workers/cases/requestFor.ts';
import type { SimulationRequest } from '../../workers/model/request.ts';
import { Rng } from '../../workers/model/rng.ts';

const KiB = 1024;
const MiB = 1024 * KiB;

/** A request that anybody might make: any case, any mix of parameters, about a thousand requests long. */
export function randomRequest(seed: number): SimulationRequest {
	const rng = new Rng(seed, 99);
	const pick = <T>(values: readonly T[]): T => values[rng.below(values.length)]!;
	const open = rng.uniform() < 0.7;
	const exact = !open && rng.uniform() < 0.3;
	const rate = pick([50, 300, 1000, 5000]);
	const which = pick(cases);
	return requestFor(
		which,
		{
			gomaxprocs: pick([1, 2, 3, 4, 8, 17, 64, 256]),
			cores: pick([1, 2, 4, 64]),
			go: pick(['1.12', '1.19', '1.23', '1.24', '1.25', '1.26']),
			gogc: pick([-1, 10, 50, 100, 100, 400]),
			memlimit: pick([0, 0, 0, 16 * MiB, 200 * MiB]),
			race: rng.uniform() < 0.1,
			rate: open ? rate : 0,
			arrival: pick(['even', 'poisson']),
			burst: exact ? 1 : pick([1, 1, 10, 100]),
			closed: open ? 0 : exact ? 1 : pick([1, 4, 50]),
			ops: open ? 0 : 1 + rng.below(exact ? 1000 : 20),
			duration: open ? Math.round((1000 / rate) * 1e9) : 2e9,
			body: pick([0, 1, 15, 16, 100, 512, 513, 4 * KiB, 32760, 32768, 32769, 300_000, 2 * MiB]),
			bodydist: pick(['fixed', 'fixed', 'lognormal']),
			bodysigma: pick([0.5, 1.5]),
			attackbody: pick([0, 7, 64 * KiB, 16 * MiB]),
			attack: pick([0, 0, 0.01, 0.5]),
			attackby: pick(['request', 'worker']),
			errrate: pick([0, 0, 0.1, 1]),
			hold: pick([0, 0, 1e6, 5e6, 100e6]),
			holddist: pick(['constant', 'exponential']),
			idle: pick([0, 0, 1e6]),
			garbage: pick([0, 0, 2048, 100_000]),
			live: pick([0, 0, 5 * MiB]),
			gcperiod: open ? pick([0, 0, 10e6, 100e6]) : 0,
			gcevery: exact ? 1 + rng.below(50) : pick([0, 0, 37]),
			window: exact ? pick([1, 3, 40]) : 1,
			sample: pick([0, 0, 10e6]),
			fixed: rng.uniform() < 0.4,
			stale: rng.uniform() < 0.5,
			k: pick([1, 4, 100]),
			dropcap: pick([0, 64 * KiB, 4 * MiB]),
			limit: pick([1000, 1 * MiB]),
			phases: open && rng.uniform() < 0.5 ? randomPhases(pick) : '',
			cut: rng.uniform() < 0.5,
			copyout: rng.uniform() < 0.5,
			touch: rng.uniform() < 0.8,
			realtime: rng.uniform() < 0.3,
			seed
		},
		50
	);
}

/** Changes while the process runs: of the load, of the settings, of the variant. */
function randomPhases(pick: <T>(values: readonly T[]) => T): string {
	const changes = () => [
		pick(['rate=200', 'rate=0', 'burst=20', 'arrival=poisson']),
		pick(['gomaxprocs=1', 'gomaxprocs=5', 'gomaxprocs=100', 'gogc=30', 'gogc=off', 'memlimit=64MiB']),
		pick(['fixed=on', 'fixed=off', 'body=1MiB', 'attack=0.3', 'hold=0', 'hold=30ms', 'gcperiod=5ms'])
	];
	return [
		'first:300ms',
		`second:200ms,${changes().join(',')}`,
		`third:400ms,${changes().join(',')}`,
		'last:100ms'
	].join('+');
}
