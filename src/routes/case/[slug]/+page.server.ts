import { error } from '@sveltejs/kit';
import { cardEntries, cardOf, cardSize } from '#lib/cards/card.server.ts';

export const entries = cardEntries;

export const load = ({ params }) => {
	const card = cardOf(params.slug);
	if (card === undefined) error(404, 'There is no case of that name.');
	return { card, size: cardSize };
};
