/** Where the squares of the anatomy view lie: lanes of Ps, and in each what is borrowed, private, shared and victim. */
import type { Inspection, LanePicture, ObjectPicture } from '#workers/model/inspection.ts';

/** Where an object sits: it decides the colour. */
export type Seat = 'borrowed' | 'private' | 'shared' | 'victim-private' | 'victim-shared';

/** One object: a square as large as its bytes, and behind it what it refers to. */
export interface Square {
	/** the same object has the same key wherever it lies */
	key: number;
	seat: Seat;
	object: ObjectPicture;
	/** in words, for the read-out */
	where: string;
	/** of the square [CSS px]; the tail lies to the right of it, from the same top */
	x: number;
	y: number;
	side: number;
	/** side of the tail; 0 for none */
	tail: number;
}

export interface Lane {
	label: string;
	/** Ps that it stands for; 0 for a lane that is none of a P */
	ps: number;
	y: number;
	height: number;
	/** whether it has a private slot to draw */
	hasSlot: boolean;
}

export type ColumnKey = 'borrowed' | 'private' | 'shared' | 'victim';

export interface Column {
	key: ColumnKey;
	x: number;
	width: number;
}

/** Objects of a cell that have no room. */
export interface More {
	x: number;
	y: number;
	count: number;
}

export interface AnatomyLayout {
	width: number;
	height: number;
	columns: Column[];
	lanes: Lane[];
	squares: Square[];
	more: More[];
	/** CSS px per square root of a byte */
	scale: number;
	/** what is not drawn as it is, in sentences */
	notes: string[];
}

export interface Room {
	width: number;
	height: number;
	/** size of the text [CSS px] */
	em: number;
	/** scale of the picture before: squares keep their size while they fit */
	heldScale: number | null;
	/** lanes without objects are as low as can be */
	tight?: boolean;
}

interface Unit {
	seat: Seat;
	object: ObjectPicture;
	where: string;
}

interface Cell {
	lane: Lane;
	column: Column;
	units: Unit[];
}

const gapPx = 2;
const leastSide = 3;
/** From the square to its tail. */
const tailGapPx = 2;
/** Squares of the middle size are not made smaller than this, even if some cells then overflow [CSS px]. */
const readableSide = 8;
/** Objects that are measured to find the scale. */
const mostMeasured = 3_000;

/** Everything of one P, or of the Ps that a lane stands for. */
interface Stack {
	label: string;
	ps: number[];
}

/** Lays the picture out in the room there is. */
export function layOutAnatomy(inspection: Inspection, room: Room): AnatomyLayout {
	const { width, height, em } = room;
	const columns = columnsFor(width, em);
	const others = otherLanes(inspection);
	const notes: string[] = [];
	const stacks = stacksFor(inspection, Math.max(2, Math.floor(height / (1.9 * em)) - others.length), notes);
	const byP = borrowedByP(inspection);
	const cellUnits = (stack: Stack, key: ColumnKey) =>
		stack.ps.flatMap((p) => unitsOf(inspection, p, key, byP));
	const count = stacks.length + others.length;
	const isIdle = stacks.map((stack) => columns.every(({ key }) => cellUnits(stack, key).length === 0));
	const idle = isIdle.filter(Boolean).length;
	// Lanes are as high as each other; where objects have no room, those without any give up what they can.
	const even = Math.min(height / count, 9 * em);
	const low = Math.min(even, 1.7 * em);
	const tight = room.tight === true && idle < count;
	const high = tight ? Math.min((height - idle * low) / (count - idle), 9 * em) : even;
	const heightOf = (i: number) => (tight && isIdle[i] ? low : high);
	const lanes: Lane[] = [];
	let y = 0;
	const cells: Cell[] = [];
	for (const stack of stacks) {
		const lane: Lane = {
			label: stack.label,
			ps: stack.ps.length,
			y,
			height: heightOf(lanes.length),
			hasSlot: stack.ps.length === 1
		};
		y += lane.height;
		lanes.push(lane);
		for (const column of columns) {
			cells.push({ lane, column, units: cellUnits(stack, column.key) });
		}
	}
	for (const { label, units } of others) {
		const lane: Lane = { label, ps: 0, y, height: high, hasSlot: false };
		y += lane.height;
		lanes.push(lane);
		const first = columns[1]!;
		const last = columns[2]!;
		const column: Column = { key: 'shared', x: first.x, width: last.x + last.width - first.x };
		cells.push({ lane, column, units });
	}
	const scale = scaleFor(cells, room.heldScale);
	const squares: Square[] = [];
	const more: More[] = [];
	for (const cell of cells) pack(cell, scale, squares, more, em);
	if (more.length > 0 && idle > 0 && !room.tight) return layOutAnatomy(inspection, { ...room, tight: true });
	if (more.length > 0) notes.push('Not every object has room: +n says how many more there are.');
	return { width, height: y, columns, lanes, squares, more, scale, notes };
}

