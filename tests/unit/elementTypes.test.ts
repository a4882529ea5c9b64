import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { parameterAttributes } from '../../src/element/attributes.ts';

const types = fileURLToPath(new URL('../../src/element/poolscope-chart.d.ts', import.meta.url));

/** What strict TypeScript says of a page's script, with the types that are served and nothing else of ours. */
function complaints(text: string): string[] {
	const options: ts.CompilerOptions = {
		strict: true,
		noEmit: true,
		types: [],
		target: ts.ScriptTarget.ES2022,
		lib: ['lib.es2022.d.ts', 'lib.dom.d.ts']
	};
	const host = ts.createCompilerHost(options);
	const { getSourceFile } = host;
	host.getSourceFile = (name, ...more) =>
		name === 'page.ts'
			? ts.createSourceFile(name, text, ts.ScriptTarget.ES2022)
			: getSourceFile(name, ...more);
	const program = ts.createProgram(['page.ts', types], options, host);
	return ts
		.getPreEmitDiagnostics(program)
		.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}

test('a page in strict TypeScript has every property of the element, and its events with what they carry', () => {
	const page = `const chart = document.createElement('poolscope-chart');
		const text: string | null = chart.bg;
		${parameterAttributes.map((name) => `chart.${name} = 2; chart.${name} = '2'; chart.${name} = null;`).join('\n')}
		chart.fixed = true;
		chart.params = { rate: 777 };
		chart.addEventListener('verdict', (event) => event.detail.text.length);
		chart.addEventListener('ready', ({ detail }) => detail.t === null || detail.t.toFixed());
		chart.addEventListener('error', ({ detail }) => detail.message.length);
		chart.addEventListener('click', (event) => event.clientX);
		chart.addEventListener('other', (event) => event.type, { once: true });
		chart.removeEventListener('change', (event) => event.detail.params?.rate);
		document.querySelector('poolscope-chart')?.seek(1);
		document.body.append(chart);`;
	expect(complaints(page)).toEqual([]);
	const wrong = `const chart = document.createElement('poolscope-chart');
		chart.gomaxprocs = {};
		chart.rates = 2;
		chart.addEventListener('verdict', (event) => event.detail.words);`;
	expect(complaints(wrong)).toHaveLength(3);
});
