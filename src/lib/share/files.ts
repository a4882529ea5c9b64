/** From texts to files of the reader. */

/** Hands a file to the browser, which asks or puts it where downloads go. */
export function download(name: string, content: Blob): void {
	const url = URL.createObjectURL(content);
	const anchor = document.createElement('a');
	anchor.href = url;
	anchor.download = name;
	anchor.click();
	// The click has only asked for it.
	setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** The address of a drawing that a picture has inside. */
export function addressOfSvg(svg: string): string {
	return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

/** A drawing, ready to be painted. Rejects where the browser cannot draw it. */
export async function imageOf(svg: string, width: number, height: number): Promise<HTMLImageElement> {
	const image = new Image(width, height);
	image.src = addressOfSvg(svg);
	await image.decode();
	return image;
}

/** A drawing as a PNG, with `scale` pixels for each of its own. Rejects where the browser cannot draw it. */
export async function pngOf(svg: string, width: number, height: number, scale = 2): Promise<Blob> {
	const image = await imageOf(svg, width, height);
	const canvas = document.createElement('canvas');
	canvas.width = width * scale;
	canvas.height = height * scale;
	const pen = canvas.getContext('2d');
	if (!pen) throw new Error('there is no canvas');
	pen.drawImage(image, 0, 0, canvas.width, canvas.height);
	return new Promise((resolve, reject) =>
		canvas.toBlob(
			(blob) => (blob ? resolve(blob) : reject(new Error('the canvas gives no picture'))),
			'image/png'
		)
	);
}