function columnsFor(width: number, em: number): Column[] {
	const labels = 3.4 * em;
	const shares: [ColumnKey, number][] =
		width < 520
			? [
					['borrowed', 0.26],
					['private', 0.22],
					['shared', 0.26],
					['victim', 0.26]
				]
			: [
					['borrowed', 0.3],
					['private', 0.12],
					['shared', 0.3],
					['victim', 0.28]
				];
	let x = labels;
	return shares.map(([key, share]) => {
		const column = { key, x, width: (width - labels) * share };
		x += column.width;
		return column;
	});
}

/** Ps by lane: each its own, or, when there are too many, those with something in them and one lane for the rest. */
function stacksFor(inspection: Inspection, most: number, notes: string[]): Stack[] {
	const ps = Math.max(inspection.primary.length, inspection.victim.length, inspection.gomaxprocs);
	const all = Array.from({ length: ps }, (_, p) => p);
	if (ps <= most) return all.map((p) => ({ label: `P ${p}`, ps: [p] }));
	const weights = new Float64Array(ps);
	for (const { p, object } of inspection.borrowed) weights[p]! += 1 + object.ownBytes + object.payloadBytes;
	for (const lanes of [inspection.primary, inspection.victim]) {
		lanes.forEach((lane, p) => {
			for (const object of objectsOf(lane)) weights[p]! += 1 + object.ownBytes + object.payloadBytes;
		});
	}
	const busy = all.filter((p) => weights[p]! > 0);
	const own = new Set(busy.toSorted((a, b) => weights[b]! - weights[a]!).slice(0, most - 1));
	const rest = all.filter((p) => !own.has(p));
	const idle = rest.every((p) => weights[p] === 0);
	notes.push(
		idle
			? `Ps without objects share one lane: ${rest.length} of ${ps}.`
			: `The ${own.size} Ps that hold most have lanes of their own; the other ${rest.length} share one.`
	);
	return [
		...all.filter((p) => own.has(p)).map((p) => ({ label: `P ${p}`, ps: [p] })),
		{ label: `${rest.length} Ps`, ps: rest }
	];
}

function objectsOf(lane: LanePicture): ObjectPicture[] {
	return lane.private === null ? lane.shared : [lane.private, ...lane.shared];
}

function borrowedByP({ borrowed }: Inspection): Map<number, Unit[]> {
	const byP = new Map<number, Unit[]>();
	for (const { object, request, p } of borrowed) {
		const units = byP.get(p) ?? [];
		units.push({ seat: 'borrowed', object, where: `borrowed by request ${request}, which began on P ${p}` });
		byP.set(p, units);
	}
	return byP;
}

function unitsOf(inspection: Inspection, p: number, column: ColumnKey, byP: Map<number, Unit[]>): Unit[] {
	if (column === 'borrowed') return byP.get(p) ?? [];
	const primary = inspection.primary[p];
	const shared = (lane: LanePicture | undefined, seat: Seat, name: string): Unit[] =>
		(lane?.shared ?? []).map((object, i, { length }) => ({
			seat,
			object,
			where: `${name} of P ${p}, ${length === 1 ? 'alone' : `${i + 1} of ${length} from the tail`}`
		}));
	if (column === 'private') {
		return primary?.private
			? [{ seat: 'private', object: primary.private, where: `private slot of P ${p}` }]
			: [];
	}
	if (column === 'shared') return shared(primary, 'shared', 'shared queue');
	const victim = inspection.victim[p];
	const own: Unit[] = victim?.private
		? [{ seat: 'victim-private', object: victim.private, where: `victim cache, private slot of P ${p}` }]
		: [];
	return [...own, ...shared(victim, 'victim-shared', 'victim cache, shared queue')];
}

