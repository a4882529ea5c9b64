import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';

/** Members of what the language itself has: who says one of these may mean that. */
const ofTheLanguage = new Set(
	[
		Math,
		...[Object, Function, Array, Int32Array, Map, Set, Number, String, Promise].flatMap(withPrototype)
	].flatMap((each) => Object.getOwnPropertyNames(each))
);

/**
 * @param {{ prototype: object }} type
 * @returns {object[]}
 */
function withPrototype(type) {
	return [type, type.prototype];
}

/**
 * Gives the private members of the model's classes short names: no minifier does that, and they are some per cent of what
 * an embed loads. Those of which their file says nothing but `this.name`, or whose name no other file has.
 *
 * @returns {import('vite').Plugin}
 */
export function withShortNames() {
	const texts = new Map(['workers', 'src'].flatMap(sources));
	/** @type {Map<string, number>} in how many files a word stands */
	const files = new Map();
	for (const text of texts.values())
		for (const word of new Set(text.match(/\w+/g))) files.set(word, (files.get(word) ?? 0) + 1);
	return {
		name: 'poolscope-with-short-names',
		enforce: 'pre',
		transform(code, id) {
			const text = id.includes('/workers/model/') ? texts.get(id) : undefined;
			if (text === undefined) return null;
			const own = [...text.matchAll(/^\tprivate (?:readonly )?(?:get )?(\w{3,})(?! \w)/gm)].map(
				([, name = '']) => name
			);
			// What stands in quotes, the path of an import say, stays as it is.
			const quoted = text.match(/(['"`]).*?\1/g)?.join(' ') ?? '';
			const stays = new Set(quoted.match(/\w+/g));
			// Comments may say anything.
			const said = text
				.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')
				.replace(/^\tprivate (?:readonly )?(?:get )?\w+|this\.\w+/gm, '');
			const others = new Set(said.match(/\w+/g));
			const names = own.filter(
				(name) => (files.get(name) === 1 || !others.has(name)) && !ofTheLanguage.has(name) && !stays.has(name)
			);
			if (names.length === 0) return null;
			// One object has the members of its class and of that which it extends.
			const start = / extends [A-Z]/.test(said) ? '$' : '_';
			return code.replace(RegExp(`\\b(?:${names.join('|')})\\b`, 'g'), (name) => start + names.indexOf(name));
		}
	};
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
