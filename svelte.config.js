import adapter from '@sveltejs/adapter-static';
import { svelteOptions } from './.setup/svelteOptions.mjs';

/** @type {import('@sveltejs/kit').Config} */
export default {
	compilerOptions: svelteOptions,
	kit: {
		adapter: adapter({ strict: true }),
		prerender: {
			// A hash is a state of the page, not a place on it.
			handleMissingId({ id, message }) {
				if (!id.startsWith('v1;')) throw new Error(message);
			},
			// What is built after the pages, see .setup/finish.mjs; and the picture of a new case, which is drawn on the built
			// site by `npm run picture`. A test misses it until then.
			handleHttpError({ path, message }) {
				if (!/\/(embed\/\w+\.js|poolscope\.html|cards\/[\w-]+\.png)$/.test(path)) throw new Error(message);
			}
		},
		serviceWorker: { register: false },
		// A fixed name: the default is the clock, and then no two builds are the same.
		version: { name: '1.0.0' },
		csp: {
			mode: 'hash',
			directives: {
				'default-src': ['none'],
				'script-src': ['self'],
				'style-src': ['self'],
				// Svelte's style: directives and Kit's route announcer set style attributes.
				'style-src-attr': ['unsafe-inline'],
				'img-src': ['self', 'data:', 'blob:'],
				'font-src': ['self'],
				'connect-src': ['self'],
				'manifest-src': ['self'],
				'worker-src': ['self', 'blob:'],
				'base-uri': ['none'],
				'form-action': ['none']
			}
		},
		typescript: {
			config(config) {
				// Kit leaves the service worker to a project of its own; this one needs no types but the page's.
				config.exclude = config.exclude.filter(
					(/** @type {string} */ path) => !path.includes('service-worker')
				);
				// The paths are as seen from .svelte-kit/tsconfig.json.
				config.include.push(
					'../workers/**/*.ts',
					'../tests/**/*.ts',
					'../tests/**/*.svelte',
					'../.setup/**/*.mjs',
					'../*.ts',
					'../*.js'
				);
			}
		}
	}
};
