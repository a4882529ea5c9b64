const MiB = 1024 * 1024;
/** The heap grows by whole chunks of the page allocator (mheap.go, grow). */
export const chunkBytes = 4 * MiB;

/**
 * Spans and pages in sums: what the heap occupies of the address space, what of it is free, returned, resident.
 * HeapSys = in use + free + released. Fresh address space counts as released until a span takes it.
 * Source: Go's runtime/mheap.go and mgcscavenge.go.
 */
export class PageHeap {
	/** HeapSys [bytes]; never shrinks */
	sysBytes = 0;
	/** spans in use [bytes] */
	inUseBytes = 0;
	/** free and not returned [bytes] */
	freeBytes = 0;
	/** free and returned, or never used [bytes] */
	releasedBytes = 0;
	/** memory of the runtime besides the heap: stacks, metadata, binary's data [bytes] */
	otherMappedBytes: number;

	constructor(otherMappedBytes: number) {
		this.otherMappedBytes = otherMappedBytes;
	}

	/** Takes over how many bytes spans occupy now. */
	setInUse(bytes: number): void {
		const more = bytes - this.inUseBytes;
		this.inUseBytes = bytes;
		if (more <= 0) {
			this.freeBytes -= more;
			return;
		}
		let need = more;
		const fromFree = need < this.freeBytes ? need : this.freeBytes;
		this.freeBytes -= fromFree;
		need -= fromFree;
		if (need > this.releasedBytes) {
			const grow = Math.ceil((need - this.releasedBytes) / chunkBytes) * chunkBytes;
			this.sysBytes += grow;
			this.releasedBytes += grow;
		}
		this.releasedBytes -= need;
	}

	/** mapped and not returned [bytes]: what the memory limit counts */
	get mappedReadyBytes(): number {
		return this.inUseBytes + this.freeBytes + this.otherMappedBytes;
	}

	/** HeapIdle [bytes] */
	get idleBytes(): number {
		return this.freeBytes + this.releasedBytes;
	}
}
