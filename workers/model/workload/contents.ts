import type { Calibration } from '../calibration.ts';
import type { Collector } from '../gc/collector.ts';
import { SliceGrowth } from '../heap/appendGrowth.ts';
import { BufferGrowth, ByteBuffer } from '../heap/bufferGrowth.ts';
import type { Mutator } from '../heap/mutator.ts';
import type { Holders } from '../holders.ts';
import type { Objects } from '../objects.ts';
import type { Params } from '../parameters.ts';
import * as use from './compiledUse.ts';
import type { CompiledUse } from './compiledUse.ts';
import type { RequestSlot } from './requestSlots.ts';
import { zero } from '../zero.ts';

/** Most bytes of one Write or append of the programs. */
const CHUNK_BYTES = 4096;
const SCRATCH_BYTES = 4096;
const FIRST_SLICE_BYTES = 512;
const INT_BYTES = 8;
/** Structs, as the compiler lays them out [bytes] */
const BUFFER_STRUCT = 40;
const DECODER_STRUCT = 56;
const READER_STRUCT = 40;
const SLICE_HEADER = 24;

interface ContentsOptions {
	collector: Collector;
	mutator: Mutator;
	holders: Holders;
	objects: Objects;
	calibration: Calibration;
}

/** What objects are made of, and how what they own grows while a request fills them. */
export class Contents {
	private readonly collector: Collector;
	private readonly mutator: Mutator;
	private readonly holders: Holders;
	private readonly objects: Objects;
	private readonly calibration: Calibration;
	private readonly growth = new BufferGrowth(CHUNK_BYTES);
	private readonly buffer = new ByteBuffer((bytes) => this.step(bytes));
	private readonly slice = new SliceGrowth(1, true, true, (bytes) => this.step(bytes));
	/** the array that the next step of growth leaves behind [bytes]; 0 where somebody still refers to it */
	private outgrown = zero;
	/** how it is left: overwritten in a struct on the heap, or in a local variable; `birth` as `drop` asks for it */
	private outgrownOnHeap = true;
	private outgrownBirth = 0;

	constructor(options: ContentsOptions) {
		this.collector = options.collector;
		this.mutator = options.mutator;
		this.holders = options.holders;
		this.objects = options.objects;
		this.calibration = options.calibration;
	}

	/** What New does. The object is on nobody's books yet. */
	makeNew(program: CompiledUse, params: Params, size: number): number {
		const mutator = this.mutator;
		const objects = this.objects;
		const id = objects.make();
		let cap = program.newCapacity;
		let struct = SLICE_HEADER;
		switch (program.object) {
			case use.OBJECT_BUFFER:
				if (cap === use.CAPACITY_BODY) cap = params.body;
				else if (cap === use.CAPACITY_SIZE) cap = size;
				struct = BUFFER_STRUCT;
				break;
			case use.OBJECT_DECODER:
				cap = SCRATCH_BYTES;
				struct = DECODER_STRUCT;
				break;
			case use.OBJECT_READER:
				cap = 0;
				struct = READER_STRUCT;
				break;
			case use.OBJECT_SLAB:
				cap = params.body;
				break;
			case use.OBJECT_TABLE:
				cap = params.body * INT_BYTES;
				break;
			default:
				cap = FIRST_SLICE_BYTES;
		}
		const array = mutator.make(cap, true);
		if (program.object === use.OBJECT_TABLE) mutator.costNs += params.body * this.calibration.computeNsPerInt;
		const header = mutator.make(struct, false);
		objects.capBytes[id] = cap;
		objects.ownBytes[id] = array + header;
		objects.ownCount[id] = cap > 0 ? 2 : 1;
		objects.storedIn[id] = this.collector.cycle;
		// A slice by value comes out of New in a box, which the caller of Get drops at once.
		if (program.object === use.OBJECT_SLICE) this.unbox(id);
		return id;
	}

	/** The request puts so many bytes into its object. */
	fill(id: number, request: RequestSlot, program: CompiledUse, bytes: number): void {
		request.oldBytes = 0;
		if (program.writesOver && bytes <= this.objects.capBytes[id]!) return;
		this.fillUp(id, request, program, bytes);
	}

	private fillUp(id: number, request: RequestSlot, program: CompiledUse, bytes: number): void {
		const objects = this.objects;
		const cap = objects.capBytes[id]!;
		switch (program.fill) {
			case use.FILL_WRITE:
				if (!program.touch) this.write(id, cap, bytes, bytes);
				else if (program.reset) this.write(id, cap, bytes, CHUNK_BYTES);
				else this.writeBehind(id, cap, bytes);
				break;
			case use.FILL_READ_FROM:
				this.readFrom(id, cap, bytes);
				break;
			case use.FILL_APPEND:
				if (!program.reset) this.appendBehind(id, cap, bytes, request.birth);
				else if (program.object === use.OBJECT_SLICE) this.append(id, cap, bytes, request);
				else this.appendToPointer(id, cap, bytes);
				break;
		}
		if (program.copyOut) this.copyOut(program.reset ? bytes : objects.lenBytes[id]!);
	}

	/** A slice by value is put into a box; which of the two slices of the request, `stale` says. The other one dies. */
	box(id: number, request: RequestSlot, stale: boolean): void {
		const objects = this.objects;
		const old = request.oldBytes;
		if (old > 0) {
			const dies = stale ? objects.ownBytes[id]! - old : old;
			objects.ownBytes[id] = objects.ownBytes[id]! - dies;
			objects.ownCount[id] = 1;
			if (stale) objects.capBytes[id] = request.oldCap;
			// Local variables refer to both: to what append made, and to what the request began with.
			this.dropBorrowed(dies, false, stale ? request.grownBirth : request.birth);
		}
		const box = this.mutator.make(SLICE_HEADER, false);
		objects.ownBytes[id] = objects.ownBytes[id]! + box;
		objects.ownCount[id] = 2;
		this.holders.borrowedBytes += box;
	}

