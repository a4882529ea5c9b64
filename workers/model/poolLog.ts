/** What happens to a pool, one thing at a time, for somebody who steps through a run. */
import type { Mutator } from './heap/mutator.ts';
import type { Objects } from './objects.ts';
import {
	HIT_PRIVATE,
	HIT_SHARED,
	HIT_STEAL,
	HIT_VICTIM_PRIVATE,
	PUT_DROPPED,
	PUT_PRIVATE,
	type Pool
} from './pool/pool.ts';
import { CONTAINER_COPIED, CONTAINER_POOL } from './workload/compiledUse.ts';
import type { RequestSlots } from './workload/requestSlots.ts';

/** Where an object is, or comes from. */
export type Place =
	/** New made it */
	| 'new'
	/** a request has it */
	| 'request'
	| 'private'
	| 'shared'
	| 'victim private'
	| 'victim shared'
	/** the free list of a bounded variant */
	| 'free list'
	/** a pool that was copied for this one request */
	| 'copy'
	/** nobody refers to it any more */
	| 'gone';

/** A Get, a Put or other end of a borrow, or the start of a collection. */
export interface PoolEvent {
	/** its number in the run, from 1 */
	number: number;
	/** when the goroutine began that did it [ns] */
	timeNs: number;
	what: 'get' | 'put' | 'drop' | 'collection';
	/** P that it happened on; −1 for a collection */
	p: number;
	/** the request by number; −1 for a collection */
	request: number;
	/** serial number of the object; 0 for a collection */
	object: number;
	/** heap bytes of the object, and of what it refers to, at that moment */
	ownBytes: number;
	payloadBytes: number;
	from: Place;
	/** whose queue or slot it was in; −1 for none */
	fromP: number;
	to: Place;
	/** a collection: objects that moved to the victim cache, and those let go */
	moved: number;
	lost: number;
}

/** Hears of events; `settled` is called whenever the books are consistent after one or more of them. */
export class PoolLog {
	/** events so far */
	count = 0;

	private readonly pool: Pool;
	private readonly objects: Objects;
	private readonly mutator: Mutator;
	private readonly slots: RequestSlots;
	private readonly onEvent: (event: PoolEvent) => void;
	private readonly onSettled: () => void;
	/** a Get or Put is being done: a collection that starts within it is told, but the books are open */
	private inside = false;

	/** @param process whose pool is watched, who has the objects, where and when it runs, and for which requests */
	constructor(
		process: {
			pooled: { pool: Pool };
			objects: Objects;
			mutator: Mutator;
			requests: { slots: RequestSlots };
		},
		onEvent: (event: PoolEvent) => void,
		onSettled: () => void
	) {
		this.pool = process.pooled.pool;
		this.objects = process.objects;
		this.mutator = process.mutator;
		this.slots = process.requests.slots;
		this.onEvent = onEvent;
		this.onSettled = onSettled;
	}

	enter(): void {
		this.inside = true;
	}

	leave(): void {
		this.inside = false;
		this.onSettled();
	}

	/** The request at a place got an object. */
	got(slot: number, id: number, container: number, made: boolean): void {
		const { p } = this.mutator;
		let from: Place = 'new';
		let fromP = -1;
		if (!made && container === CONTAINER_POOL) {
			const { hit, hitP } = this.pool;
			if (hit === HIT_PRIVATE) from = 'private';
			else if (hit === HIT_SHARED || hit === HIT_STEAL) from = 'shared';
			else from = hit === HIT_VICTIM_PRIVATE ? 'victim private' : 'victim shared';
			fromP = hit === HIT_STEAL || from === 'victim shared' ? hitP : p;
		} else if (!made) {
			from = 'free list';
		}
		this.tell({ what: 'get', from, fromP, to: 'request' }, slot, id);
	}

	/** That object went back; ask before it is released. */
	put(slot: number, id: number): void {
		const { container } = this.slots.at(slot);
		let to: Place = 'free list';
		if (container === CONTAINER_COPIED) to = 'copy';
		else if (container === CONTAINER_POOL) {
			const { place } = this.pool;
			to = place === PUT_DROPPED ? 'gone' : place === PUT_PRIVATE ? 'private' : 'shared';
		}
		this.tell({ what: 'put', from: 'request', fromP: -1, to }, slot, id);
	}

	/** It was not put back. */
	dropped(slot: number, id: number): void {
		this.tell({ what: 'drop', from: 'request', fromP: -1, to: 'gone' }, slot, id);
	}

	/** A collection has started; the pool's caches have moved on. */
	collected(timeNs: number, moved: number, lost: number): void {
		this.onEvent({
			number: ++this.count,
			timeNs,
			what: 'collection',
			p: -1,
			request: -1,
			object: 0,
			ownBytes: 0,
			payloadBytes: 0,
			from: 'private',
			fromP: -1,
			to: 'victim private',
			moved,
			lost
		});
		if (!this.inside) this.onSettled();
	}

	private tell(what: Pick<PoolEvent, 'what' | 'from' | 'fromP' | 'to'>, slot: number, id: number): void {
		const { objects, mutator } = this;
		this.onEvent({
			...what,
			number: ++this.count,
			timeNs: mutator.nowNs,
			p: mutator.p,
			request: this.slots.at(slot).index,
			object: objects.serial[id]!,
			ownBytes: objects.ownBytes[id]!,
			payloadBytes: objects.payloadBytes[id]!,
			moved: 0,
			lost: 0
		});
	}
}
