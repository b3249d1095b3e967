/** The part of the page that says why a forecast is as it is. It asks the service only while it is open. */
import { read } from './service.js';
import { instant, seconds } from './series.js';
import { kindOf, moment, number, share, signed, zoneOf } from './words.js';
import { fill, text } from './tables.js';

const element = id => document.getElementById(id);
const mean = values => values.reduce((sum, value) => sum + value, 0) / values.length;

export class Explanation {
  #sensor = null;
  #origin = null;
  #shown = null;
  #failed;

  /** @param failed called with the failure of a call */
  constructor(failed) {
    this.#failed = failed;
    element('explain').addEventListener('toggle', () => this.#ask());
    element('explain-step').addEventListener('change', () => this.#show());
  }

  /** Follows the newest forecast of the sensor that is shown. */
  follow(view) {
    element('explain').hidden = view.forecast === null;
    const origin = view.forecast === null ? null : `${view.forecast.origin} ${view.forecast.revision}`;
    if (view.sensor !== this.#sensor || origin !== this.#origin) {
      this.#sensor = view.sensor;
      this.#origin = origin;
      this.#shown = null;
      this.#ask();
    }
  }

  async #ask() {
    if (!element('explain').open || this.#shown !== null || this.#origin === null) {
      return;
    }
    const sensor = this.#sensor;
    try {
      const answer = await read(`/v1/forecasts/${encodeURIComponent(sensor)}/explain`);
      if (sensor === this.#sensor) {
        this.#shown = answer;
        this.#steps();
        this.#show();
      }
    } catch (failure) {
      this.#failed(failure);
    }
  }

  #steps() {
    const { origin, step, zone, values } = this.#shown;
    const times = values.map((_, i) => moment(instant(origin) + i * seconds(step), zoneOf(zone)));
    const chosen = element('explain-step').selectedIndex;
    element('explain-step').replaceChildren(...['mean of all steps', ...times].map(label => {
      const option = document.createElement('option');
      option.textContent = label;
      return option;
    }));
    element('explain-step').selectedIndex = Math.max(0, Math.min(chosen, times.length));
  }

  #show() {
    const { members, contributions, lastWeek, reference, values, notes } = this.#shown;
    const step = element('explain-step').selectedIndex - 1;
    const at = numbers => (numbers === null ? null : step < 0 ? mean(numbers) : numbers[step]);
    fill(element('members'), members.map(member => [member.name, kindOf(member), share(member.share), number(at(member.values))]));
    element('members').closest('.wide').hidden = members.length === 0;
    element('contributions').closest('.wide').hidden = reference === null;
    if (reference !== null) {
      const sorted = [...contributions].sort((a, b) => Math.abs(at(b.values)) - Math.abs(at(a.values)));
      const others = sorted.filter(one => one.source === 'others');
      const ordered = [...sorted.filter(one => one.source !== 'others'), ...others];
      const most = Math.max(...contributions.map(one => Math.abs(at(one.values))), Number.MIN_VALUE);
      fill(element('contributions'), [
        [`last week’s values${lastWeek.includes(null) ? ', or usual ones where those are unknown' : ''}`, number(at(reference)), ''],
        ...ordered.map(one => [one.words, signed(at(one.values)), '']),
        ['the forecast', number(at(values)), '']
      ], i => (i === 0 || i > ordered.length ? 'total' : ''));
      [...element('contributions').tBodies[0].rows].forEach((row, i) => {
        const one = ordered[i - 1];
        this.#bar(row.cells[2], one === undefined ? 0 : at(one.values) / most);
      });
    }
    const list = element('explain-notes');
    list.replaceChildren(...notes.map(note => {
      const item = document.createElement('li');
      item.textContent = note;
      return item;
    }));
  }

  /** Draws a bar to the right of the middle for what adds, to the left for what takes away. */
  #bar(cell, size) {
    const bar = cell.firstElementChild ?? cell.appendChild(document.createElement('span'));
    bar.className = size < 0 ? 'bar less' : 'bar more';
    bar.style.width = `${50 * Math.abs(size)}%`;
    cell.setAttribute('aria-hidden', 'true');
  }
}
