import { listedCases } from '#lib/bugs/bugPage.server.ts';

export const load = () => ({ cases: listedCases });
