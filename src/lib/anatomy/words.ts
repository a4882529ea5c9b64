/** What the anatomy view says in words. */
import type { PoolEvent } from '#workers/model/poolLog.ts';
import { formatBytes, formatCountOf } from '#workers/text/units.ts';

function objectText({ object, ownBytes, payloadBytes }: PoolEvent): string {
	const pins = payloadBytes > 0 ? `, pins ${formatBytes(payloadBytes)}` : '';
	return `object ${object} (${formatBytes(ownBytes)}${pins})`;
}

function fromText({ from, fromP, p }: PoolEvent): string {
	switch (from) {
		case 'private':
			return `from the private slot of P ${p}`;
		case 'shared':
			return fromP === p ? `from its shared queue` : `stolen from the shared queue of P ${fromP}`;
		case 'victim private':
			return `from the victim cache, private slot of P ${p}`;
		case 'victim shared':
			return `from the victim cache, shared queue of P ${fromP}`;
		default:
			return `from the ${from}`;
	}
}

/** An event in a sentence without its end. */
export function eventText(event: PoolEvent): string {
	const { what, p, request, to, from, moved, lost } = event;
	switch (what) {
		case 'get':
			return from === 'new'
				? `Get on P ${p} for request ${request} finds nothing: New makes ${objectText(event)}`
				: `Get on P ${p} for request ${request}: ${objectText(event)} ${fromText(event)}`;
		case 'put': {
			const places: Partial<Record<typeof to, string>> = {
				private: `the private slot of P ${p}`,
				shared: `the shared queue of P ${p}`,
				'free list': 'the free list',
				copy: 'the copy of the pool that the request has',
				gone: 'nowhere: a -race build drops one in four'
			};
			return `Put on P ${p} by request ${request}: ${objectText(event)} into ${places[to] ?? to}`;
		}
		case 'drop':
			return `Request ${request} ends on P ${p} and does not put back ${objectText(event)}`;
		default:
			return `A collection starts: ${formatCountOf(moved, 'object')} to the victim cache, ${lost} let go`;
	}
}

/** The same in a few words, for a list. */
export function eventName({ what, from, to }: PoolEvent): string {
	if (what === 'get') return from === 'new' ? 'Get → New' : `Get ← ${from}`;
	if (what === 'put') return `Put → ${to}`;
	return what === 'drop' ? 'not put back' : 'collection';
}
