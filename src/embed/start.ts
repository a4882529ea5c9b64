/**
 * The script in the head of every embed: small, because it runs on each page that carries one. It chooses theme and
 * poster before anything is seen, waits until the embed is seen or pressed, loads the rest then, and speaks with the
 * page around it where the embed has opted in.
 */
import { Channel } from '#lib/embed/channel.ts';
import { readOptions } from '#lib/embed/options.ts';
import { Starter } from '#lib/embed/starter.ts';

const script = document.currentScript;
const address = script instanceof HTMLScriptElement ? script.src : '';
// In the embed of one file the script has no address: that file lies beside the folder.
const here = address === '' ? new URL('embed/', location.href) : new URL('.', address);
const root = document.documentElement;
const options = readOptions(new URLSearchParams(location.search));

if (options.theme !== 'auto') root.dataset.theme = options.theme;
if (options.transparent) root.dataset.bg = 'transparent';
root.dataset.waits = options.poster ? 'press' : '';
root.dataset.chart = options.chart;

document.addEventListener('DOMContentLoaded', () => {
	const main = document.querySelector('main');
	if (!main) return;
	const starter = new Starter(main, options, here);
	const elsewhere = starter.elsewhere(location.hash);
	if (elsewhere) {
		location.replace(elsewhere);
		return;
	}
	if (options.api && window.parent !== window) new Channel(starter).open();
	starter.ready();
});
