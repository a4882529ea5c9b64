import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { siteFolder } from './paths.mjs';
import { runTask, say } from './say.mjs';
import { serve } from './serve.mjs';

const DEFAULT_PORT = 4173;

await runTask(async () => {
	ensureInstalled();
	ensureBuilt();
	const site = await serve(siteFolder, {
		port: Number(process.env.PORT) || DEFAULT_PORT,
		exact: Boolean(process.env.PORT),
		host: process.env.HOST || undefined
	});
	say('the finished site is served until Ctrl+C at');
	process.stdout.write(`${site.address}\n`);
	const stop = () => {
		site.close();
		process.exit(0);
	};
	for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.once(signal, stop);
	// Ending npm ends its shell but not always us; a server that nobody started should not stay.
	const parent = process.ppid;
	if (process.env.npm_lifecycle_event) {
		setInterval(() => process.ppid !== parent && stop(), 500).unref();
	}
});
