import { defineTalk } from './talk.ts';

/** The burst comes after a collection, so that it is over before the next one: its memory is touched for the first time. */
const phases = 'phases=load:5.2s,burst=1+burst:2s,rate=32+calm:9s,burst=1+idle:10s,rate=0';
const load = 'v1;case=large-struct;gomaxprocs=64;burst=128';
const burst = `${load};${phases}`;

export default defineTalk({
	slug: 'large-struct',
	title: '64 Ps, 16 MB',
	point: 'A pool holds as many objects as were borrowed at once, however many Ps there are.',
	minutes: 7,
	order: 20,
	steps: [
		{
			title: 'Encoders of 16 MiB in a pool, on 64 Ps: what will it hold?',
			note: 'The sum that one hears: one object for each P, 64 × 16 MiB is 1 GiB, and the victim cache doubles it. Ask the room for a number. Here one goroutine works alone, and the answer is one object: New is called {news} time in {gets} Gets, and the heap stays at {peak}.',
			link: 'v1;case=large-struct;gomaxprocs=64;closed=1;phases=load:10s'
		},
		{
			title: '40 requests a second: {news} objects, not 64',
			note: 'Each request holds its object for 50 ms, so about two are out at a time, and New is called {news} times in {gets} Gets. The heap never exceeds {peak}. The strip shows it: almost all Ps have nothing.',
			link: 'v1;case=large-struct;gomaxprocs=64;burst=1;phases=load:10s',
			charts: ['heap', 'ps']
		},
		{
			title: 'A burst of 128 at once: {peak}',
			note: 'At 5.2 s 128 requests arrive together. Almost each finds the pool empty and calls New. {peakObjects} objects of 16 MiB go back into the pool. That is the most that were borrowed at once, and twice the number of Ps only because I chose 128.',
			link: burst,
			charts: ['heap', 'occupancy']
		},
		{
			title: 'Inside, before the next collection: {objects@9.9s} objects behind the Ps that put them back',
			note: 'A lane for each P. One object fits into a private slot; all others queue in the shared list of the P on which their request ended. At 9.9 s {privateObjects@9.9s} are private and {sharedObjects@9.9s} shared. With g you go on to the next collection: all of them become victims at once.',
			link: `${burst};view=anatomy;cursor=9.9s`
		},
		{
			title: 'The same burst on 4 Ps: {peak}',
			note: 'Four Ps instead of 64: {peakObjects} objects, {peak}. The number of Ps decides where objects lie, private slot or shared queue. How many there are is decided by the load.',
			link: `v1;case=large-struct;gomaxprocs=4;burst=128;${phases}`,
			charts: ['heap', 'ps']
		},
		{
			title: 'The victim cache doubles nothing',
			note: 'At 9.9 s the pool holds {objects@9.9s} objects, at 14 s, one collection later, {objects@14s}. They are the same objects, moved: {victimObjects@14s} of them are in the victim cache now. Get looks there before it calls New, so a pool does not fill a second time.',
			link: `${burst};zoom=4s..21s;cursor=14s`,
			charts: ['occupancy', 'new', 'collections']
		},
		{
			title: 'Two collections without use, and it is gone',
			note: 'The few requests that still come keep the few objects that they use. The rest is dropped by the second collection after the burst: {heap@14s} at 14 s, {heap@16s} at 16 s. When nobody comes at all, those go too: {heap@26s} at the end.',
			link: `${burst};cursor=16s`,
			charts: ['heap', 'collections']
		},
		{
			title: 'The fix bounds what is out at once: {other.peak} → {peak}',
			note: 'Four objects, and requests wait for one. Peak {other.peak} before, {peak} after. The price is waiting: the last four of the 128 wait until the other 124 are done. And {gc3Heap} stay for good, because no collection clears a free list.',
			link: `${load};fixed=on;${phases};view=overlay`
		},
		{
			title: 'Live: the burst comes at 5.2 s. What would you turn?',
			note: 'The same load on a process that runs now. The phases come by themselves; their buttons bring them at once, and j stops the time. Turn GOMAXPROCS while the memory is up: nothing happens. Force a collection, and a second one: it goes.',
			link: `${burst};view=live`,
			charts: ['heap', 'occupancy', 'collections']
		}
	]
});
