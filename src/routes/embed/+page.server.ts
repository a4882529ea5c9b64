import { casePageOf } from '#lib/embed/programPage.server.ts';
import { defaultCase } from '#workers/cases/index.ts';

export const load = () => casePageOf(defaultCase.slug);
