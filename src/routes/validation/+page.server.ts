import { validationPage } from '#lib/validation/recordedRuns.server.ts';

export const load = () => validationPage();
