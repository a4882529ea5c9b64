import { json } from '@sveltejs/kit';
import { validationIndex } from '#lib/validation/recordedRuns.server.ts';

export const prerender = true;

export const GET = () => json(validationIndex());