	/** Get's caller takes the slice out of its box, which dies; gives the heap bytes of that. */
	unbox(id: number): number {
		const box = this.mutator.sizeOf(SLICE_HEADER, false);
		this.objects.ownBytes[id] = this.objects.ownBytes[id]! - box;
		this.objects.ownCount[id] = 1;
		this.collector.drop(box, 1, true);
		return box;
	}

	/** @param chunkBytes bytes of one Write, or of one Grow */
	private write(id: number, cap: number, bytes: number, chunkBytes: number): void {
		if (bytes <= cap) return;
		this.growsInStruct(cap);
		this.buffer.writeChunks(bytes, chunkBytes);
		this.ownsArray(id, cap, this.buffer.cap);
	}

	/** Writes behind what earlier requests have left. */
	private writeBehind(id: number, cap: number, bytes: number): void {
		this.growsInStruct(cap);
		this.buffer.end = this.objects.lenBytes[id]!;
		this.buffer.writeChunks(bytes, CHUNK_BYTES);
		this.objects.lenBytes[id] = this.buffer.end;
		this.ownsArray(id, cap, this.buffer.cap);
	}

	private readFrom(id: number, cap: number, bytes: number): void {
		const growth = this.growth;
		growth.readFrom(cap, bytes);
		if (growth.allocCount === 0) return;
		this.growsInStruct(cap);
		this.buffer.readFrom(bytes);
		this.ownsArray(id, cap, this.buffer.cap);
	}

	/** A bytes.Buffer grows: its struct, on the heap, refers to the array. */
	private growsInStruct(cap: number): void {
		this.outgrown = this.arrayBytes(cap);
		this.outgrownOnHeap = true;
		this.buffer.start(cap);
	}

	/** A slice in a local variable grows; `left` is what its first step leaves [bytes]. */
	private growsInVariable(cap: number, left: number, birth: number): void {
		this.outgrown = left;
		this.outgrownOnHeap = false;
		this.outgrownBirth = birth;
		this.slice.start(cap);
	}

	/** append to a slice from before, which the request keeps until its end. */
	private append(id: number, cap: number, bytes: number, request: RequestSlot): void {
		if (bytes <= cap) return;
		const before = this.arrayBytes(cap);
		this.growsInVariable(cap, 0, 0);
		this.slice.appendChunks(0, bytes, CHUNK_BYTES);
		this.ownsArray(id, cap, this.slice.cap);
		request.oldBytes = before;
		request.oldCap = cap;
		request.grownBirth = this.outgrownBirth;
		this.objects.ownBytes[id] = this.objects.ownBytes[id]! + before;
		this.objects.ownCount[id] = 2;
	}

	/** append in a variable of its own; the slice that the object refers to is replaced when all is there. */
	private appendToPointer(id: number, cap: number, bytes: number): void {
		if (bytes <= cap) return;
		this.growsInVariable(cap, 0, 0);
		this.slice.appendChunks(0, bytes, CHUNK_BYTES);
		this.ownsArray(id, cap, this.slice.cap);
		const before = this.arrayBytes(cap);
		if (before > 0) this.dropBorrowed(before, true);
	}

	/** Appends behind what earlier requests have left; the slice from before that is not used again. */
	private appendBehind(id: number, cap: number, bytes: number, birth: number): void {
		const lens = this.objects.lenBytes;
		const len = lens[id]!;
		lens[id] = len + bytes;
		if (len + bytes <= cap) return;
		this.growsInVariable(cap, this.arrayBytes(cap), birth);
		this.slice.appendChunks(len, len + bytes, CHUNK_BYTES);
		this.ownsArray(id, cap, this.slice.cap);
	}

	/** A string of so many bytes, which only the request's stack refers to and that is garbage at once. */
	private copyOut(bytes: number): void {
		if (bytes === 0) return;
		const birth = this.collector.cycle;
		const taken = this.mutator.make(bytes, true);
		this.collector.drop(taken, 1, false, birth);
		this.mutator.costNs += bytes * this.calibration.writeNsPerByte;
	}

	/** One array of a growing content is allocated, the one before it copied and left. */
	private step(bytes: number): void {
		const birth = this.collector.cycle;
		this.mutator.makeStep(bytes);
		this.holders.borrowedBytes += bytes;
		if (this.outgrown > 0) this.dropBorrowed(this.outgrown, this.outgrownOnHeap, this.outgrownBirth);
		this.mutator.spend(this.outgrown * this.calibration.writeNsPerByte);
		this.outgrown = bytes;
		this.outgrownBirth = birth;
	}

	/** The object's array of one capacity is now one of another. Holders know already. */
	private ownsArray(id: number, cap: number, newCap: number): void {
		if (newCap === cap) return;
		const objects = this.objects;
		objects.ownBytes[id] = objects.ownBytes[id]! - this.arrayBytes(cap) + this.arrayBytes(newCap);
		if (cap === 0) objects.ownCount[id] = objects.ownCount[id]! + 1;
		objects.capBytes[id] = newCap;
		objects.storedIn[id] = this.collector.cycle;
	}

	private arrayBytes(cap: number): number {
		return this.mutator.sizeOf(cap, true);
	}

	private dropBorrowed(bytes: number, shaded: boolean, birth = 0): void {
		this.holders.borrowedBytes -= bytes;
		this.collector.drop(bytes, 1, shaded, birth);
	}
}
