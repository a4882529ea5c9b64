/** A P that has so many records of finished goroutines gives some away, and keeps or takes so many (proc.go). */
const MOST = 64;
const BATCH = 32;

/**
 * Records of finished goroutines, which the next ones use again: each P keeps those that ended on it and takes from
 * everybody's list when it has none (runtime/proc.go: gfput, gfget). Where goroutines start on one P and end on
 * another, new records are made all along, and none is ever freed.
 */
export class FreeGoroutines {
	private readonly of: Int32Array;
	private everybodys = 0;

	constructor(ps: number) {
		this.of = new Int32Array(ps);
	}

	/** A goroutine starts on P p; false when it needs a new record. */
	take(p: number): boolean {
		let has = this.of[p]!;
		if (has === 0) {
			has = Math.min(BATCH, this.everybodys);
			this.everybodys -= has;
		}
		if (has === 0) return false;
		this.of[p] = has - 1;
		return true;
	}

	/** A goroutine ends on P p. */
	give(p: number): void {
		const has = ++this.of[p]!;
		if (has < MOST) return;
		this.of[p] = BATCH - 1;
		this.everybodys += has - (BATCH - 1);
	}
}
