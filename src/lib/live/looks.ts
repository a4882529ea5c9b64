/** Looks into a run, and into the live process. */
import type { LookHost } from '#lib/anatomy/anatomy.svelte.ts';
import type { Inside } from './inside.ts';
import { rowEveryNs, type Live } from './live.svelte.ts';

/** While time runs the picture is renewed so often at most [ms]. */
const renewMs = 80;

/** Looks into what-if runs. */
export function runLooks(inside: Inside): LookHost {
	return { look: ({ request }, position) => inside.look(request, position) };
}

/**
 * Looks into a live process: into itself while time runs, else into the what-if run that has the same changes, where one
 * can step. What has not happened yet is not shown.
 */
export function liveLooks(live: Live, inside: Inside): LookHost {
	return {
		async look({ frames }, position) {
			if (live.playing) {
				await new Promise((resolve) => setTimeout(resolve, renewMs));
				return inside.liveLook();
			}
			const request = await live.endlessRequest();
			if ('row' in position) {
				const timeNs = frames.columns.timeNs[position.row] ?? 0;
				return inside.look(request, { row: Math.round(timeNs / rowEveryNs) });
			}
			const look = await inside.look(request, position);
			return look && look.inspection.timeNs > live.nowNs ? null : look;
		}
	};
}
