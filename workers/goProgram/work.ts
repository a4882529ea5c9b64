/** What a request of the program does with its object, written from the data that the model runs. */
import { isReset, type PoolUse } from '../model/workload/poolUse.ts';

/** Parts of the program that depend on how it uses its pool. */
export interface Work {
	imports: string[];
	/** types, the container, and how an object is made */
	declarations: string;
	/** statements of a request up to the hold, and after it */
	before: string;
	after: string;
	/** expression: objects that the container is known to hold, at most */
	residents: string;
}

const goTypes: Record<PoolUse['object'], string> = {
	buffer: '*bytes.Buffer',
	decoder: '*decoder',
	reader: '*bytes.Reader',
	slab: '*slab',
	table: '*table',
	slice: '[]byte',
	'slice-pointer': '*[]byte'
};

/**
 * @param params whether a lost result of append is put back as the slice from before it, where append begins, whether
 * a request copies its result out, and whether it writes and reads its body at all
 */
export function workOf(
	use: PoolUse,
	params: { cut: boolean; stale: boolean; copyout: boolean; touch: boolean }
): Work {
	const { touch } = params;
	const reset = isReset(use, params);
	const imports = use.object === 'buffer' || use.object === 'reader' ? ['bytes'] : [];
	if (use.fill === 'read-from') imports.push('io');
	return {
		imports,
		declarations: [
			typeOf(use),
			containerOf(use),
			makeOf(use),
			fillOf(use),
			use.copyOut && params.copyout ? deliver : ''
		]
			.filter((part) => part !== '')
			.join('\n'),
		before: `${use.payload ? '\tbody := fresh(size)\n' : ''}${borrow(use)}${workBefore(use, reset, touch)}${use.copyOut && params.copyout ? copyOut : ''}`,
		after: `${workAfter(use, reset, touch)}${giveBack(use, params.stale)}`,
		residents: residentsOf(use)
	};
}

const copyOut = '\tsink.Add(deliver(x.String()))\n';

/** A function of its own, so that the compiler does not see that nobody keeps the string. */
const deliver = `// deliver takes the result of a request.
//
//go:noinline
func deliver(result string) uint64 { return uint64(len(result)) }
`;

function typeOf({ object }: PoolUse): string {
	switch (object) {
		case 'decoder':
			return `// decoder reads its input through a scratch buffer.
type decoder struct {
	scratch []byte
	in      []byte
	fields  uint64
}
`;
		case 'slab':
			return `// slab is a large object.
type slab struct{ data []byte }
`;
		case 'table':
			return `// table is expensive to make.
type table struct{ v []int }
`;
		case 'buffer':
		case 'reader':
		case 'slice':
		case 'slice-pointer':
			return '';
	}
}

function containerOf(use: PoolUse): string {
	const type = goTypes[use.object];
	switch (use.container) {
		case 'none':
			return '';
		case 'pool':
			return `var pool = sync.Pool{New: func() any { return newObject() }}
`;
		case 'copied-pool':
			return `type service struct {
	pool sync.Pool
	name string
}

var svc = service{pool: sync.Pool{New: func() any { return newObject() }}}

// open has a value receiver: s is a copy of the service, and so is its pool.
func (s service) open() (*service, ${type}) {
	return &s, s.pool.Get().(${type})
}
`;
		case 'channel':
			return `// free holds idle objects; no collection clears it.
var free = make(chan ${type}, bound)
`;
		case 'semaphore':
			return `// free holds idle objects, permits one token for each that is borrowed.
var (
	free    = make(chan ${type}, bound)
	permits = make(chan struct{}, bound)
)
`;
	}
}

