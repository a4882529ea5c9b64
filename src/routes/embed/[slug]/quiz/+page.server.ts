import { programPageOf } from '#lib/embed/programPage.server.ts';
import { CASE_SLUGS } from '#workers/programs/text.ts';

export const entries = () => CASE_SLUGS.map((slug) => ({ slug }));

export const load = ({ params }) => programPageOf(params.slug);
