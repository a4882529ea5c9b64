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

/** A drawing as a PNG, with `scale` pixels for each of its own. Rejects where the browser cannot draw it. */
export async function pngOf(svg: string, width: number, height: number, scale = 2): Promise<Blob> {
	const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
	try {
		const image = new Image(width, height);
		image.src = url;
		await image.decode();
		const canvas = document.createElement('canvas');
		canvas.width = width * scale;
		canvas.height = height * scale;
		const pen = canvas.getContext('2d');
		if (!pen) throw new Error('there is no canvas');
		pen.drawImage(image, 0, 0, canvas.width, canvas.height);
		return await new Promise((resolve, reject) =>
			canvas.toBlob(
				(blob) => (blob ? resolve(blob) : reject(new Error('the canvas gives no picture'))),
				'image/png'
			)
		);
	} finally {
		URL.revokeObjectURL(url);
	}
}
