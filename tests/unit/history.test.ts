import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LinkHistory } from '#lib/link/history.ts';

let entries: string[];
let replaced: number;
let history: LinkHistory;

beforeEach(() => {
	vi.useFakeTimers();
	entries = ['#start'];
	replaced = 0;
	const target = {
		push: (link: string) => void entries.push(link),
		replace: (link: string) => {
			replaced++;
			entries[entries.length - 1] = link;
		}
	};
	history = new LinkHistory('#start', target, () => Date.now());
});

afterEach(() => vi.useRealTimers());

test('a drag is one entry, which ends at the last value; Back goes to what was before', () => {
	for (let i = 1; i <= 50; i++) {
		history.change(`#body=${i}`, 'body', false);
		vi.advanceTimersByTime(16);
	}
	history.change('#body=50', 'body', true);
	expect(entries).toEqual(['#start', '#body=50']);
});

test('a drag replaces at most every 400 ms', () => {
	for (let i = 1; i <= 100; i++) {
		history.change(`#body=${i}`, 'body', false);
		vi.advanceTimersByTime(16);
	}
	expect(replaced).toBeLessThanOrEqual(4);
	expect(replaced).toBeGreaterThanOrEqual(3);
});

test('key presses on one control within a second are one entry, later ones another', () => {
	history.change('#p=2', 'gomaxprocs', true);
	vi.advanceTimersByTime(300);
	history.change('#p=3', 'gomaxprocs', true);
	vi.advanceTimersByTime(1_500);
	history.change('#p=4', 'gomaxprocs', true);
	expect(entries).toEqual(['#start', '#p=3', '#p=4']);
});

test('another control is another entry, and nothing of the drag before it is lost', () => {
	history.change('#a=1', 'a', false);
	history.change('#a=2', 'a', false);
	history.change('#a=2;b=1', 'b', true);
	expect(entries).toEqual(['#start', '#a=2', '#a=2;b=1']);
});

test('a change to what is already there adds nothing', () => {
	history.change('#start', 'case', true);
	expect(entries).toEqual(['#start']);
	expect(replaced).toBe(0);
});

test('a drag back to where it began ends there', () => {
	history.change('#a=1', 'a', false);
	history.change('#a=2', 'a', false);
	history.change('#a=1', 'a', true);
	expect(entries).toEqual(['#start', '#a=1']);
});

test('after Back nothing that waited is written, and the next change is an entry of its own', () => {
	history.change('#a=1', 'a', false);
	history.change('#a=2', 'a', false);
	history.arrived('#start');
	vi.advanceTimersByTime(1_000);
	expect(entries).toEqual(['#start', '#a=1']);
	history.change('#a=3', 'a', true);
	expect(entries).toEqual(['#start', '#a=1', '#a=3']);
});

test('looking elsewhere changes the address without a step of Back', () => {
	history.change('#a=1', 'a', true);
	history.look('#a=1;cursor=2s');
	history.look('#a=1;cursor=3s');
	vi.advanceTimersByTime(500);
	expect(entries).toEqual(['#start', '#a=1;cursor=3s']);
});
