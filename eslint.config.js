import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

export default ts.config(
	{
		ignores: ['.svelte-kit/', 'build/', 'coverage/', 'test-results/', 'static/']
	},
	{ linterOptions: { noInlineConfig: true } },
	js.configs.recommended,
	...ts.configs.strict,
	...svelte.configs.recommended,
	{
		languageOptions: {
			globals: { ...globals.browser, ...globals.node },
			parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname }
		},
		rules: {
			'no-undef': 'off', // TypeScript knows better.
			eqeqeq: 'error',
			'no-console': 'error',
			'object-shorthand': 'error',
			'prefer-const': 'error',
			'@typescript-eslint/ban-ts-comment': [
				'error',
				{ 'ts-expect-error': true, 'ts-ignore': true, 'ts-nocheck': true }
			],
			'@typescript-eslint/consistent-type-imports': 'error',
			'@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }]
		}
	},
	{
		files: ['**/*.ts', '**/*.svelte', '**/*.svelte.ts'],
		rules: {
			'@typescript-eslint/no-floating-promises': 'error',
			'@typescript-eslint/no-misused-promises': 'error',
			'@typescript-eslint/switch-exhaustiveness-check': [
				'error',
				{ considerDefaultExhaustiveForUnions: true }
			]
		}
	},
	{
		// In the hot loops, and wherever columns are read by index, every read of a typed array is `possibly undefined`; `!` costs nothing there.
		files: ['workers/**', 'tests/**', 'src/lib/anatomy/**', 'src/lib/live/**'],
		rules: { '@typescript-eslint/no-non-null-assertion': 'off' }
	},
	{
		files: ['**/*.svelte', '**/*.svelte.ts'],
		languageOptions: {
			parserOptions: { extraFileExtensions: ['.svelte'], parser: ts.parser, svelteConfig }
		},
		// Props are declared by one `let`, of which the plugin's rule knows and the other does not.
		rules: { 'prefer-const': 'off', 'svelte/prefer-const': 'error' }
	},
	{
		// A poster is drawn while the site is built, by our own renderer, which escapes every name; nobody's text comes in.
		files: ['src/lib/embed/Poster.svelte'],
		rules: { 'svelte/no-at-html-tags': 'off' }
	}
);
