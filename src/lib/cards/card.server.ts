/** What a link to a case shows where it is previewed: in a messenger, a forum, a search engine. */
import { env } from '$env/dynamic/private';
import { base } from '$app/paths';
import { caseBySlug, cases } from '#workers/cases/index.ts';
import { requestFor } from '#workers/cases/requestFor.ts';
import { encodeLink } from '#workers/link.ts';
import { simulate } from '#workers/model/simulate.ts';
import { verdictOf, verdictText } from '#workers/results/verdict.ts';

/** Size of the pictures in static/cards/, which `npm run picture` makes [px]. */
export const cardSize = { width: 1200, height: 630 } as const;

export interface Card {
	slug: string;
	title: string;
	point: string;
	/** what the story's run shows: one sentence, and all of it */
	headline: string;
	verdict: string;
	/** hash of the story, without its # */
	link: string;
	/** addresses; whole ones where the site knows its own */
	page: string;
	picture: string;
	oembed: string;
	embed: string;
	site: string;
}

export const cardEntries = () => cases.map(({ slug }) => ({ slug }));

/** The card of a case; undefined where there is none of that name. */
export function cardOf(slug: string): Card | undefined {
	const which = caseBySlug(slug);
	if (which === undefined) return undefined;
	const request = requestFor(which);
	const verdict = verdictOf(request, simulate(request));
	// Previews want whole addresses, and a static site does not know its own unless it is told when it is built.
	const site = `${(env.POOLSCOPE_SITE ?? base).replace(/\/$/, '')}/`;
	return {
		slug: which.slug,
		title: which.title,
		point: which.point,
		headline: verdict.headline.text,
		verdict: verdictText(verdict),
		link: encodeLink({ case: which.slug, params: {}, pins: [], unknown: [] }),
		page: `${site}case/${which.slug}/`,
		picture: `${site}cards/${which.slug}.png`,
		oembed: `${site}oembed/${which.slug}.json`,
		embed: `${site}embed/${which.slug}/`,
		site
	};
}
