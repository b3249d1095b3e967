/** What the page says: numbers, times, and what a state means. */

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat('en', { maximumSignificantDigits: 4 });
const fixed = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const percent = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 0 });
const NONE = '–';

/** Readings behind from which on the page says that the service is catching up. */
const BEHIND = 1_000;

const orNone = format => value => (value === null || value === undefined ? NONE : format(value));
export const count = orNone(value => whole.format(value));
export const number = orNone(value => (Math.abs(value) >= 1000 ? whole : short).format(value));
export const signed = orNone(value => (value > 0 ? '+' : '') + number(value));
export const ratio = orNone(value => fixed.format(value));
export const share = orNone(value => percent.format(value));

const clocks = new Map();
function clock(zone, kind) {
  const key = `${zone} ${kind}`;
  if (!clocks.has(key)) {
    const parts = kind === 'day' ? { weekday: 'short', day: 'numeric', month: 'short' }
      : kind === 'short' ? { weekday: 'short', day: 'numeric' }
      : kind === 'hour' ? { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }
        : { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };
    clocks.set(key, new Intl.DateTimeFormat('en-GB', { timeZone: zone, ...parts }));
  }
  return clocks.get(key);
}

/** Returns a zone that browsers know. */
export function zoneOf(name) {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return name;
  } catch {
    return 'UTC';
  }
}

export const hour = (at, zone) => clock(zone, 'hour').format(at * 1000);
export const day = (at, zone, brief) => clock(zone, brief ? 'short' : 'day').format(at * 1000);
export const moment = (at, zone) => (at === null ? NONE : clock(zone, 'full').format(at * 1000).replaceAll(',', ''));

/** Returns a span of time in one unit. */
export function span(seconds) {
  const [size, unit] = seconds < 90 ? [1, 's'] : seconds < 5400 && seconds !== 3600 ? [60, 'min'] : seconds < 129_600 ? [3600, 'h'] : [86_400, 'days'];
  return `${Math.max(1, Math.round(seconds / size))} ${unit}`;
}

const STATES = {
  live: 'Readings arrive soon after they were measured.',
  replaying: 'Readings arrive long after they were measured, as in a replay. Its time is that of its newest reading.',
  stale: 'No reading has come for so long that this forecast is the last one. It goes on with the next reading.'
};
export const meaningOf = state => STATES[state] ?? '';

const METHODS = {
  network: 'the model',
  ensemble: 'several models together',
  persistence: 'fallback: the latest value at every step',
  yesterday: 'fallback: yesterday’s values',
  lastWeek: 'fallback: the values of a week before',
  usual: 'fallback: the mean of the weeks before',
  level: 'fallback: the mean of what is known'
};
export const methodOf = method => (method === null ? NONE : METHODS[method] ?? method);

/** Says what kind of member it is, and why it took no part. */
export function kindOf(member) {
  const kind = member.kind === 'baseline' ? 'baseline'
    : `${member.networks > 1 ? `${member.networks} ${member.kind}s` : member.kind}`;
  return member.values === null ? `${kind}; took no part` : kind;
}

export const CONTENDERS = [
  ['forecast', 'Forecast'], ['usual', 'Mean of four weeks'], ['lastWeek', 'A week before'], ['yesterday', 'Yesterday'],
  ['persistence', 'Persistence']
];

/**
 * Says what goes on and what to do; null if all is well.
 *
 * @param failure the failure of the latest call; null after a success
 * @param status what /v1/status says; null while unknown
 * @param rows sensors; null while unknown
 * @param speed readings that are worked off in a second; 0 while unknown
 * @param seen when the service answered last, in milliseconds; 0 for never
 */
export function situation({ failure, status, rows, speed, seen }) {
  if (failure?.kind === 'gone') {
    const since = seen === 0 ? '' : `What you see is from ${new Date(seen).toLocaleTimeString('en-GB')}. `;
    return { kind: 'broken', title: 'The service does not answer.',
      text: `${since}See whether its process runs and what its log says. This page tries again by itself.` };
  }
  if (failure?.kind === 'locked') {
    return null;
  }
  const reason = (failure?.message ?? status?.problems[0])?.replace(/; try again in \d+ s$/, '');
  if (reason !== undefined) {
    const title = /restor/.test(reason) ? 'The service restores its state.'
      : failure?.kind === 'failed' ? 'The service cannot answer.' : 'The service is not ready yet.';
    return { kind: 'waiting', title, text: `It says: ${reason}. Forecasts are back as soon as it is done; this page tries again by itself.` };
  }
  if (status !== null && status.behind >= BEHIND) {
    const left = speed > 0 ? `ready to train in about ${span(status.behind / speed)}` : 'reckoning how long that takes';
    return { kind: 'waiting', title: 'Catching up.', text: `${count(status.behind)} readings behind, ${left}. Forecasts are of the past until then.` };
  }
  if (rows !== null && rows.length === 0 && status !== null) {
    return { kind: 'empty', title: 'No readings yet.',
      text: `The service waits for them on the topic ${status.topics.readings}. Send one to see its sensor here:`,
      code: `curl ${location.origin}/v1/readings -H 'Content-Type: application/json' -d '{"sensor":"pump-7","time":"${new Date().toISOString().slice(0, 19)}Z","value":12.5}'` };
  }
  return null;
}
