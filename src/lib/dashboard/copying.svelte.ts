/** How long the answer stands on the button [ms]. */
const saidMs = 2_500;

/** Copies the page's link, and says on the button whether it went. */
export class Copying {
	said = $state<'' | 'copied' | 'failed'>('');

	async copy(hash: string): Promise<void> {
		try {
			await navigator.clipboard.writeText(location.href.replace(/#.*$/, '') + hash);
			this.said = 'copied';
		} catch {
			this.said = 'failed';
		}
		setTimeout(() => (this.said = ''), saidMs);
	}
}
