import { defineTalk } from './talk.ts';

const story = 'v1;case=oversized-dos;cores=8;attackbody=100MiB;attack=0.1;hold=110ms';

export default defineTalk({
	slug: 'ten-gigabytes',
	title: 'The pool that ate 10 GB',
	point:
		'Three seconds of large bodies leave gigabytes behind, and the small requests after them keep them alive.',
	minutes: 8,
	order: 10,
	steps: [
		{
			title: 'A pool of buffers, 500 small requests a second',
			note: 'Bodies of 4 KiB, each read into a buffer from a sync.Pool and put back. {collections} collections, New for {newRate} of the Gets, a peak of {peak}. This is what everybody hopes for. The axis is the one of the next picture: it will not move.',
			link: 'v1;case=oversized-dos;cores=8;attackbody=100MiB;attack=0;hold=110ms'
		},
		{
			title: 'Three seconds in which one body in ten has 100 MiB: {peak}',
			note: 'bytes.Buffer grows by doubling, so a body of 100 MiB makes a buffer of 128 MiB. The heap goes to {peak}, the resident memory to {peakRss}. So far nothing is wrong: the load asked for it.',
			link: `${story};zoom=2s..7s`
		},
		{
			title: 'The attack is over. {heap@20s} are still there',
			note: 'From 6 s on all bodies have 4 KiB again. Fourteen seconds and {collections@6s..20s} collections later the heap is at {heap@20s}. Most buffers that requests borrow now have 128 MiB of room for 4 KiB of text.',
			link: `${story};cursor=20s`
		},
		{
			title: 'It is not garbage: requests and the pool hold it',
			note: 'At the end requests have borrowed {borrowed@20s} and the pool holds {pool@20s} in {objects@20s} buffers. Garbage: {garbage@20s}. A collector has nothing to collect here. Watch the bands: a large buffer goes round and round.',
			link: `${story};zoom=6s..20s;cursor=20s`,
			charts: ['heap', 'occupancy']
		},
		{
			title: 'Why no collection frees it: a Get takes it back in time',
			note: 'A collection moves what is pooled into the victim cache, and the next one drops what is still there. Between the two, {victimHits@6s..20s} Gets of the calm took buffers back out of the victim cache. New is called for {newRate@6s..20s} of them.',
			link: `${story};zoom=6s..20s`,
			charts: ['occupancy', 'new', 'collections']
		},
		{
			title: 'Without traffic the second collection frees all of it',
			note: 'The same attack, then no request at all. At 8 s the pool still holds {pool@8s}; at the end {pool@20s}. The buffers stay because requests come, not although they come.',
			link: `${story};phases=before:3s,attack=0+attack:3s+idle:14s,rate=0`,
			charts: ['heap', 'occupancy', 'collections']
		},
		{
			title: 'Four times as many collections: still {heap@20s}',
			note: 'runtime.GC() twice a second instead of every two seconds. {collections@6s..20s} collections since the attack, and {heap@20s} at the end. Fewer, because each pair of collections drops what no Get wanted between them. It is no fix.',
			link: `${story};gcperiod=500ms`
		},
		{
			title: 'GOMEMLIMIT=4GiB: the peak is {peak}, the end {heap@20s}',
			note: 'The limit makes the collector come early, {collections} times in all. It holds the peak near the limit, at {peak}, since garbage goes at once. What is borrowed and pooled it cannot free: {heap@20s} at the end.',
			link: 'v1;case=oversized-dos;cores=8;memlimit=4GiB;attackbody=100MiB;attack=0.1;hold=110ms;seed=2'
		},
		{
			title: 'The fix: refuse the body, drop the buffer. {other.peak} → {peak}',
			note: 'Two lines. Read at most 1 MiB, and put a buffer back only if its capacity is 64 KiB or less. Peak {other.peak} before, {peak} after; at the end {other.heap@20s} before, {heap@20s} after. It costs a New rate of {newRate} instead of {other.newRate}.',
			link: `${story};fixed=on;view=overlay`
		}
	]
});
