/** Draws columns of numbers with uPlot. */
import { day, hour, moment, number, span } from './words.js';

const HOUR = 3600;
const TIME_STEPS = [1 / 60, 1 / 12, 1 / 4, 1 / 2, 1, 2, 3, 6, 12, 24, 48, 96, 168].map(hours => hours * HOUR);
const LEADS = [1, 2, 3, 4, 6, 12, 24, 48, 72, 168];
const colour = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const longest = labels => Math.max(...(labels ?? []).map(label => String(label ?? '').length), 1);
/** Width below which dates have no month. */
const NARROW = 560;
const font = '12px system-ui, sans-serif';

function axis() {
  return { stroke: () => colour('--muted'), grid: { stroke: () => colour('--rule'), width: 1 },
    ticks: { stroke: () => colour('--rule'), width: 1 }, font };
}

const valueAxis = () => ({ ...axis(), size: (u, labels) => 7.5 * longest(labels) + 16 });

function line(label, index, rest = {}) {
  return { label, stroke: () => colour(`--line-${index}`), width: 2, points: { show: false },
    value: (u, value) => (value === null ? '' : number(value)), ...rest };
}

/** Keeps a chart in a place. It is made anew when what is drawn differs in kind, and when width or colours change. */
class Kept {
  constructor(place, options) {
    this.place = place;
    this.options = options;
    this.chart = null;
    this.shown = null;
    new ResizeObserver(() => this.chart && this.chart.width !== place.clientWidth && this.make()).observe(place);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.chart && this.make());
  }

  make() {
    this.chart?.destroy();
    const width = this.place.clientWidth;
    this.chart = new uPlot(this.options(this.shown, width), this.shown.data, this.place);
  }

  show(shown) {
    const same = this.chart !== null && this.shown.kind === shown.kind;
    this.shown = shown;
    if (same) {
      this.chart.setData(shown.data);
    } else {
      this.make();
    }
  }
}

/** Draws a vertical line at `at`, named. */
function drawNow(u, at, name) {
  if (at === null || at < u.scales.x.min || at > u.scales.x.max) {
    return;
  }
  const ratio = devicePixelRatio;
  const x = Math.round(u.valToPos(at, 'x', true));
  const { ctx, bbox } = u;
  ctx.save();
  ctx.strokeStyle = colour('--ink');
  ctx.lineWidth = ratio;
  ctx.setLineDash([4 * ratio, 3 * ratio]);
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  ctx.fillStyle = colour('--ink');
  ctx.font = `${12 * ratio}px system-ui, sans-serif`;
  ctx.textBaseline = 'top';
  ctx.textAlign = 'right';
  ctx.fillText(name, x - 5 * ratio, bbox.top + 3 * ratio);
  ctx.restore();
}

/** Shades the time after the origin, lightly. */
function shadeFuture(u, origin) {
  const { ctx, bbox } = u;
  const from = Math.min(Math.max(u.valToPos(origin, 'x', true), bbox.left), bbox.left + bbox.width);
  ctx.save();
  ctx.fillStyle = colour('--soft');
  ctx.fillRect(from, bbox.top, bbox.left + bbox.width - from, bbox.height);
  ctx.restore();
}

function forecastOptions(current) {
  return (shown, width) => {
    const { zone, fallback } = shown;
    return {
      width,
      height: Math.round(Math.min(400, Math.max(270, width * 0.55))),
      tzDate: at => uPlot.tzDate(new Date(at * 1000), zone),
      series: [
        { label: 'Time', value: (u, at) => (at === null ? '' : moment(at, zone)) },
        line('a week before', 7, { width: 1 }),
        line('upper', 1, { width: 0.5, class: 'bound' }),
        line('lower', 1, { width: 0.5, class: 'bound' }),
        line('reading', 0),
        line(fallback ? 'fallback' : 'forecast', 1, { dash: fallback ? [7, 5] : undefined }),
        line('imputed', 3, { paths: () => null, points: { show: true, size: 8, width: 2, fill: () => colour('--paper') } })
      ],
      bands: [{ series: [2, 3], fill: () => `${colour('--line-1')}2e` }],
      axes: [{ ...axis(), incrs: TIME_STEPS, space: 58, size: 50,
        values: (u, splits) => splits.map(at => (hour(at, zone) === '00:00' ? `00:00\n${day(at, zone, width < NARROW)}` : hour(at, zone))) },
      valueAxis()],
      legend: { markers: { width: 2, dash: (u, i) => (i === 5 && fallback ? 'dashed' : 'solid') } },
      cursor: { points: { size: 7 } },
      hooks: {
        drawClear: [u => shadeFuture(u, current().origin)],
        draw: [u => drawNow(u, current().now, current().nowName)]
      }
    };
  };
}

export class ForecastChart {
  constructor(place) {
    this.kept = new Kept(place, forecastOptions(() => this.kept.shown));
  }

  /** @param shown columns, and { zone, fallback, now, nowName, sensor } */
  show(shown) {
    this.kept.show({ ...shown, kind: `${shown.zone} ${shown.fallback}`,
      data: [shown.at, shown.lastWeek, shown.upper, shown.lower, shown.actual, shown.forecast, shown.imputed] });
  }
}

export class LeadChart {
  constructor(place) {
    this.kept = new Kept(place, (shown, width) => ({
      width,
      height: Math.round(Math.min(260, Math.max(200, width * 0.45))),
      scales: { x: { time: false }, y: { range: (u, least, most) => [0, most > 0 ? most * 1.05 : 1] } },
      series: [
        { label: 'Lead', value: (u, hours) => (hours === null ? '' : span(hours * HOUR)) },
        line('yesterday', 2, { dash: [2, 4] }),
        line('a week before', 3, { dash: [8, 5] }),
        line('forecast', 1)
      ],
      axes: [{ ...axis(), incrs: LEADS, space: 44, size: 30, values: (u, splits) => splits.map(hours => `${hours} h`) }, valueAxis()],
      legend: { markers: { width: 2, dash: (u, i) => ['solid', 'dotted', 'dashed', 'solid'][i] } },
      cursor: { points: { size: 7 } }
    }));
  }

  /** @param shown what `leads` returns */
  show(shown) {
    this.kept.show({ kind: 'leads',
      data: [shown.hours, shown.yesterday, shown.lastWeek, shown.forecast] });
  }
}
