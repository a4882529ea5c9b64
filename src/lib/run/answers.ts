/** The last few answers by their canonical link; the one that was not asked for longest goes first. */
export class AnswerCache<T> {
	#answers = new Map<string, T>();
	#capacity: number;

	constructor(capacity: number) {
		this.#capacity = capacity;
	}

	get(link: string): T | undefined {
		const answer = this.#answers.get(link);
		if (answer !== undefined) this.set(link, answer);
		return answer;
	}

	set(link: string, answer: T): void {
		this.#answers.delete(link);
		this.#answers.set(link, answer);
		for (const oldest of this.#answers.keys()) {
			if (this.#answers.size <= this.#capacity) break;
			this.#answers.delete(oldest);
		}
	}
}
