/** The inside of a pool at an instant, as plain data: which object lies where, and how much it weighs. */
import type { Holders } from './holders.ts';
import type { Objects } from './objects.ts';
import type { PooledObjects } from './pool/pooledObjects.ts';
import type { Slots } from './pool/slots.ts';
import type { Requests } from './workload/requests.ts';

/** One object. */
export interface ObjectPicture {
	/** unique in the run: objects made before it, plus one */
	serial: number;
	/** heap bytes of the object itself: its struct and the arrays that it owns */
	ownBytes: number;
	/** capacity as the program sees it [bytes] */
	capBytes: number;
	/** heap bytes of what it refers to and so keeps alive; 0 for nothing */
	payloadBytes: number;
}

/** What one P has in a cache. */
export interface LanePicture {
	private: ObjectPicture | null;
	/** from the tail, where other Ps steal, to the head, where the own P puts and gets */
	shared: ObjectPicture[];
}

/** An object that a request has. */
export interface BorrowedPicture {
	object: ObjectPicture;
	/** the request by number, the P on which it began, and when [ns] */
	request: number;
	p: number;
	sinceNs: number;
}

export interface Inspection {
	timeNs: number;
	/** Ps of the process now; the caches have lanes for those that there were when they were made */
	gomaxprocs: number;
	/** a lane for each P */
	primary: LanePicture[];
	victim: LanePicture[];
	/** whether Get still looks into the victim cache */
	victimOpen: boolean;
	/** idle objects of a bounded variant, the one that waits longest first; charts count them as shared */
	freeList: ObjectPicture[];
	/** objects in pools that were copied for one request; charts count them as private, after a collection as victim */
	copies: { primary: number; primaryBytes: number; victim: number; victimBytes: number };
	borrowed: BorrowedPicture[];
	/** what the charts show at this instant: the same names as the columns of the frames */
	counts: {
		privateObjects: number;
		sharedObjects: number;
		victimObjects: number;
		inUse: number;
		privateBytes: number;
		sharedBytes: number;
		victimBytes: number;
		pinnedBytes: number;
		borrowedBytes: number;
	};
}

/** The parts of a process that hold objects. */
export interface Inspected {
	params: { gomaxprocs: number };
	objects: Objects;
	pooled: PooledObjects;
	requests: Requests;
	holders: Holders;
}

/** Takes the picture. The counts are added up from the objects; the bytes of the caches are those of the books. */
export function inspectProcess(
	timeNs: number,
	{ params: { gomaxprocs }, objects, pooled, requests, holders }: Inspected
): Inspection {
	const { pool } = pooled;
	const picture = (id: number): ObjectPicture => ({
		serial: objects.serial[id]!,
		ownBytes: objects.ownBytes[id]!,
		capBytes: objects.capBytes[id]!,
		payloadBytes: objects.payloadBytes[id]!
	});
	const primary = lanesOf(pool.primary, gomaxprocs, picture);
	const victim = lanesOf(pool.victim, gomaxprocs, picture);
	const freeList: ObjectPicture[] = [];
	requests.freeList.forEach((id) => freeList.push(picture(id)));
	const borrowed: BorrowedPicture[] = [];
	requests.slots.forEach(({ object, index, p, sinceNs }) => {
		borrowed.push({ object: picture(object), request: index, p, sinceNs });
	});
	borrowed.sort((a, b) => a.request - b.request);
	const inPrimary = sumOf(primary);
	const inVictim = sumOf(victim);
	return {
		timeNs,
		gomaxprocs,
		primary,
		victim,
		victimOpen: pool.victimOpen,
		freeList,
		copies: {
			primary: pooled.copies,
			primaryBytes: holders.privateBytes - inPrimary.privateBytes,
			victim: pooled.victimCopies,
			victimBytes: holders.victimBytes - inVictim.privateBytes - inVictim.sharedBytes
		},
		borrowed,
		counts: {
			privateObjects: inPrimary.private + pooled.copies,
			sharedObjects: inPrimary.shared + freeList.length,
			victimObjects: inVictim.private + inVictim.shared + pooled.victimCopies,
			inUse: borrowed.length,
			privateBytes: holders.privateBytes,
			sharedBytes: inPrimary.sharedBytes + freeList.reduce((sum, { ownBytes }) => sum + ownBytes, 0),
			victimBytes: holders.victimBytes,
			pinnedBytes: inPrimary.payloadBytes + inVictim.payloadBytes,
			borrowedBytes: borrowed.reduce((sum, { object }) => sum + object.ownBytes + object.payloadBytes, 0)
		}
	};
}

function lanesOf(slots: Slots | null, ps: number, picture: (id: number) => ObjectPicture): LanePicture[] {
	const lanes: LanePicture[] = Array.from({ length: Math.max(ps, slots?.size ?? 0) }, () => ({
		private: null,
		shared: []
	}));
	slots?.forEach((id, p, isPrivate) => {
		const lane = lanes[p]!;
		if (isPrivate) lane.private = picture(id);
		else lane.shared.push(picture(id));
	});
	return lanes;
}

function sumOf(lanes: LanePicture[]) {
	const sum = { private: 0, shared: 0, privateBytes: 0, sharedBytes: 0, payloadBytes: 0 };
	for (const lane of lanes) {
		if (lane.private !== null) {
			sum.private++;
			sum.privateBytes += lane.private.ownBytes;
			sum.payloadBytes += lane.private.payloadBytes;
		}
		for (const object of lane.shared) {
			sum.shared++;
			sum.sharedBytes += object.ownBytes;
			sum.payloadBytes += object.payloadBytes;
		}
	}
	return sum;
}
