/** What is open on the stage beside the step itself. */
export class StageView {
	/** the QR code over everything */
	code = $state(false);
	/** the controls beside the charts */
	controls = $state(false);
	/** the notes under the charts, where there is no second window */
	notes = $state(false);

	/** the colours: those for a projector, or dark ones for a screen */
	palette = $state<'projector' | 'dark'>('projector');

	/** Closes what is open; false if nothing is. */
	close(): boolean {
		const some = this.code || this.controls || this.notes;
		this.code = this.controls = this.notes = false;
		return some;
	}
}

/** Puts the page in the colours and sizes of a room; gives back what puts it into those that it had. */
export function dressForStage(theme: string): () => void {
	const { dataset } = document.documentElement;
	const before = dataset.theme;
	dataset.theme = theme;
	dataset.present = '';
	return () => {
		if (before === undefined) delete dataset.theme;
		else dataset.theme = before;
		delete dataset.present;
	};
}
