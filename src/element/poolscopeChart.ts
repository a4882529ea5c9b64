/** The element <poolscope-chart> in one file for any page: charts, styles and the worker are inside. */
import program from '#workers/entries/embed.worker.ts?function';
import '#lib/design/tokens.css';
import '#lib/embed/view.css';
import './element.css';
import { mountCharts } from '#lib/embed/mount.ts';
import { BlobHost } from '#lib/embed/workerHost.ts';
import { definePoolscopeChart } from './define.ts';

definePoolscopeChart({
	script: addressOfScript(),
	css: 'POOLSCOPE_STYLES',
	mount: (target, setup) => mountCharts(target, setup, new BlobHost(program))
});

function addressOfScript(): string {
	const script = document.currentScript;
	return script instanceof HTMLScriptElement ? script.src : 'POOLSCOPE_SCRIPT';
}
