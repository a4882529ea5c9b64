/** What the tests of the charts need to see what was drawn. */
import { drawNow } from '#lib/charts/drawQueue.ts';

/** The next animation frame and its drawings. */
export async function drawn() {
	await new Promise(requestAnimationFrame);
	await new Promise(requestAnimationFrame);
	drawNow();
}

/** The canvas of the chart in a container. */
export function canvasOf(container: HTMLElement): HTMLCanvasElement {
	const canvas = container.querySelector('canvas');
	if (!canvas) throw new Error('no canvas');
	return canvas;
}

/** Colour on a canvas at CSS pixels of the plot. */
export function pixel(canvas: HTMLCanvasElement, x: number, y: number): [number, number, number, number] {
	const ratio = canvas.width / canvas.clientWidth;
	const data = canvas.getContext('2d')?.getImageData(Math.round(x * ratio), Math.round(y * ratio), 1, 1).data;
	return [data?.[0] ?? -1, data?.[1] ?? -1, data?.[2] ?? -1, data?.[3] ?? -1];
}

/** Channels of a colour token in the theme of now. */
export function token(name: string): number[] {
	const probe = document.createElement('span');
	probe.style.color = `var(--${name})`;
	document.body.append(probe);
	const channels = (getComputedStyle(probe).color.match(/\d+/g) ?? []).map(Number);
	probe.remove();
	return channels;
}
