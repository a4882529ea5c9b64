/** The books of a run do not balance: a defect of the model, never of the input. Carries all that is needed to repeat it. */
export class InvariantError extends Error {
	constructor(what: string, timeNs: number, seed: number, values: Record<string, number>) {
		const list = Object.entries(values).map(([name, value]) => `${name}=${value}`);
		super(`${what} at ${timeNs} ns, seed ${seed}: ${list.join(' ')}`);
		this.name = 'InvariantError';
	}
}

/** A request that cannot be run. `message` names the parameter, what is wrong and what would be right. */
export class RequestError extends Error {
	constructor(message: string) {
		super(message);
		this.name = 'RequestError';
	}
}
