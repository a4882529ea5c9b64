import { error, json } from '@sveltejs/kit';
import { cardEntries, cardOf, cardSize } from '#lib/cards/card.server.ts';

export const prerender = true;
export const entries = cardEntries;

/** Size of the frame that is offered [px]. */
const frame = { width: 760, height: 420 };

export const GET = ({ params }) => {
	const card = cardOf(params.slug);
	if (card === undefined) error(404, 'There is no case of that name.');
	return json({
		version: '1.0',
		type: 'rich',
		provider_name: 'Poolscope',
		provider_url: card.site,
		title: card.title,
		html:
			`<iframe title="${card.title.replaceAll('"', '&quot;')} (simulation)" src="${card.embed}" width="${frame.width}" ` +
			`height="${frame.height}" style="border:0;max-width:100%" loading="lazy" sandbox="allow-scripts allow-popups"></iframe>`,
		...frame,
		thumbnail_url: card.picture,
		thumbnail_width: cardSize.width,
		thumbnail_height: cardSize.height
	});
};
