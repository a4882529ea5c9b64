/**
 * The dashboard in one file, without SvelteKit around it. The same script is page and worker: a worker that it starts
 * from its own text finds no document and becomes the one that it is named after, so that there is one copy of the model.
 */
const workers: Record<string, () => Promise<unknown>> = {
	'simulation.worker.ts': () => import('#workers/entries/simulation.worker.ts')
};

if (typeof document === 'undefined') {
	void workers[self.name]?.();
} else {
	const text = document.currentScript?.textContent ?? '';
	window.poolscopeScript = URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
	void import('./app.ts');
}
