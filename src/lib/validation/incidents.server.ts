/** The famous incidents, run while the site is built: what real Go did beside what the model says. */
import { caseBySlug } from '#workers/cases/index.ts';
import { heapAfter, presets, type Preset } from '#workers/cases/presets.ts';
import { requestFor } from '#workers/cases/requestFor.ts';
import { encodeLink } from '#workers/link.ts';
import type { Frames } from '#workers/model/frames.ts';
import { initialParams, type Params } from '#workers/model/parameters.ts';
import { simulate } from '#workers/model/simulate.ts';
import type { Incident, IncidentRun } from './page.ts';

/** Rows of a run: several for each second between two forced collections. */
const ROWS = 600;
/** Pools have a victim cache since Go 1.13; the newest version that a preset is compared with knows no other change. */
const withVictims = '1.19';

export function incidents(): Incident[] {
	return presets.map((preset) => {
		const { slug, title, point, thread, differs, measured, params } = preset;
		const frames = run(preset, params);
		const older = params.go !== undefined && params.go !== withVictims;
		return {
			slug,
			title,
			point,
			thread,
			differs,
			measured: measured.map(({ collections, heapBytes }) => ({
				collections,
				real: heapBytes,
				simulated: heapAfter(frames, collections)
			})),
			runs: [
				endOf(older ? `Go ${params.go}` : 'simulated', frames),
				...(older ? [endOf(`Go ${withVictims}`, run(preset, { ...params, go: withVictims }))] : [])
			],
			link: encodeLink({
				case: preset.case,
				params: { ...initialParams(), ...params },
				pins: [],
				unknown: []
			})
		};
	});
}

function run(preset: Preset, params: Partial<Params>): Frames {
	const which = caseBySlug(preset.case);
	if (which === undefined) throw new Error(`The preset ${preset.slug} names no case: ${preset.case}.`);
	return simulate(requestFor({ ...which, story: {} }, params, ROWS));
}

function endOf(name: string, { totals, end }: Frames): IncidentRun {
	return {
		name,
		gets: totals.gets,
		news: totals.news,
		collections: totals.gcCount,
		peakHeapBytes: totals.peakHeapBytes,
		heapBytes: end.slice(0, 3).map((state) => state.heapBytes)
	};
}
