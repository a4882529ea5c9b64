import { defineTalk } from './talk.ts';

const expensive = 'v1;case=expensive-new';
const pinned = 'pin=case=expensive-new%3Bgo=1.12%3Bname=Go%25201.12';

export default defineTalk({
	slug: 'victim-cache',
	title: 'Why the victim cache exists',
	point:
		'Until Go 1.12 every collection emptied every pool. Since 1.13 an object has one collection’s grace.',
	minutes: 6,
	order: 30,
	steps: [
		{
			title: 'Twenty objects that are expensive to make, once a second',
			note: 'A batch of 20 requests each second, and between two batches nothing. That is a pool’s hard case: the objects lie still while the collector runs. Ask: how often is New called?',
			link: `${expensive};zoom=0ns..10s`,
			charts: ['heap', 'new', 'collections']
		},
		{
			title: 'Go 1.12: one collection, and the pool is empty. New for {newRate@0s..10s}',
			note: 'In Go 1.12 a collection dropped all that any pool held. One collection every 0.95 s, one batch a second: New runs for {newRate@0s..10s} of the Gets. Such a pool costs its bookkeeping and saves next to nothing.',
			link: `${expensive};go=1.12;zoom=0ns..10s`,
			charts: ['occupancy', 'new', 'collections']
		},
		{
			title: 'Go 1.26: the same ten seconds, New for {newRate@0s..10s}',
			note: 'Same load, same seed, same collections. The collection moves the objects into the victim cache, and the next batch takes them back: {victimHits@0s..10s} Gets are victim hits. New runs for {newRate@0s..10s}.',
			link: `${expensive};zoom=0ns..10s`,
			charts: ['occupancy', 'new', 'collections']
		},
		{
			title: 'Ten seconds on top of each other: {other.newRate@0s..10s} → {newRate@0s..10s}',
			note: 'The outline is Go 1.12. It calls New {other.news@0s..10s} times in ten seconds, Go 1.26 {news@0s..10s} times.',
			link: `${expensive};view=overlay;zoom=0ns..10s;${pinned}`,
			charts: ['new', 'heap']
		},
		{
			title: 'Two collections between two uses: New for {newRate@10s..20s} again',
			note: 'From 10 s on there is a collection every 400 ms, two or three between two batches. The first moves, the second drops. The grace is one collection, and not more: New runs for {newRate@10s..20s}.',
			link: `${expensive};zoom=10s..20s`,
			charts: ['occupancy', 'new', 'collections']
		},
		{
			title: 'A busy pool, a collection every 200 ms, in Go 1.12: {news} New',
			note: 'A pool in steady use, with 1,000 requests a second. In Go 1.12 each of the {collections} collections empties it, and the next requests find nothing until others have put theirs back: {news} calls of New, {allocated} allocated.',
			link: 'v1;case=steady;go=1.12;gcperiod=200ms',
			charts: ['heap', 'new', 'collections']
		},
		{
			title: 'The same in Go 1.26: {news} New',
			note: 'The pool fills once, with {news@0ms..200ms} calls of New; after that {news@200ms..7s} instead of {other.news@200ms..7s}. For those few the objects lie in private slots of other Ps, where only a Get on that P looks. {allocated} allocated instead of {other.allocated}.',
			link: 'v1;case=steady;gcperiod=200ms;view=overlay;pin=case=steady%3Bgo=1.12%3Bgcperiod=200ms%3Bname=Go%25201.12',
			charts: ['heap', 'new', 'collections']
		},
		{
			title: 'The price: an idle pool is freed one collection later',
			note: 'A collection every two seconds, and the load stops at 7 s. In Go 1.12 the next collection frees everything: {other.heap@9s} at 9 s. In Go 1.26 the objects are still there then: {heap@9s}, with {objects@9s} in the victim cache. One collection later, at 11 s, they are gone here too: {heap@11s}.',
			link: 'v1;case=steady;view=overlay;zoom=6s..12s;cursor=9s;pin=case=steady%3Bgo=1.12%3Bname=Go%25201.12',
			charts: ['heap', 'occupancy', 'collections']
		}
	]
});
