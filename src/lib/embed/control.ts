import { nearestStop, stopsOf } from '#lib/controls/stops.ts';
import type { Parameter, ParameterValue } from '#workers/model/parameters.ts';
import { h } from './dom.ts';

/** One parameter: a slider for its usual range, a field for any value. */
export class Control {
	readonly element: HTMLElement;
	#show: (value: ParameterValue, text: string) => void;

	constructor(row: Parameter, onchange: (value: ParameterValue) => void) {
		const label = h('span', {}, row.label);
		if (row.kind === 'flag') {
			const box = h('input', { type: 'checkbox', onchange: () => onchange(box.checked) });
			this.#show = (value) => (box.checked = value === true);
			this.element = h('label', { class: 'control' }, label, box);
			return;
		}
		if (row.choices) {
			const options = row.choices.map((choice) => h('option', {}, choice));
			const select = h('select', { onchange: () => onchange(select.value) }, ...options);
			this.#show = (value) => (select.value = String(value));
			this.element = h('label', { class: 'control' }, label, select);
			return;
		}
		const field = h('input', { type: 'text', autocomplete: 'off', spellcheck: 'false' });
		field.addEventListener('change', () => onchange(field.value));
		const stops = row.sliderMax === undefined ? [] : stopsOf(row);
		const slider = h('input', {
			type: 'range',
			min: 0,
			max: stops.length - 1,
			'aria-label': `${row.label} slider`
		});
		slider.addEventListener('input', () => {
			const next = stops[slider.valueAsNumber];
			if (next !== undefined) onchange(next);
		});
		this.#show = (value, text) => {
			const shown =
				row.kind === 'rate'
					? `${text}/s`
					: row.kind === 'fraction'
						? `${Number((Number(value) * 100).toPrecision(12))} %`
						: row.kind === 'gogc' && value !== -1
							? `${text} %`
							: text.replace(/(\d)([a-zA-Z]+)$/, '$1 $2').replace(/ us$/, ' µs');
			// What is being typed, or dragged, is not taken out of the hand.
			if (!field.matches(':focus')) field.value = shown;
			const stop = String(nearestStop(Number(value), stops));
			if (slider.value !== stop && !slider.matches(':active')) slider.value = stop;
			slider.setAttribute('aria-valuetext', shown);
		};
		field.addEventListener('blur', () => this.#show(this.#value, this.#text));
		const parts = stops.length > 0 ? [slider] : [];
		this.element = h('div', { class: 'control' }, h('label', {}, label, field), ...parts);
	}

	#value: ParameterValue = '';
	#text = '';

	/** Shows a value, with its text as a link writes it. */
	show(value: ParameterValue, text: string): void {
		this.#value = value;
		this.#text = text;
		this.#show(value, text);
	}
}
