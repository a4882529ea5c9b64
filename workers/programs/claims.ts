/**
 * What we say about a case's Go programs, in a form that a machine can check: `claims.json` beside the programs.
 * The test suite compiles and runs every program against these where Go is present.
 */
import { isRecord } from '../text/untyped.ts';

/**
 * A program's run: exit code and output. A fault that needs two goroutines to meet can miss on a machine that stands still at
 * the wrong moment; such a claim holds when one of `attempts` runs is as described. A fix gets one attempt.
 */
export interface RunClaim {
	check: 'run';
	/** the claim as a sentence */
	says: string;
	/** environment besides the ordinary one, such as GOMAXPROCS */
	env: Record<string, string>;
	/** exit code; 2 is Go's own for a panic or a fatal error */
	exit: number;
	/** standard output to the byte, or else a regular expression for it */
	stdout?: string;
	stdoutMatches?: string;
	/** regular expression for standard error */
	stderrMatches?: string;
	/** runs to try, one where it is left out */
	attempts?: number;
}

/** `go vet`: the regular expression of its finding, or null where it has none. */
export interface VetClaim {
	check: 'vet';
	says: string;
	finding: string | null;
}

/**
 * The race detector. A race build drops one Put in four at random, so a fault may fail to show in one run:
 * `found: true` means in at least one of `attempts` runs, `found: false` in none of them.
 */
export interface RaceClaim {
	check: 'race';
	says: string;
	env: Record<string, string>;
	found: boolean;
	attempts: number;
}

/** `go build` refuses the program; the regular expression is for its message. */
export interface BuildClaim {
	check: 'build';
	says: string;
	error: string;
}

export type ProgramClaim = RunClaim | VetClaim | RaceClaim | BuildClaim;

/** The content of one `claims.json`. */
export interface ProgramClaims {
	slug: string;
	/** lowest Go version whose library and language the programs need, as in "1.25" */
	minGo: string;
	/** about bug.go */
	bug: ProgramClaim[];
	/** about fix.go */
	fix: ProgramClaim[];
	/** about uncompilable.go.txt, the form that one would write first */
	uncompilable?: ProgramClaim[];
	/** about said.go, which tries what people say of the case */
	said?: ProgramClaim[];
}

type Kind = 'string' | 'number' | 'boolean' | 'text or null' | 'env';
type Shape = Record<string, { kind: Kind; optional?: true }>;

const SHAPES: Record<ProgramClaim['check'], Shape> = {
	run: {
		env: { kind: 'env' },
		exit: { kind: 'number' },
		stdout: { kind: 'string', optional: true },
		stdoutMatches: { kind: 'string', optional: true },
		stderrMatches: { kind: 'string', optional: true },
		attempts: { kind: 'number', optional: true }
	},
	vet: { finding: { kind: 'text or null' } },
	race: { env: { kind: 'env' }, found: { kind: 'boolean' }, attempts: { kind: 'number' } },
	build: { error: { kind: 'string' } }
};

function isOfKind(value: unknown, kind: Kind): boolean {
	if (kind === 'env') return isRecord(value) && Object.values(value).every((one) => typeof one === 'string');
	if (kind === 'text or null') return typeof value === 'string' || value === null;
	return typeof value === kind;
}

function isCheck(value: unknown): value is ProgramClaim['check'] {
	return typeof value === 'string' && Object.hasOwn(SHAPES, value);
}

/** What is wrong with one claim; a field that nothing reads is as wrong as one that is missing. */
function faultOf(claim: unknown): string | undefined {
	if (!isRecord(claim) || !isCheck(claim.check)) return 'has no known check';
	const shape: Shape = { check: { kind: 'string' }, says: { kind: 'string' }, ...SHAPES[claim.check] };
	for (const name of Object.keys(claim)) if (!Object.hasOwn(shape, name)) return `has an unknown ${name}`;
	for (const [name, { kind, optional }] of Object.entries(shape)) {
		const value = claim[name];
		if (value === undefined ? !optional : !isOfKind(value, kind)) return `needs ${name} as ${kind}`;
	}
	if (claim.check === 'run' && (claim.stdout === undefined) === (claim.stdoutMatches === undefined)) {
		return 'needs either stdout or stdoutMatches';
	}
	return undefined;
}

function isClaims(value: unknown): value is ProgramClaim[] {
	return Array.isArray(value) && value.length > 0 && value.every((claim) => faultOf(claim) === undefined);
}

/** Reads a `claims.json`; throws with the place and the reason where it is not as described above. */
export function readClaims(text: string): ProgramClaims {
	const value: unknown = JSON.parse(text);
	if (!isRecord(value)) throw new Error('claims are an object');
	const { slug, minGo, bug, fix, uncompilable, said, ...rest } = value;
	for (const name of Object.keys(rest)) throw new Error(`claims have an unknown ${name}`);
	if (typeof slug !== 'string' || typeof minGo !== 'string') throw new Error('claims need slug and minGo');
	const lists = { bug, fix, uncompilable: uncompilable ?? [], said: said ?? [] };
	for (const [name, list] of Object.entries(lists)) {
		if (!Array.isArray(list)) throw new Error(`${slug}: ${name} is a list`);
		list.forEach((claim, i) => {
			const fault = faultOf(claim);
			if (fault) throw new Error(`${slug}: ${name}[${i}] ${fault}`);
		});
	}
	if (!isClaims(bug) || !isClaims(fix)) throw new Error(`${slug}: bug and fix need claims`);
	const claims: ProgramClaims = { slug, minGo, bug, fix };
	for (const [name, list] of [['uncompilable', uncompilable] as const, ['said', said] as const]) {
		if (list === undefined) continue;
		if (!isClaims(list)) throw new Error(`${slug}: ${name} needs claims`);
		claims[name] = list;
	}
	return claims;
}