function makeOf(use: PoolUse): string {
	const type = goTypes[use.object];
	const size = use.newCapacity === 'size' ? 'size int' : '';
	const capacity =
		use.newCapacity === 'size'
			? 'size'
			: use.newCapacity === 'body'
				? 'now.Load().body'
				: String(use.newCapacity === 'empty' ? 0 : use.newCapacity);
	const head = `func newObject(${size}) ${type} {\n\tnews.Add(1)\n`;
	switch (use.object) {
		case 'buffer':
			return use.newCapacity === 'empty'
				? `${head}\treturn new(bytes.Buffer)\n}\n`
				: `${head}\treturn bytes.NewBuffer(make([]byte, 0, ${capacity}))\n}\n`;
		case 'decoder':
			return `${head}\treturn &decoder{scratch: make([]byte, 4096)}\n}\n`;
		case 'reader':
			return `${head}\treturn new(bytes.Reader)\n}\n`;
		case 'slab':
			return `${head}\treturn &slab{data: make([]byte, now.Load().body)}\n}\n`;
		case 'table':
			return `${head}	t := &table{v: make([]int, now.Load().body)}
	for i := range t.v {
		z := uint64(i+1) * 0x9E3779B97F4A7C15
		for range 4 {
			z = (z ^ z>>30) * 0xBF58476D1CE4E5B9
		}
		t.v[i] = int(z >> 1)
	}
	return t
}
`;
		case 'slice':
			return `${head}\treturn make([]byte, 0, ${capacity})\n}\n`;
		case 'slice-pointer':
			return `${head}\tb := make([]byte, 0, ${capacity})\n\treturn &b\n}\n`;
	}
}

function fillOf(use: PoolUse): string {
	switch (use.fill) {
		case 'write':
			return `// write appends n bytes in pieces of at most 4096.
func write(b *bytes.Buffer, n int) {
	for n > 0 {
		k := min(n, len(pattern))
		b.Write(pattern[:k])
		n -= k
	}
}
`;
		case 'read-from':
			return `// incoming is a body that arrives over a connection.
type incoming struct{ left int }

func (r *incoming) Read(p []byte) (int, error) {
	if r.left == 0 {
		return 0, io.EOF
	}
	n := min(len(p), r.left)
	for o := 0; o < n; o += len(pattern) {
		copy(p[o:n], pattern[:])
	}
	r.left -= n
	return n, nil
}
`;
		case 'append':
			return `func appendBody(b []byte, n int) []byte {
	for n > 0 {
		k := min(n, len(pattern))
		b = append(b, pattern[:k]...)
		n -= k
	}
	return b
}
`;
		case 'touch':
			return '';
	}
}

function borrow(use: PoolUse): string {
	const type = goTypes[use.object];
	switch (use.container) {
		case 'none':
			return `\tx := newObject(${use.newCapacity === 'size' ? 'size' : ''})\n\tborrowed()\n`;
		case 'pool':
			return `\tx := pool.Get().(${type})\n\tgets.Add(1)\n\tborrowed()\n`;
		case 'copied-pool':
			return `\ts, x := svc.open()\n\tgets.Add(1)\n\tborrowed()\n`;
		case 'channel':
		case 'semaphore':
			return `${use.container === 'semaphore' ? '\tpermits <- struct{}{} // waits while all are borrowed\n' : ''}	var x ${type}
	select {
	case x = <-free:
	default:
		x = newObject()
	}
	gets.Add(1)
	borrowed()
`;
	}
}

function workBefore(use: PoolUse, reset: boolean, touch: boolean): string {
	switch (use.object) {
		case 'buffer':
			return `${reset ? '\tx.Reset()\n' : ''}${fillBuffer(use, touch)}`;
		case 'decoder':
			return `	x.in = body
	for o := 0; o < len(x.in); o += len(x.scratch) {
		copy(x.scratch, x.in[o:])
		x.fields += uint64(x.scratch[0])
	}
`;
		case 'reader':
			return `	x.Reset(body)
	var chunk [512]byte
	var a uint64
	for {
		n, err := x.Read(chunk[:])
		if err != nil {
			break
		}
		a += uint64(chunk[n-1])
	}
	sink.Add(a)
`;
		case 'slab':
			return `	for o := 0; o < len(x.data); o += 4096 {
		x.data[o]++ // every page is used
	}
`;
		case 'table':
			return `	var a uint64
	for k, r := 0, uint(i); k < 100; k++ {
		r = r*1664525 + 1013904223
		a += uint64(x.v[r%uint(len(x.v))])
	}
	sink.Add(a)
`;
		case 'slice':
			return `\tgrown := appendBody(${reset ? 'x[:0]' : 'x'}, size)\n`;
		case 'slice-pointer':
			return `\t*x = appendBody(${reset ? '(*x)[:0]' : '*x'}, size)\n`;
	}
}

