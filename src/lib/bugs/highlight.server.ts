/** Go code in colours, while the site is built: no highlighter goes to the browser. */
import { createCssVariablesTheme, createHighlighterCore } from 'shiki/core';
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript';
import go from 'shiki/langs/go.mjs';
import type { CodeLine, Token, TokenKind } from './page.ts';

/** Kinds by the names that the theme gives them. Names of functions and types stay in ink: they are most of a program. */
const kinds: Record<string, TokenKind> = {
	'token-keyword': 'keyword',
	'token-string': 'string',
	'token-string-expression': 'string',
	'token-constant': 'constant',
	'token-comment': 'comment'
};

const theme = createCssVariablesTheme({ name: 'kinds', variablePrefix: '--' });

const highlighter = createHighlighterCore({
	themes: [theme],
	langs: [go],
	engine: createJavaScriptRegexEngine()
});

/** The lines of a Go program, each in pieces of one kind. */
export async function highlightGo(source: string): Promise<CodeLine[]> {
	const { tokens } = (await highlighter).codeToTokens(source.trimEnd(), { lang: 'go', theme: 'kinds' });
	return tokens.map((line) =>
		joined(
			line.map(({ color, content }) => [
				kinds[/var\(--(.+)\)/.exec(color ?? '')?.[1] ?? ''] ?? 'plain',
				content
			])
		)
	);
}

/** Neighbours of one kind are one piece. */
function joined(line: Token[]): CodeLine {
	const found: [TokenKind, string][] = [];
	for (const [kind, text] of line) {
		const last = found.at(-1);
		if (last?.[0] === kind) last[1] += text;
		else found.push([kind, text]);
	}
	return found;
}
