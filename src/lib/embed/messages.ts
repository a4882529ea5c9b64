/**
 * What an embed and the page around it say to each other, version 1. Times are seconds since the start of the load;
 * parameters have the names of a link and text as in a link, or the model's own values.
 */
import { isRecord } from '#workers/text/untyped.ts';

/** What a host may ask for. `id` comes back with the answer. */
export type HostMessage =
	| { type: 'poolscope:set'; v: 1; id?: MessageId; params?: Record<string, unknown>; link?: string }
	| { type: 'poolscope:play' | 'poolscope:pause' | 'poolscope:get'; v: 1; id?: MessageId }
	/** `t` in seconds, or the step of a timeline; null takes the crosshair away */
	| { type: 'poolscope:seek'; v: 1; id?: MessageId; t: number | null };

export type MessageId = string | number;

/** How things stand. */
export interface StateReport {
	/** canonical link, without # */
	link: string;
	case: string;
	/** every parameter in the model's units; null while nothing was simulated */
	params: Record<string, unknown> | null;
	started: boolean;
	playing: boolean;
	/** instant of the crosshair in seconds, or the step of a timeline; null where there is none */
	t: number | null;
	verdict: string;
}

/** What the embed says. */
export type EmbedMessage =
	| { type: 'poolscope:ready'; v: 1 }
	| ({ type: 'poolscope:state'; v: 1; id?: MessageId } & StateReport)
	| { type: 'poolscope:height'; v: 1; height: number }
	| { type: 'poolscope:verdict'; v: 1; text: string; link: string }
	| { type: 'poolscope:error'; v: 1; id?: MessageId; message: string }
	/** a key that the embed has no use for: a deck may turn its page */
	| {
			type: 'poolscope:key';
			v: 1;
			key: string;
			code: string;
			shiftKey: boolean;
			ctrlKey: boolean;
			altKey: boolean;
			metaKey: boolean;
	  };

/** Reads what came; null for anything that is not a message of this version, whatever it is. */
export function readHostMessage(data: unknown): HostMessage | null {
	if (!isRecord(data) || data.v !== 1 || typeof data.type !== 'string') return null;
	const id = typeof data.id === 'string' || typeof data.id === 'number' ? { id: data.id } : {};
	switch (data.type) {
		case 'poolscope:play':
		case 'poolscope:pause':
		case 'poolscope:get':
			return { type: data.type, v: 1, ...id };
		case 'poolscope:seek': {
			const { t } = data;
			if (t !== null && !(typeof t === 'number' && Number.isFinite(t))) return null;
			return { type: data.type, v: 1, ...id, t };
		}
		case 'poolscope:set': {
			const { params, link } = data;
			if (params !== undefined && !isRecord(params)) return null;
			if (link !== undefined && typeof link !== 'string') return null;
			if (params === undefined && link === undefined) return null;
			return { type: data.type, v: 1, ...id, ...(params && { params }), ...(link !== undefined && { link }) };
		}
		default:
			return null;
	}
}
