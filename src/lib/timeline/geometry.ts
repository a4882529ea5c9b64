/** Where rows, bands and marks of a timeline lie, in CSS pixels. */
import {
	scaleLinear,
	symbol,
	symbolCircle,
	symbolDiamond,
	symbolSquare,
	symbolStar,
	symbolTriangle
} from 'd3';
import type { EventKind } from '#workers/program/narrate.ts';
import type { TimelineRows } from './rows.ts';

/** Height of a row of marks, of a band, and between bands, as multiples of the text's size. */
const marksHeight = 1.7;
const bandHeight = 1.35;
const bandGap = 0.25;
const lanePadding = 0.5;
const labelHeight = 1.25;

export interface PlacedLane {
	top: number;
	height: number;
	/** middle of the row of marks; of the lane where it has none */
	middle: number;
	/** tops of the rows of bands */
	rows: number[];
}

export interface Geometry {
	/** of the names at the left; 0 where they stand above their lanes */
	left: number;
	width: number;
	height: number;
	/** pixels of a step */
	perStep: number;
	band: number;
	/** middle of a step; half steps are edges */
	x: (step: number) => number;
	lanes: PlacedLane[];
}

/** Lays out for so much width; `steps` is that of the longer of the runs that are compared, so that they share an axis. */
export function geometryOf(rows: TimelineRows, steps: number, width: number, em: number): Geometry {
	const narrow = width < 34 * em;
	const left = narrow ? 0 : 9 * em;
	const plot = Math.max(width - left, 60);
	const scale = scaleLinear([0.5, Math.max(steps, 1) + 0.5], [0, plot]);
	let top = 0;
	const lanes = rows.lanes.map((lane): PlacedLane => {
		// On a narrow page the name stands above its lane; a ring's line does so everywhere.
		const above = (narrow ? 1.5 * em : 0) + (lane.named ? labelHeight * em : 0);
		const marks = lane.kind === 'goroutine' ? marksHeight * em : 0;
		const first = top + lanePadding * em + above + marks;
		const bands = Array.from(
			{ length: Math.max(lane.rows, lane.kind === 'goroutine' ? 0 : 1) },
			(_, row) => first + row * (bandHeight + bandGap) * em
		);
		const bottom = first + bands.length * (bandHeight + bandGap) * em + (lanePadding - bandGap) * em;
		const placed = {
			...{ top, rows: bands, height: Math.max(bottom - top, above + marks + 2 * lanePadding * em) },
			middle: marks > 0 ? top + lanePadding * em + above + marks / 2 : first + (bandHeight * em) / 2
		};
		top += placed.height;
		return placed;
	});
	return {
		...{ left, width: plot, height: top, lanes, x: scale },
		perStep: plot / Math.max(steps, 1),
		band: bandHeight * em
	};
}

/** What an event looks like, and what the legend says of it. */
export interface Mark {
	name: string;
	path: string;
	/** drawn as an outline */
	open: boolean;
}

const size = 58;
const path = (type: Parameters<typeof symbol>[0], area = size) => symbol(type, area)() ?? '';
const triangle = path(symbolTriangle);
/** The triangle upside down: towards the pool. */
const put = 'M0,6.7L5.8,-3.35L-5.8,-3.35Z';
const arrow = 'M-5,-3L1,-3L1,-5.5L6,0L1,5.5L1,3L-5,3Z';
const dot = path(symbolCircle, 12);

const marks: Record<EventKind, Mark> = {
	get: { name: 'Get', path: triangle, open: false },
	put: { name: 'Put', path: put, open: false },
	new: { name: 'New', path: path(symbolStar, 80), open: false },
	write: { name: 'write', path: path(symbolSquare, 52), open: false },
	read: { name: 'read', path: path(symbolCircle, 52), open: true },
	gc: { name: 'collection', path: path(symbolDiamond, 70), open: false },
	lock: { name: 'lock', path: path(symbolDiamond, 60), open: true },
	message: { name: 'message', path: arrow, open: false },
	spawn: { name: 'start', path: arrow, open: true },
	copy: { name: 'copy', path: path(symbolSquare, 52), open: true },
	check: { name: 'check', path: dot, open: false },
	other: { name: 'other', path: dot, open: false }
};

/** The mark of a kind of event. */
export function markOf(kind: EventKind): Mark {
	return marks[kind];
}

/** Those of the kinds that occur, in the order of the table above. */
export function marksOf(kinds: ReadonlySet<EventKind>): Mark[] {
	return (Object.keys(marks) as EventKind[]).filter((kind) => kinds.has(kind)).map(markOf);
}

/** The mark beside a Get that New served. */
export const newMark = marks.new;

/** Colour of an object's bands, as a value for CSS. Beyond the fourth they begin again. */
export function objectColour(object: number): string {
	return `var(--object-${((object - 1) % 4) + 1})`;
}
