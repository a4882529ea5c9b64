/** Calls a function at most once in so many milliseconds; of the calls in between the last one counts. */
export function every<T>(ms: number, what: (value: T) => void): (value: T) => void {
	let timer: ReturnType<typeof setTimeout> | undefined;
	let next: { value: T } | undefined;
	const due = () => {
		timer = undefined;
		if (!next) return;
		const { value } = next;
		next = undefined;
		timer = setTimeout(due, ms);
		what(value);
	};
	return (value) => {
		next = { value };
		if (timer === undefined) due();
	};
}
