import { building } from '$app/environment';
import { caseBadges } from '#lib/validation/recordedRuns.server.ts';

// Every recorded run is simulated for these few figures: the finished site has them, a developer's page does without.
export const load = () => ({ badges: building ? caseBadges() : {} });
