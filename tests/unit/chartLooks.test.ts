import { describe, expect, test } from 'vitest';
import { lookOf, withLook } from '../../workers/marks/chartLooks.ts';
import { decodeLink, encodeLink, initialLinkState } from '../../workers/link.ts';

describe('how charts are shown', () => {
	const usual = { scale: 'linear', hidden: [], table: false, bytes: false };

	test('is as usual where a link says nothing', () => {
		expect(lookOf([], 'heap')).toEqual(usual);
		expect(withLook([], 'heap', lookOf([], 'heap'))).toEqual([]);
	});

	test('of one chart leaves the others alone', () => {
		const words = withLook(['new.share'], 'heap', {
			...lookOf([], 'heap'),
			scale: 'log',
			hidden: ['rssBytes']
		});
		expect(words).toEqual(['new.share', 'heap.log', 'heap.-rssBytes']);
		expect(withLook(words, 'heap', { ...lookOf(words, 'heap'), scale: 'linear', hidden: [] })).toEqual([
			'new.share'
		]);
	});

	test('comes back from a link', () => {
		const look = { scale: 'share' as const, hidden: ['private', 'borrowed'], table: true, bytes: true };
		const charts = withLook([], 'occupancy', look);
		const { state, messages } = decodeLink(encodeLink({ ...initialLinkState(), charts }));
		expect(messages).toEqual([]);
		expect(lookOf(state.charts ?? [], 'occupancy')).toEqual(look);
	});

	test('in words that mean nothing is as usual', () => {
		expect(lookOf(['heap.sideways', 'heapx.log'], 'heap')).toEqual(usual);
	});
});
