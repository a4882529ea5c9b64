/** What an embed loads when it is started: the charts, and the worker behind them. */
import program from '#workers/entries/embed.worker.ts?function';
import { mountCharts } from '#lib/embed/mount.ts';
import type { MountCharts } from '#lib/embed/running.ts';
import { adoptStyles } from '#lib/embed/styles.ts';
import { BlobHost } from '#lib/embed/workerHost.ts';
import '#lib/embed/view.css';

adoptStyles(document, 'POOLSCOPE_STYLES');

/** Puts the charts into an element. */
export const mount: MountCharts = (target, setup) => mountCharts(target, setup, new BlobHost(program));
