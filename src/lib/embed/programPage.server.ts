import { error } from '@sveltejs/kit';
import { bugPageOf } from '#lib/bugs/bugPage.server.ts';
import { embedSlugs, posterOf, type Poster } from './poster.server.ts';

/** A case's page takes a search through its schedules: made once for its embeds. */
const made = new Map<string, ReturnType<typeof bugPageOf>>();

function pageOf(slug: string): ReturnType<typeof bugPageOf> {
	const known = made.get(slug) ?? bugPageOf(slug);
	made.set(slug, known);
	return known;
}

function requirePoster(slug: string): Poster {
	const poster = posterOf(slug);
	if (!poster) error(404);
	return poster;
}

/** What the embed of a case is made of; one that is not simulated is told by its timeline. */
export async function casePageOf(slug: string) {
	const poster = requirePoster(slug);
	const page = poster.charts.length === 0 ? await pageOf(slug) : undefined;
	return { poster, slugs: embedSlugs, page };
}

/** What the embed of a timeline or a quiz is made of. */
export async function programPageOf(slug: string) {
	const page = await pageOf(slug);
	if (!page) error(404);
	return { poster: requirePoster(slug), slugs: embedSlugs, page };
}
