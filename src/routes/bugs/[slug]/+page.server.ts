import { error } from '@sveltejs/kit';
import { bugPageOf, listedCases } from '#lib/bugs/bugPage.server.ts';

export const entries = () => listedCases.map(({ slug }) => ({ slug }));

export const load = async ({ params }: { params: { slug: string } }) => {
	const page = await bugPageOf(params.slug);
	if (page === undefined) error(404, `There is no case "${params.slug}".`);
	return page;
};
