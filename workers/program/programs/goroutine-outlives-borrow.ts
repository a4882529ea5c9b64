import {
	defineProgram,
	goroutine,
	pause,
	quiet,
	spawned,
	step,
	type Goroutine,
	type PoolProgram,
	type Step
} from '../program.ts';

const customers = ['Ada', 'Bo', 'Cy'];

function confirm(customer: string, copies: boolean): Step[] {
	return [
		step('buf := pool.Get().(*bytes.Buffer)', { op: 'get', into: 'buf' }, { op: 'reset', what: 'buf' }),
		step('buf.WriteString(customer)', { op: 'write', what: 'buf', text: `order of ${customer}` }),
		...(copies ? [step('text := buf.String()', { op: 'copyOut', into: 'text', what: 'buf' })] : []),
		step('mails.Go(func() {', { op: 'spawn', goroutine: `mail to ${customer}` }),
		step('defer pool.Put(buf)', { op: 'put', what: 'buf' })
	];
}

function mail(customer: string, copies: boolean): Goroutine {
	const expect = `order of ${customer}`;
	return spawned(
		`mail to ${customer}`,
		pause('		connect()', { op: 'sleep' }),
		copies
			? step('fmt.Println("mailed:"', { op: 'readView', what: 'text', expect })
			: step('fmt.Println("mailed:"', { op: 'read', what: 'buf', expect })
	);
}

function program(copies: boolean): PoolProgram {
	return {
		new: { kind: 'object' },
		goroutines: [
			goroutine(
				'main',
				...customers.flatMap((customer) => confirm(customer, copies)),
				quiet('	mails.Wait()', { op: 'join', goroutines: customers.map((customer) => `mail to ${customer}`) })
			),
			...customers.map((customer) => mail(customer, copies))
		]
	};
}

export default defineProgram({
	slug: 'goroutine-outlives-borrow',
	faults: ['kept-past-borrow'],
	everySchedule: false,
	scale: 'Three orders of the four.',
	noun: 'buffer',
	bug: program(false),
	fixed: program(true)
});
