/**
 * Calls from a page to its worker in a few hundred bytes, for embeds, where every kilobyte is somebody else's page.
 * One message a call, one an answer; buffers that a function names move with its answer.
 */
import { messageOf } from '../text/untyped.ts';

/** Either end: a worker, a worker's own scope, or a port. */
export interface Endpoint {
	postMessage(message: unknown, transfer: Transferable[]): void;
	addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
	start?: () => void;
}

/** What a function of the worker gives: the value, and the buffers in it that may be moved. */
export interface Given<T> {
	value: T;
	moved?: Transferable[];
}

type Functions = Record<string, (argument: never) => Given<unknown> | Promise<Given<unknown>>>;

interface Call {
	number: number;
	name: string;
	argument: unknown;
}

interface Answer {
	number: number;
	value?: unknown;
	error?: string;
}

/** Lets the other end call these functions. */
export function offer(endpoint: Endpoint, functions: Functions): void {
	endpoint.addEventListener('message', ({ data }) => {
		const { number, name, argument } = data as Call;
		void Promise.resolve()
			.then(() => functions[name]?.(argument as never))
			.then(
				(given) => endpoint.postMessage({ number, value: given?.value }, given?.moved ?? []),
				(error: unknown) => endpoint.postMessage({ number, error: messageOf(error) }, [])
			);
	});
	endpoint.start?.();
}

/** Gives the function that calls the other end's by name. */
export function caller(endpoint: Endpoint): (name: string, argument?: unknown) => Promise<unknown> {
	let last = 0;
	const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
	endpoint.addEventListener('message', ({ data }) => {
		const { number, value, error } = data as Answer;
		const call = waiting.get(number);
		waiting.delete(number);
		if (error === undefined) call?.resolve(value);
		else call?.reject(new Error(error));
	});
	endpoint.start?.();
	return (name, argument) =>
		new Promise((resolve, reject) => {
			waiting.set(++last, { resolve, reject });
			endpoint.postMessage({ number: last, name, argument }, []);
		});
}