/** Lanes for what belongs to no P: a free list. */
function otherLanes({ freeList }: Inspection): { label: string; units: Unit[] }[] {
	if (freeList.length === 0) return [];
	const units = freeList.map((object, i): Unit => {
		return { seat: 'shared', object, where: `free list, ${i + 1} of ${freeList.length}` };
	});
	return [{ label: 'free list', units }];
}

/** The largest scale at which everything fits; larger if that would be too small to read, for then some cells overflow. */
function scaleFor(cells: Cell[], held: number | null): number {
	const units = cells.flatMap((cell) => cell.units);
	if (units.length === 0) return held ?? 1;
	const every = Math.ceil(units.length / mostMeasured);
	const roots = units
		.filter((_, i) => i % every === 0)
		.map(({ object }) => Math.sqrt(Math.max(object.ownBytes, object.payloadBytes)))
		.sort((a, b) => a - b);
	const largest = roots.at(-1)! || 1;
	const middle = roots[roots.length >> 1]! || largest;
	const highest = Math.max(...cells.map(({ lane }) => lane.height));
	const narrowest = Math.min(...cells.map(({ column }) => column.width));
	const ceiling = Math.min(highest - 8, narrowest - 10) / largest;
	const floor = Math.min(ceiling, readableSide / middle);
	const fitting = (scale: number) => cells.every((cell) => fits(cell, scale));
	if (held !== null && held <= ceiling * 1.001 && held >= ceiling / 3 && (held <= floor || fitting(held)))
		return held;
	if (fitting(ceiling)) return ceiling;
	let low = Math.log(floor);
	let high = Math.log(ceiling);
	for (let i = 0; i < 8 && high - low > 0.05; i++) {
		const scale = Math.exp((low + high) / 2);
		if (fitting(scale)) low = Math.log(scale);
		else high = Math.log(scale);
	}
	return Math.exp(low);
}

function sideOf(bytes: number, scale: number): number {
	return bytes === 0 ? 0 : Math.max(leastSide, Math.sqrt(bytes) * scale);
}

function fits({ lane, column, units }: Cell, scale: number): boolean {
	if (units.length * (leastSide + gapPx) ** 2 > lane.height * column.width) return false;
	let x = 0;
	let y = 0;
	let line = 0;
	for (const { object } of units) {
		const { width, height } = sizeOf(object, scale);
		if (x > 0 && x + width > column.width - 10) {
			x = 0;
			y += line + gapPx;
			line = 0;
		}
		x += width + gapPx;
		line = Math.max(line, height);
		if (y + line > lane.height - 6) return false;
	}
	return true;
}

function sizeOf(object: ObjectPicture, scale: number) {
	const side = sideOf(object.ownBytes, scale) || leastSide;
	const tail = sideOf(object.payloadBytes, scale);
	return { side, tail, width: tail > 0 ? side + tailGapPx + tail : side, height: Math.max(side, tail) };
}

/** Puts the objects of a cell into lines from the top left; what has no room is counted. */
function pack(
	{ lane, column, units }: Cell,
	scale: number,
	squares: Square[],
	more: More[],
	em: number
): void {
	const overflows = !fits({ lane, column, units }, scale);
	const right = column.width - 10 - (overflows ? 3 * em : 0);
	let x = 0;
	let y = 0;
	let line = 0;
	for (let i = 0; i < units.length; i++) {
		const { object, seat, where } = units[i]!;
		const { side, tail, width, height } = sizeOf(object, scale);
		if (x > 0 && x + width > right) {
			x = 0;
			y += line + gapPx;
			line = 0;
		}
		if (overflows && y + Math.max(line, height) > lane.height - 6) {
			more.push({ x: column.x + column.width - 10, y: lane.y + lane.height / 2, count: units.length - i });
			return;
		}
		squares.push({
			key: object.serial,
			seat,
			object,
			where,
			x: column.x + 4 + x,
			y: lane.y + 3 + y,
			side,
			tail
		});
		x += width + gapPx;
		line = Math.max(line, height);
	}
}
