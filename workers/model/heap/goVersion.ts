/**
 * What of the allocator depends on the version of Go. A version is its minor number: 26 stands for Go 1.26.
 */

/** Minor number of a version text such as "1.26"; throws on anything else. */
export function goMinor(version: string): number {
	const match = /^1\.(\d+)$/.exec(version);
	if (match?.[1] === undefined) throw new Error(`not a Go version: "${version}"; write it as 1.26`);
	return Number(match[1]);
}

/** From Go 1.22 on a small object with pointers of more than 512 B is preceded by an 8-byte malloc header. */
export function hasMallocHeaders(minor: number): boolean {
	return minor >= 22;
}

/** From Go 1.26 on spans of small objects carry their mark bits inline: 128 B of each 8 KiB span. */
export function hasInlineMarkBits(minor: number): boolean {
	return minor >= 26;
}

/** From Go 1.26 on io.ReadAll reads into chunks and copies once at the end. */
export function readAllUsesChunks(minor: number): boolean {
	return minor >= 26;
}

/** Whether a large object is zeroed after it has counted for the collector, and may start it, not before (malloc.go). */
export function zeroesLargeLate(minor: number): boolean {
	return minor >= 24;
}
