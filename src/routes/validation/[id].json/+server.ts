import { error, json } from '@sveltejs/kit';
import { runIds, validationDetail } from '#lib/validation/recordedRuns.server.ts';

export const prerender = true;

export const entries = () => runIds.map((id) => ({ id }));

export const GET = ({ params }: { params: { id: string } }) => {
	const detail = validationDetail(params.id);
	if (detail === undefined) error(404, `There is no recorded run ${params.id}.`);
	return json(detail);
};
