import ts from 'typescript';

/** What a source file says about the world outside of it. */
export interface ModuleFacts {
	/** Every module specifier: static, re-exported, dynamic or in an `import()` type. */
	imports: string[];
	/** Free names the file reads: `document`, and dotted one level as in `Math.random`. */
	globals: Set<string>;
}

/** The scripts of a Svelte component, or the whole text of any other file. */
function scriptsOf(fileName: string, text: string): string {
	if (!fileName.endsWith('.svelte')) return text;
	return [...text.matchAll(/<script\b[^>]*>([\s\S]*?)<\/script>/g)].map((match) => match[1] ?? '').join('\n');
}

/** True if the identifier only names a member, a key or a label, and reads no variable. */
function isMereName(node: ts.Identifier): boolean {
	const parent = node.parent;
	if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
	if (ts.isQualifiedName(parent)) return parent.right === node;
	if (ts.isBindingElement(parent)) return parent.propertyName === node;
	return (
		(ts.isPropertyAssignment(parent) ||
			ts.isPropertySignature(parent) ||
			ts.isPropertyDeclaration(parent) ||
			ts.isMethodDeclaration(parent) ||
			ts.isMethodSignature(parent) ||
			ts.isGetAccessor(parent) ||
			ts.isSetAccessor(parent)) &&
		parent.name === node
	);
}

/** True if the identifier gives a name to something of this file. */
function declares(node: ts.Identifier): boolean {
	const parent = node.parent;
	return (
		(ts.isVariableDeclaration(parent) ||
			ts.isParameter(parent) ||
			ts.isBindingElement(parent) ||
			ts.isFunctionDeclaration(parent) ||
			ts.isClassDeclaration(parent) ||
			ts.isImportSpecifier(parent) ||
			ts.isImportClause(parent) ||
			ts.isNamespaceImport(parent)) &&
		parent.name === node
	);
}

/** Reads imports and free names from the syntax tree, so that comments and strings do not count. */
export function readModule(fileName: string, text: string): ModuleFacts {
	const source = ts.createSourceFile(
		fileName,
		scriptsOf(fileName, text),
		ts.ScriptTarget.Latest,
		true,
		ts.ScriptKind.TS
	);
	const imports: string[] = [];
	const read = new Map<string, Set<string>>();
	const declared = new Set<string>();

	const visit = (node: ts.Node): void => {
		if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier) {
			if (ts.isStringLiteral(node.moduleSpecifier)) imports.push(node.moduleSpecifier.text);
		} else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
			const [wanted] = node.arguments;
			imports.push(wanted && ts.isStringLiteralLike(wanted) ? wanted.text : '(computed)');
		} else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
			if (ts.isStringLiteral(node.argument.literal)) imports.push(node.argument.literal.text);
		} else if (ts.isIdentifier(node) && declares(node)) {
			declared.add(node.text);
		} else if (ts.isIdentifier(node) && !isMereName(node)) {
			const parent = node.parent;
			const dotted = ts.isPropertyAccessExpression(parent) ? `${node.text}.${parent.name.text}` : node.text;
			read.set(node.text, (read.get(node.text) ?? new Set([node.text])).add(dotted));
		}
		ts.forEachChild(node, visit);
	};
	visit(source);

	const free = [...read].filter(([name]) => !declared.has(name)).flatMap(([, names]) => [...names]);
	return { imports, globals: new Set(free) };
}
