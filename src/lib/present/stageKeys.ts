/** Keys of the stage. A clicker sends PageDown and PageUp; some send arrows. */

export type StageAction =
	| 'forward'
	| 'back'
	| 'first'
	| 'last'
	| 'reset'
	| 'notes'
	| 'code'
	| 'controls'
	| 'palette'
	| 'leave'
	| 'close';

const anywhere: Record<string, StageAction> = { PageDown: 'forward', PageUp: 'back' };
const outsideControls: Record<string, StageAction> = {
	ArrowRight: 'forward',
	ArrowLeft: 'back',
	ArrowDown: 'forward',
	ArrowUp: 'back',
	Home: 'first',
	End: 'last'
};
/** Single letters: they can be switched off with the other single keys. */
const letters: Record<string, StageAction> = {
	r: 'reset',
	n: 'notes',
	q: 'code',
	s: 'controls',
	t: 'palette',
	p: 'leave'
};

/** Where arrows, Home and End have work of their own. */
const movable = '[role="slider"], [role="radiogroup"], input, select, textarea, summary';
const typing = 'input:not([type="range"], [type="checkbox"], [type="radio"]), textarea, select';

interface Key {
	key: string;
	target: EventTarget | null;
	ctrlKey: boolean;
	metaKey: boolean;
	altKey: boolean;
}

/** What a key asks of the stage; null if it is somebody else's. Works on elements of another window too. */
export function stageAction(event: Key, lettersOn: boolean): StageAction | null {
	if (event.ctrlKey || event.metaKey || event.altKey) return null;
	const within = (places: string) =>
		event.target !== null && 'closest' in event.target
			? (event.target as Element).closest(places) !== null
			: false;
	if (within('dialog[open]')) return null;
	const always = anywhere[event.key];
	if (always) return always;
	if (event.key === 'Escape') return 'close';
	const moving = outsideControls[event.key];
	if (moving) return within(movable) ? null : moving;
	if (!lettersOn || within(typing)) return null;
	return letters[event.key] ?? null;
}
