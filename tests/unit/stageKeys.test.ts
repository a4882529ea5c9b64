import { describe, expect, test } from 'vitest';
import { queryWith } from '../../src/lib/link/address.ts';
import { stageAction } from '../../src/lib/present/stageKeys.ts';

/** An element that is, or is within, what matches one of the places. */
const within = (...places: string[]) =>
	({
		closest: (selector: string) => (selector.split(', ').some((part) => places.includes(part)) ? {} : null)
	}) as unknown as EventTarget;

const press = (key: string, target: EventTarget | null = null, more = {}) =>
	({ key, target, ctrlKey: false, metaKey: false, altKey: false, ...more }) as const;

describe('keys of the stage', () => {
	test('a clicker drives the talk wherever the focus is', () => {
		for (const target of [null, within('[role="slider"]'), within('input'), within('textarea')]) {
			expect(stageAction(press('PageDown', target), false)).toBe('forward');
			expect(stageAction(press('PageUp', target), false)).toBe('back');
		}
	});

	test('arrows move the talk, but belong to a slider that has the focus', () => {
		expect(stageAction(press('ArrowRight'), true)).toBe('forward');
		expect(stageAction(press('ArrowLeft'), true)).toBe('back');
		expect(stageAction(press('Home'), true)).toBe('first');
		expect(stageAction(press('ArrowRight', within('[role="slider"]')), true)).toBeNull();
	});

	test('letters are keys unless they are switched off or typed', () => {
		expect(stageAction(press('r'), true)).toBe('reset');
		expect(stageAction(press('r'), false)).toBeNull();
		expect(stageAction(press('r', within('textarea')), true)).toBeNull();
		expect(stageAction(press('p', null, { ctrlKey: true }), true)).toBeNull();
	});

	test('a dialog has its keys for itself', () => {
		expect(stageAction(press('PageDown', within('dialog[open]')), true)).toBeNull();
	});

	test('all other keys pass on', () => {
		for (const key of ['Tab', 'Enter', ' ', 'b', 'x']) expect(stageAction(press(key), true)).toBeNull();
	});
});

describe('the query of the address', () => {
	test('takes a word for a key, keeps the others, and gives the key back', () => {
		expect(queryWith('', 'present', 'own')).toBe('?present=own');
		expect(queryWith('?theme=dark', 'present', '')).toBe('?theme=dark&present');
		expect(queryWith('?present&theme=dark', 'present', 'a talk')).toBe('?theme=dark&present=a%20talk');
		expect(queryWith('?present=own', 'present', null)).toBe('');
	});
});
