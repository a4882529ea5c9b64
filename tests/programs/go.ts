import { execFile, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Outcome {
	/** exit code; null when the program had to be stopped */
	exit: number | null;
	stdout: string;
	stderr: string;
}

/** The machine's Go: finds it, builds programs with it into a folder that later test runs find warm, runs them. */
export interface Go {
	/** as in go1.26.8 */
	version: string;
	/** at least this version, as in 1.25 */
	atLeast(version: string): boolean;
	/** why the race detector cannot be used here, or undefined where it can */
	raceMissing: string | undefined;
	build(file: string, binary: string, options?: { race?: boolean }): Promise<Outcome & { path: string }>;
	vet(file: string): Promise<Outcome>;
	/** files that gofmt would change */
	unformatted(files: string[]): Promise<string>;
	run(path: string, env: Record<string, string>): Promise<Outcome>;
	/** runs a race build until its first report or its end */
	runUntilRace(path: string, env: Record<string, string>): Promise<Outcome>;
}

/** Settings of a shell that would change what a program or the build does. */
const UNWANTED = [
	'GOMAXPROCS',
	'GOGC',
	'GOMEMLIMIT',
	'GODEBUG',
	'GOFLAGS',
	'GORACE',
	'GOTRACEBACK',
	'GOARCH',
	'GOOS'
];

const STOP_AFTER_MS = 60_000;
/** A race build is a cgo build, in which Go does not notice a deadlock: a program that hangs has to be stopped. */
const STOP_RACE_AFTER_MS = 10_000;
const BUILD_LIMIT_MS = 300_000;
/** Warm, two builds at a time keep two cores busy; more would only make sleeping programs late. */
const AT_ONCE = 2;

/** Lets at most `most` of the given tasks run at the same time. */
function limiter(most: number): <T>(task: () => Promise<T>) => Promise<T> {
	let running = 0;
	const waiting: (() => void)[] = [];
	return async (task) => {
		if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
		else running++;
		try {
			return await task();
		} finally {
			const next = waiting.shift();
			if (next) next();
			else running--;
		}
	};
}

function start(command: string, args: string[], env: NodeJS.ProcessEnv, timeoutMs: number): Promise<Outcome> {
	return new Promise((resolve) => {
		const options = { env, timeout: timeoutMs, killSignal: 'SIGKILL', maxBuffer: 1 << 26 } as const;
		execFile(command, args, options, (error, stdout, stderr) => {
			const exit = error === null ? 0 : typeof error.code === 'number' ? error.code : null;
			resolve({ exit, stdout, stderr });
		});
	});
}

function atLeast(have: string, want: string): boolean {
	const parts = (text: string) => (/(\d+)\.(\d+)/.exec(text) ?? []).slice(1).map(Number);
	const [haveMajor = 0, haveMinor = 0] = parts(have);
	const [wantMajor = 0, wantMinor = 0] = parts(want);
	return haveMajor > wantMajor || (haveMajor === wantMajor && haveMinor >= wantMinor);
}

/** Go on PATH, or the reason why there is none to use. */
export function findGo(): { go: Go } | { missing: string } {
	const env: NodeJS.ProcessEnv = {
		...process.env,
		GOTOOLCHAIN: 'local',
		GOPROXY: 'off',
		GOENV: 'off',
		GOWORK: 'off'
	};
	for (const name of UNWANTED) Reflect.deleteProperty(env, name);
	const asked = spawnSync('go', ['env', 'GOVERSION'], { env, encoding: 'utf8' });
	if (asked.error) return { missing: `no go on PATH (${asked.error.message})` };
	if (asked.status !== 0) return { missing: `go env fails: ${asked.stderr.trim()}` };
	const version = asked.stdout.trim();

	const folder = join(tmpdir(), `poolscope-programs-${version}`);
	const binaries = join(folder, 'bin');
	mkdirSync(binaries, { recursive: true });
	env.GOCACHE = join(folder, 'cache');
	const atATime = limiter(AT_ONCE);
	const call = (args: string[]) => atATime(() => start('go', args, env, BUILD_LIMIT_MS));

	const raceMissing = (): string | undefined => {
		const probe = join(folder, 'probe.go');
		writeFileSync(probe, 'package main\n\nfunc main() {}\n');
		const built = spawnSync('go', ['build', '-race', '-o', join(binaries, 'probe'), probe], {
			env,
			encoding: 'utf8'
		});
		return built.status === 0 ? undefined : `go build -race fails: ${built.stderr.trim().split('\n')[0]}`;
	};

	const go: Go = {
		version,
		atLeast: (want) => atLeast(version, want),
		raceMissing: raceMissing(),
		async build(file, binary, { race = false } = {}) {
			const path = join(binaries, race ? `${binary}-race` : binary);
			// Go compiles only files whose names say so; the form that does not compile is kept as text.
			const own = file.endsWith('.go') ? undefined : mkdtempSync(join(folder, 'text-'));
			const source = own === undefined ? file : join(own, 'main.go');
			if (own !== undefined) copyFileSync(file, source);
			const outcome = await call(['build', ...(race ? ['-race'] : []), '-o', path, source]);
			if (own !== undefined) rmSync(own, { recursive: true });
			return { ...outcome, path };
		},
		vet: (file) => call(['vet', file]),
		unformatted: async (files) => {
			const { exit, stdout, stderr } = await atATime(() =>
				start('gofmt', ['-l', ...files], env, BUILD_LIMIT_MS)
			);
			return exit === 0 ? stdout : stderr;
		},
		run: (path, own) => atATime(() => start(path, [], { ...env, ...own }, STOP_AFTER_MS)),
		runUntilRace: (path, own) => {
			// Left alone, a race build sleeps for a second before it exits.
			const settings = { ...env, GORACE: 'halt_on_error=1 atexit_sleep_ms=0', ...own };
			return atATime(() => start(path, [], settings, STOP_RACE_AFTER_MS));
		}
	};
	return { go };
}
