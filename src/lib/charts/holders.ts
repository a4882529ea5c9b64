/** The holders of memory as they are named and coloured everywhere. */
import type { HolderName } from '#workers/model/frames.ts';
import type { ColourToken } from './palette.svelte.ts';
import type { Swatch } from './types.ts';

export interface HolderLook {
	label: string;
	colour: ColourToken;
	swatch: Swatch;
	help: string;
}

export const holderLooks: Record<HolderName, HolderLook> = {
	otherLiveBytes: {
		label: 'other live',
		colour: 'holder-other-live',
		swatch: 'band',
		help: 'Everything else that is reachable: the process’s own data and the pool’s structures'
	},
	borrowedBytes: {
		label: 'borrowed',
		colour: 'holder-borrowed',
		swatch: 'band',
		help: 'Objects that requests hold now, with everything they refer to'
	},
	privateBytes: {
		label: 'private',
		colour: 'holder-private',
		swatch: 'band',
		help: 'Pooled objects in the private slots of the Ps, one a P'
	},
	sharedBytes: {
		label: 'shared',
		colour: 'holder-shared',
		swatch: 'band',
		help: 'Pooled objects in the shared queues of the Ps'
	},
	victimBytes: {
		label: 'victim',
		colour: 'holder-victim',
		swatch: 'band',
		help: 'Pooled objects in the victim cache: the next collection drops what no Get took back'
	},
	pinnedBytes: {
		label: 'pinned',
		colour: 'holder-pinned',
		swatch: 'band',
		help: 'What pooled objects refer to and so keep alive'
	},
	garbageBytes: {
		label: 'garbage',
		colour: 'holder-garbage',
		swatch: 'hatch',
		help: 'Unreachable and not yet swept'
	}
};
