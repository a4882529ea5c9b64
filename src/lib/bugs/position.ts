/** Where a timeline stands, as the links of its embed say it: `v1;case=use-after-put;fixed=on;step=3`. */
export interface Position {
	fixed: boolean;
	/** undefined: where the bug shows */
	step: number | undefined;
}

/** The link of a position, without #. */
export function positionLink(slug: string, { fixed, step }: Position): string {
	return `v1;case=${slug}${fixed ? ';fixed=on' : ''}${step === undefined ? '' : `;step=${step}`}`;
}

/** Reads the position out of a link, with or without #. */
export function positionIn(link: string): Position {
	const step = /(?:^#?|[;&])step=(\d+)/.exec(link)?.[1];
	return {
		fixed: isOn(/(?:^#?|.*[;&])fixed=(\w+)/.exec(link)?.[1]) ?? false,
		step: step === undefined ? undefined : Number(step)
	};
}

/** Reads a flag as links write it, and as a host may give it; null is the case's own. */
export function isOn(value: unknown): boolean | undefined {
	const text = String(value ?? 'off').toLowerCase();
	if (/^(on|true|yes|1)$/.test(text)) return true;
	return /^(off|false|no|0)$/.test(text) ? false : undefined;
}
