import { ensureBuilt, siteFolder } from './build.mjs';
import { ensureInstalled } from './install.mjs';
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
	for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
		process.once(signal, () => {
			site.close();
			process.exit(0);
		});
	}
});
