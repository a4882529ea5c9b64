import type { StateReport } from './messages.ts';
import type { Running, Setup } from './running.ts';
import { EmbedSession } from './session.ts';
import { EmbedView } from './view.ts';
import type { EmbedHost } from './workerHost.ts';

/** Starts a session and shows it in an element. What was in the element goes when the first answer is there. */
export function mountCharts(target: HTMLElement, setup: Setup, host: EmbedHost): Running {
	let resumes = false;
	let said = '';
	let failed = '';
	const session = new EmbedSession(host, () => {
		view.changed();
		if (!view.element.isConnected && (session.answer || session.problem))
			target.replaceChildren(view.element);
		const now = `${session.link} ${String(session.playing)}`;
		if (session.answer && now !== said && !session.busy) {
			said = now;
			setup.onstate(report());
		}
		const problem = [...(session.answer?.messages ?? []), session.problem].join(' ').trim();
		if (problem !== failed) {
			failed = problem;
			if (problem) setup.onerror(problem);
		}
	});
	const shadow = setup.shadow;
	const view = new EmbedView(session, setup, {
		tree: shadow ?? document.documentElement,
		host: (shadow?.host as HTMLElement | undefined) ?? document.documentElement,
		site: setup.site,
		room: () => (setup.fills ? window.innerHeight - target.offsetTop : null),
		onheight: setup.onheight
	});

	function report(): StateReport {
		const { answer, pinnedNs, playing } = session;
		return {
			link: answer ? session.link : setup.link.replace(/^#/, ''),
			case: answer?.slug ?? '',
			params: answer ? { ...answer.params } : null,
			started: true,
			playing,
			t: pinnedNs === null ? null : pinnedNs / 1e9,
			verdict: answer
				? [answer.verdict.headline, ...answer.verdict.sentences].map(({ text }) => text).join(' ')
				: ''
		};
	}

	session.open(setup.link, setup.changes);
	return {
		open: (link, changes) => session.open(link, changes),
		change: (changes) => session.change(changes),
		show: (options) => view.show(options),
		play: () => session.play(),
		pause: () => session.pause(),
		seek: (t) => session.seek(t === null ? null : t * 1e9),
		report,
		rest(hidden) {
			if (hidden) {
				resumes ||= session.playing;
				session.pause();
			} else if (resumes) {
				resumes = false;
				session.play();
			}
		},
		dispose() {
			session.dispose();
			view.dispose();
		}
	};
}
