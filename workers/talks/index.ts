/** The talks that come with the page, in order. A file put into this folder is one of them; see `talk.ts`. */
import type { Talk } from './talk.ts';

const files = import.meta.glob<{ default: Talk }>(['./*.ts', '!./index.ts', '!./talk.ts'], { eager: true });

export const talks: readonly Talk[] = Object.values(files)
	.map((file) => file.default)
	.sort((a, b) => a.order - b.order);
