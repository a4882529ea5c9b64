/** The holders of memory as they are named and coloured everywhere. */
import type { HolderName } from '../model/frames.ts';

export const holderLooks = {
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
} as const satisfies Record<HolderName, HolderLook>;

interface HolderLook {
	label: string;
	/** token of the colour, without dashes */
	colour: string;
	swatch: 'band' | 'hatch';
	help: string;
}
