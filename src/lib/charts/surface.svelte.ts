/** A canvas that is sharp on every screen, drawn only when something changed and only while it is in sight. */
import type { Attachment } from 'svelte/attachments';
import { cancelDraw, requestDraw } from './drawQueue.ts';

export interface Painting {
	/** CSS pixels */
	width: number;
	height: number;
	pixelRatio: number;
	paint(ctx: CanvasRenderingContext2D): void;
}

/**
 * Attachment for a canvas. `painting` is read in an effect: whatever state it reads makes the canvas be drawn again, in
 * the animation frame that all charts share. null leaves the canvas as it is.
 */
export function surface(painting: () => Painting | null): Attachment<HTMLCanvasElement> {
	return (canvas) => {
		const ctx = canvas.getContext('2d');
		let next: Painting | null = null;
		let stale = false;
		let inSight = false;
		/** A plot that has never been drawn is drawn wherever it is: nobody shall meet an empty one. */
		let drawn = false;

		const draw = () => {
			if (!ctx || !next || !stale) return;
			stale = false;
			drawn = true;
			const { width, height, pixelRatio } = next;
			const deviceWidth = Math.max(1, Math.round(width * pixelRatio));
			const deviceHeight = Math.max(1, Math.round(height * pixelRatio));
			if (canvas.width !== deviceWidth) canvas.width = deviceWidth;
			if (canvas.height !== deviceHeight) canvas.height = deviceHeight;
			ctx.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
			ctx.clearRect(0, 0, width, height);
			next.paint(ctx);
		};

		const observer = new IntersectionObserver(
			(entries) => {
				inSight = entries.at(-1)?.isIntersecting ?? false;
				if (inSight && stale) requestDraw(draw);
			},
			// A little early, so that scrolling does not meet an empty plot.
			{ rootMargin: '100px' }
		);
		observer.observe(canvas);
		window.addEventListener('beforeprint', draw);

		$effect(() => {
			next = painting();
			stale = next !== null;
			if (stale && (inSight || !drawn)) requestDraw(draw);
		});

		return () => {
			observer.disconnect();
			window.removeEventListener('beforeprint', draw);
			cancelDraw(draw);
		};
	};
}
