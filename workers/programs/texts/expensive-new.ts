import simulated from '../../cases/expensive-new.ts';
import type { CaseText } from '../text.ts';

const text: CaseText = {
	title: simulated.title,
	class: 'churn',
	symptom:
		'Lookups are fast under load and slow at night: the quieter the service, the larger the share of lookups that compute the table anew.',
	question: 'How often must the collector run between two uses for the table to be lost: once or twice?',
	hints: [
		'A collection does not throw pooled objects away at once.',
		'It moves them to the victim, and Get looks there too.',
		'One collection between uses costs nothing at one P; two always cost a New.'
	],
	answer:
		"A collection moves the pool's objects to the victim and drops what was in the victim before. A Get between the two takes the object out again, so an object used at least once between collections lives for ever, and one that waits through two collections is gone. The New rate is therefore a cliff and not a slope: it depends on the time between uses against the time between collections. On several Ps a collection also tends to move the goroutine to another P, whose slots are empty, and that gives misses that have nothing to do with eviction. A table that is only read needs no pool at all.",
	fixNote:
		'Build the table once and share it: no pool, no miss, no allocation. Where the object is written to, a free list of fixed size does what a pool cannot: it survives collections.',
	lookAt:
		'The New rate between one and two collections for each use, and the miss right after every quiet time.',
	measured: {
		text: '100 lookups build 0 tables with one collection before each and 100 with two; shared, the table is built once in all.',
		go: 'go1.26.8',
		command: 'GOMAXPROCS=1 go run workers/programs/expensive-new/bug.go'
	},
	folklore: {
		claim: 'Pressure on the collector evicts pooled objects all the time.',
		truth:
			'One collection evicts nothing that is used before the next. At GOMAXPROCS=2 one collection between uses does cost a quarter to four fifths of the tables, run by run, but because the goroutine changes its P, not because the object is evicted.',
		runs: [
			{
				command: 'GOMAXPROCS=1 go run workers/programs/expensive-new/bug.go',
				prints: '1 GCs between uses: built 0 in 100 lookups\n2 GCs between uses: built 100 in 100 lookups'
			}
		]
	},
	relatives: ['missed-put', 'copied-pool', 'large-struct'],
	vary: ['rate', 'gcperiod', 'gomaxprocs', 'hold', 'k']
};

export default text;
