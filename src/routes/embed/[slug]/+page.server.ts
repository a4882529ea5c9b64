import { embedSlugs } from '#lib/embed/poster.server.ts';
import { casePageOf } from '#lib/embed/programPage.server.ts';

export const entries = () => embedSlugs.map((slug) => ({ slug }));

export const load = ({ params }) => casePageOf(params.slug);