function fillBuffer(use: PoolUse, touch: boolean): string {
	if (use.fill === 'write') return touch ? '\twrite(x, size)\n' : '\tx.Grow(size)\n';
	if (use.fill !== 'read-from') return '';
	if (!use.limited) return '\tio.Copy(x, &incoming{left: size})\n';
	return '\tio.Copy(x, io.LimitReader(&incoming{left: size}, p.limit))\n';
}

function workAfter(use: PoolUse, reset: boolean, touch: boolean): string {
	// Where it was not cleared there is what earlier requests left, before what this one put in.
	const body = (bytes: string, length: string) =>
		`\tsink.Add(sum(${bytes}${reset ? '' : `[${length}-size:]`}))\n`;
	switch (use.object) {
		case 'buffer':
			if (use.fill === 'write' && !touch) return '';
			return use.fill === 'write' ? body('x.Bytes()', 'x.Len()') : '\tsink.Add(sum(x.Bytes()))\n';
		case 'decoder':
			return `\tsink.Add(x.fields + uint64(len(x.in)))\n${use.unpin ? '\tx.in = nil\n' : ''}`;
		case 'reader':
			return `\tsink.Add(uint64(x.Size()))\n${use.unpin ? '\tx.Reset(nil)\n' : ''}`;
		case 'slab':
			return '\tsink.Add(uint64(x.data[0]))\n';
		case 'table':
			return '\tsink.Add(uint64(x.v[0]))\n';
		case 'slice':
			return body('grown', 'len(grown)');
		case 'slice-pointer':
			return body('(*x)', 'len(*x)');
	}
}

function giveBack(use: PoolUse, stale: boolean): string {
	const parts: string[] = [];
	if (use.skipPutOnError) {
		parts.push('\tif pick(2, i, p.errors) {\n\t\tinUse.Add(-1)\n\t\treturn // without Put\n\t}\n');
	}
	if (use.dropOversized && use.object === 'buffer') {
		parts.push('\tif x.Cap() > p.dropCap {\n\t\tdropped.Add(1)\n\t\tinUse.Add(-1)\n\t\treturn\n\t}\n');
	}
	const object = use.object === 'slice' && !(use.putStale && stale) ? 'grown' : 'x';
	switch (use.container) {
		case 'none':
			parts.push('\tinUse.Add(-1)\n');
			break;
		case 'pool':
			parts.push(`\tpool.Put(${object})\n\tputs.Add(1)\n\tinUse.Add(-1)\n`);
			break;
		case 'copied-pool':
			parts.push(`\ts.pool.Put(${object})\n\tputs.Add(1)\n\tinUse.Add(-1)\n`);
			break;
		case 'channel':
			parts.push(
				`\tselect {\n\tcase free <- ${object}:\n\t\tputs.Add(1)\n\tdefault:\n\t\tdropped.Add(1)\n\t}\n\tinUse.Add(-1)\n`
			);
			break;
		case 'semaphore':
			parts.push(`\tfree <- ${object}\n\tputs.Add(1)\n\tinUse.Add(-1)\n\t<-permits\n`);
			break;
	}
	return parts.join('');
}

/** A sync.Pool does not say what it holds: it is no more than what was put and not taken. */
function residentsOf({ container }: PoolUse): string {
	if (container === 'none') return '0';
	if (container === 'channel' || container === 'semaphore') return 'int64(len(free))';
	return 'puts.Load() - (gets.Load() - news.Load())';
}
