/*
 * The host's side of Poolscope's messages, for any page: copy what you need.
 *
 *   const chart = poolscope(document.querySelector('iframe'));
 *   chart.set({ gomaxprocs: 64 });
 *   chart.on('verdict', ({ text }) => …);
 *
 * A message counts only if it comes from that very frame. The frame's origin cannot be checked as well: a frame with
 * sandbox="allow-scripts" has none.
 */
function poolscope(frame) {
	const listeners = {};
	const waiting = [];
	let ready = false;

	function send(type, more) {
		const message = { type: 'poolscope:' + type, v: 1, ...more };
		if (ready) frame.contentWindow.postMessage(message, '*');
		else waiting.push(message);
	}

	window.addEventListener('message', (event) => {
		if (event.source !== frame.contentWindow) return;
		const message = event.data;
		if (!message || message.v !== 1 || typeof message.type !== 'string') return;
		if (!message.type.startsWith('poolscope:')) return;
		const type = message.type.slice('poolscope:'.length);
		if (type === 'ready') {
			ready = true;
			for (const each of waiting.splice(0)) frame.contentWindow.postMessage(each, '*');
		}
		if (type === 'height') frame.style.height = message.height + 'px';
		for (const listener of listeners[type] || []) listener(message);
	});
	// A frame that was loaded before this script has said already that it is ready: asking does no harm.
	if (frame.contentWindow) {
		frame.contentWindow.postMessage({ type: 'poolscope:get', v: 1 }, '*');
		on('state', () => {
			if (ready) return;
			ready = true;
			for (const each of waiting.splice(0)) frame.contentWindow.postMessage(each, '*');
		});
	}

	function on(type, listener) {
		(listeners[type] = listeners[type] || []).push(listener);
	}

	return {
		set: (params) => send('set', { params }),
		open: (link) => send('set', { link }),
		play: () => send('play'),
		pause: () => send('pause'),
		seek: (t) => send('seek', { t }),
		get: () => send('get'),
		on
	};
}
