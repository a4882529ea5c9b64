import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';

/** Members of what the language itself has: who says one of these may mean that. */
const ofTheLanguage = new Set(
	Object.getOwnPropertyNames(globalThis).flatMap((name) => {
		const value = /** @type {Record<string, unknown>} */ (globalThis)[name];
		return typeof value === 'function' || name === 'Math' ? [name, ...membersOf(value)] : [name];
	})
);

/**
 * @param {any} value a class or a namespace of the language
 * @returns {string[]}
 */
function membersOf(value) {
	const all = [];
	for (let each of [value, value.prototype])
		for (; each; each = Object.getPrototypeOf(each)) all.push(...Object.getOwnPropertyNames(each));
	return all;
}

/** A member of a class, in a line of its own. */
const member = /^\t(?:(?:private|protected|readonly|override|get|set) )*(\w{3,})(?=[!?:(;<]| =)/gm;
/** A member of an interface, or of an object. */
const ofObject = /^\t*(?:readonly )?(\w+)\??:/gm;

/**
 * Gives the members of the model's classes and interfaces short names: no minifier does that, and they are some per cent of
 * what an embed loads. Those whose name nobody but the model says, and that is in no string; and of the private ones also
 * those of which their file says nothing but `this.name`. Members of other objects keep theirs: somebody may ask for one by
 * a string.
 *
 * @returns {import('vite').Plugin}
 */
export function withShortNames() {
	const texts = new Map(['workers', 'src'].flatMap(sources));
	const stay = new Set(ofTheLanguage);
	/** @type {Set<string>} */
	const members = new Set();
	/** @type {Set<string>} of interfaces, and of all objects */
	const ofInterfaces = new Set();
	/** @type {Set<string>} */
	const ofObjects = new Set();
	/** @type {Map<string, number>} how often the model says a word */
	const said = new Map();
	for (const [path, text] of texts) {
		if (!isModel(path)) {
			for (const word of wordsIn(withoutRemarks(text))) stay.add(word);
			continue;
		}
		const code = withoutComments(text);
		for (const word of wordsIn(code)) said.set(word, (said.get(word) ?? 0) + 1);
		for (const word of quotedIn(code)) stay.add(word);
		// They end with the first brace at the left.
		for (const [body] of code.matchAll(/^(?:export )?class [\s\S]*?^}/gm))
			for (const [, name = ''] of body.matchAll(member)) members.add(name);
		for (const [body] of code.matchAll(/^(?:export )?interface [\s\S]*?^}/gm))
			for (const [, name = ''] of body.matchAll(ofObject)) if (name.length > 2) ofInterfaces.add(name);
		for (const [, name = ''] of code.replace(/^(?:export )?class [\s\S]*?^}/gm, '').matchAll(ofObject))
			ofObjects.add(name);
	}
	for (const name of ofObjects) if (!ofInterfaces.has(name)) stay.add(name);
	for (const name of ofInterfaces) members.add(name);
	const everywhere = shorten(
		// The shortest go to those that are said most often.
		[...members]
			.filter((name) => !stay.has(name))
			.sort((a, b) => (said.get(b) ?? 0) - (said.get(a) ?? 0) || (a < b ? -1 : 1)),
		'$'
	);
	return {
		name: 'poolscope-with-short-names',
		enforce: 'pre',
		transform(source, id) {
			const text = isModel(id) ? texts.get(id) : undefined;
			if (text === undefined) return null;
			const own = [...text.matchAll(/^\tprivate (?:readonly )?(?:get )?(\w{3,})(?! \w)/gm)].map(
				([, name = '']) => name
			);
			const code = withoutComments(text);
			const rest = code.replace(/^\tprivate (?:readonly )?(?:get )?\w+|this\.\w+/gm, '');
			const others = new Set([...wordsIn(rest), ...quotedIn(code)]);
			const names = own.filter(
				(name) => !everywhere.has(name) && !others.has(name) && !ofTheLanguage.has(name)
			);
			// One object has the members of its class and of that which it extends.
			const here = shorten(names, / extends [A-Z]/.test(code) ? '__' : '_');
			// What an import names stays, whatever else has the name of a file.
			return source.replace(
				/ from '.*?'|\b[a-zA-Z]\w+\b/g,
				(word) => everywhere.get(word) ?? here.get(word) ?? word
			);
		}
	};
}

/** @param {string} path */
const isModel = (path) => path.includes('/workers/model/');

/** @param {string} text */
const withoutComments = (text) => text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');

/** Of a file that may say `/*` and `//` in a string as well. @param {string} text */
const withoutRemarks = (text) => text.replace(/(?<=^|\s)(?:\/\*[\s\S]*?\*\/|\/\/.*)|<!--[\s\S]*?-->/gm, '');

/** @param {string} text */
const wordsIn = (text) => text.match(/\w+/g) ?? [];

/** What stands in quotes stays as it is. @param {string} text */
const quotedIn = (text) =>
	wordsIn(
		text
			.replace(/ from '.*?'/g, '')
			.match(/(['"`]).*?\1/g)
			?.join(' ') ?? ''
	);

/**
 * @param {string[]} names
 * @param {string} start
 * @returns {Map<string, string>}
 */
function shorten(names, start) {
	return new Map(names.map((name, i) => [name, start + i.toString(36)]));
}

/**
 * @param {string} folder
 * @returns {[string, string][]} path and text of each file
 */
function sources(folder) {
	return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile() && /\.(?:ts|svelte)$/.test(entry.name))
		.map((entry) => join(entry.parentPath, entry.name))
		.map((path) => [path, readFileSync(path, 'utf8')]);
}
