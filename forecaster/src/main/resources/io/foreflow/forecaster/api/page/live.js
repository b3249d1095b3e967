/** The live page: it asks the service, follows its events, and shows what it says. */
import { CallFailure, follow, hasToken, keepToken, read } from './service.js';
import { columns, instant, leads, sorted } from './series.js';
import { CONTENDERS, count, meaningOf, methodOf, moment, number, ratio, share, situation, span, zoneOf } from './words.js';
import { ForecastChart, LeadChart } from './chart.js';
import { Explanation } from './explain.js';
import { fill, text } from './tables.js';

const PAGE_ROWS = 40;
const LIST_LIMIT = 1_000;
const MOST_SENSORS = 5_000;
const LOOK_EVERY_MS = 5_000;
const LOOK_AGAIN_MS = 2_000;
/** A busy sensor is drawn this often. */
const REDRAW_MS = 500;

const element = id => document.getElementById(id);
const state = { status: null, rows: null, cut: false, sensor: null, failure: null, seen: 0,
  behind: null, speed: 0, first: 0 };
let charts = null;
let explanation = null;
let stopEvents = () => {};

function showSituation() {
  const said = situation(state);
  const box = element('situation');
  box.hidden = said === null;
  if (said !== null) {
    box.dataset.kind = said.kind;
    const [title, words, code] = box.children;
    text(title, said.title);
    text(words, said.text);
    code.hidden = said.code === undefined;
    // The example holds the time of now; it stays as it is while somebody copies it.
    if (said.code !== undefined && code.textContent === '') {
      code.textContent = said.code;
    }
  }
  const locked = state.failure?.kind === 'locked';
  if (locked && element('unlock').hidden) {
    element('unlock').hidden = false;
    element('token').focus();
  }
  element('unlock').hidden = !locked;
  element('content').hidden = locked || state.rows === null || state.rows.length === 0;
  document.body.classList.toggle('old', state.failure !== null && state.seen > 0);
  const { status } = state;
  text(element('service'), status === null ? '' : [
    `${status.application} ${status.version}`,
    status.champion === null ? 'no champion yet' : `champion ${status.champion.name}@${status.champion.version}`,
    status.behind === null ? null : status.behind === 0 ? 'up to date' : `${count(status.behind)} behind`
  ].filter(part => part !== null).join(' · '));
}

function showLink(link, words) {
  element('link').dataset.link = link;
  text(element('link-text'), words);
}

function showList() {
  const wanted = element('search').value.trim().toLowerCase();
  const found = sorted(state.rows.filter(row => row.sensor.toLowerCase().includes(wanted)), element('order').value);
  state.first = Math.min(state.first, Math.max(0, Math.ceil(found.length / PAGE_ROWS) - 1) * PAGE_ROWS);
  const shown = found.slice(state.first, state.first + PAGE_ROWS);
  const list = element('sensors');
  while (list.children.length > shown.length) {
    list.lastChild.remove();
  }
  shown.forEach((row, i) => {
    const item = list.children[i] ?? list.appendChild(document.createElement('li'));
    if (item.firstChild === null) {
      item.append(document.createElement('a'));
      item.firstChild.append(...['id', 'badge', 'mase'].map(name => Object.assign(document.createElement('span'), { className: name })));
    }
    const link = item.firstChild;
    const address = `#/${encodeURIComponent(row.sensor)}`;
    if (link.getAttribute('href') !== address) {
      link.setAttribute('href', address);
    }
    link.setAttribute('aria-current', String(row.sensor === state.sensor));
    const [id, badge, mase] = link.children;
    text(id, row.sensor);
    text(badge, row.status);
    badge.dataset.state = row.status;
    text(mase, row.mase === null ? '–' : ratio(row.mase));
    mase.classList.toggle('bad', row.mase >= 1);
  });
  text(element('count'), count(state.rows.length) + (state.cut ? '+' : ''));
  const end = Math.min(found.length, state.first + PAGE_ROWS);
  element('pager').hidden = found.length <= PAGE_ROWS;
  text(element('place'), `${count(state.first + 1)} to ${count(end)} of ${count(found.length)}`);
  element('previous').disabled = state.first === 0;
  element('next').disabled = end === found.length;
  text(element('more'), found.length === 0 ? 'No sensor has that in its name.'
    : state.cut ? `These are the first ${count(MOST_SENSORS)} sensors; open another one as ${location.origin}/#/NAME.` : '');
}

function showAlerts(view) {
  const box = element('alerts');
  box.hidden = view.alerts.length === 0;
  const list = box.querySelector('ul');
  while (list.children.length > view.alerts.length) {
    list.lastChild.remove();
  }
  const zone = zoneOf(view.zone);
  view.alerts.forEach((alert, i) => {
    const item = list.children[i] ?? list.appendChild(document.createElement('li'));
    const named = alert.rule.includes(alert.condition) ? alert.rule : `${alert.rule} (${alert.condition})`;
    text(item, `${named}: ${number(alert.value)} at ${moment(instant(alert.at), zone)}; `
      + `raised by the forecast of ${moment(instant(alert.since), zone)}`);
  });
}

function showFacts(view) {
  const { forecast } = view;
  const facts = [
    ['Forecast by', methodOf(view.method)],
    ['Model', view.model ?? 'none'],
    ['Made at', forecast === null ? '–' : moment(instant(forecast.origin), zoneOf(view.zone))],
    ['Newest reading', moment(instant(view.lastReading), zoneOf(view.zone))],
    ['MASE', view.mase === null ? 'not scored yet' : `${ratio(view.mase)} · ${share(Math.abs(1 - view.mase))} ${view.mase < 1 ? 'better' : 'worse'} than yesterday’s values`],
    ['Coverage', view.coverage === null || view.rolling === null ? 'not scored yet'
      : `${share(view.coverage)} of the values lay in the interval${forecast?.intervalLevel ? `, ${share(forecast.intervalLevel)} should` : ''}`]
  ];
  if (view.shares !== null) {
    facts.splice(2, 0, ['Members', Object.entries(view.shares).map(([name, part]) => `${name} ${share(part)}`).join(' · ')]);
  }
  if (forecast !== null) {
    const { imputedFraction, knownFraction } = forecast.window;
    facts.push(['Window', `${share(knownFraction)} known, ${share(imputedFraction)} imputed`
      + (forecast.revision > 0 ? `; revision ${forecast.revision}` : '') + (forecast.stale ? '; stale' : '')]);
  }
  const list = element('facts');
  if (list.children.length !== facts.length) {
    list.replaceChildren(...facts.map(() => {
      const fact = document.createElement('div');
      fact.append(document.createElement('dt'), document.createElement('dd'));
      return fact;
    }));
  }
  facts.forEach(([name, value], i) => {
    text(list.children[i].children[0], name);
    text(list.children[i].children[1], value);
  });
}

function showChart(view) {
  const zone = zoneOf(view.zone);
  const shown = columns(view);
  const live = view.status === 'live';
  const now = live ? Date.now() / 1000 : Math.max(instant(view.lastReading), shown.origin ?? 0);
  const fallback = view.forecast?.fallback ?? false;
  const level = view.forecast?.intervalLevel;
  text(element('axis'), `Times of ${zone}, steps of ${span(shown.step)}.`
    + (view.forecast === null ? ' No forecast yet.' : fallback ? ' The dashed line is a fallback, not a model’s forecast.' : '')
    + (level ? ` The band holds ${share(level)} of the values.` : '')
    + (shown.imputed.some(value => value !== null) ? ' Circles are imputed.' : ''));
  element('chart').setAttribute('aria-label', `Readings of ${view.sensor} of three days and the forecast of the next `
    + `${span(shown.step * (view.forecast?.values.length ?? 0))}; the values are in the table below`);
  if (shown.at.length > 0) {
    charts.forecast.show({ ...shown, zone, fallback, now, nowName: live ? 'now' : 'newest reading' });
  }
  fill(element('values'), shown.at.map((at, i) => [moment(at, zone), number(shown.actual[i]),
    shown.imputed[i] !== null ? 'imputed' : shown.forecast[i] === null ? '' : fallback ? 'fallback' : 'forecast',
    number(shown.forecast[i]), number(shown.lower[i]), number(shown.upper[i]), number(shown.lastWeek[i])]),
  i => (shown.at[i] <= now && now < shown.at[i] + shown.step ? 'now' : ''));
}

function showAccuracy(view, scores) {
  const byLead = leads(scores);
  element('leads').parentElement.hidden = byLead.compared === 0;
  if (byLead.compared > 0) {
    text(element('compared'), `Mean absolute error in the sensor’s unit, of the last day’s forecasts: ${count(byLead.compared)} values. Persistence is in the table.`);
    charts.leads.show(byLead);
    fill(element('by-lead'), byLead.hours.map((hours, i) => [span(hours * 3600), count(byLead.counts[i]),
      number(byLead.forecast[i]), number(byLead.yesterday[i]), number(byLead.lastWeek[i]), number(byLead.persistence[i])]));
  }
  const { rolling } = view;
  element('rolling').closest('.wide').parentElement.hidden = rolling === null;
  if (rolling !== null) {
    const known = CONTENDERS.filter(([key]) => rolling.mase[key] !== null);
    const least = Math.min(...known.map(([key]) => rolling.mase[key]));
    fill(element('rolling'), known.map(([key, name]) => [name, ratio(rolling.mase[key]), number(rolling.mae[key])]),
      i => (rolling.mase[known[i][0]] === least ? 'best' : ''));
    text(element('bias'), `On average forecasts are ${number(Math.abs(rolling.bias))} too ${rolling.bias < 0 ? 'low' : 'high'}.`);
  }
}

function showSensor(view, scores) {
  explanation ??= new Explanation(failed);
  charts ??= { forecast: new ForecastChart(element('chart')), leads: new LeadChart(element('leads')) };
  element('choose').hidden = true;
  element('sensor').hidden = false;
  text(element('name'), view.sensor);
  document.title = `${view.sensor} · Foreflow`;
  text(element('badge'), view.status);
  element('badge').dataset.state = view.status;
  text(element('meaning'), meaningOf(view.status));
  showAlerts(view);
  showFacts(view);
  showChart(view);
  showAccuracy(view, scores);
  explanation.follow(view);
}

function failed(failure) {
  if (!(failure instanceof CallFailure)) {
    throw failure;
  }
  state.failure = failure;
  if (failure.kind === 'gone') {
    showLink('broken', 'no answer');
  } else if (failure.kind === 'locked') {
    stopEvents();
    text(element('refused'), hasToken() ? 'The service does not accept this token.' : '');
  }
  showSituation();
}

async function allSensors() {
  const rows = [];
  let next = '';
  do {
    const page = await read(`/v1/sensors?limit=${LIST_LIMIT}&after=${encodeURIComponent(next)}`);
    rows.push(...page.sensors);
    next = page.next;
  } while (next !== null && rows.length < MOST_SENSORS);
  state.cut = next !== null;
  return rows;
}

/** Remembers how fast the service works off what it is behind. */
function reckon(status) {
  const now = Date.now();
  if (state.behind !== null && status.behind !== null && now > state.behind.now) {
    const speed = (state.behind.count - status.behind) * 1000 / (now - state.behind.now);
    state.speed = state.speed > 0 ? 0.5 * state.speed + 0.5 * speed : speed;
  }
  state.behind = status.behind === null ? null : { now, count: status.behind };
}

/** Asks how the service and its sensors are. */
async function look() {
  try {
    state.status = await read('/v1/status');
    reckon(state.status);
    state.rows = await allSensors();
    const wasLocked = state.failure?.kind === 'locked';
    state.failure = null;
    state.seen = Date.now();
    showSituation();
    showList();
    if (state.sensor === null && state.rows.length > 0) {
      choose();
    } else if (wasLocked) {
      listen();
    }
  } catch (failure) {
    failed(failure);
  }
}

/** Asks for what is shown of the chosen sensor. */
async function lookAtSensor() {
  const { sensor } = state;
  const path = encodeURIComponent(sensor);
  try {
    const [view, scores] = await Promise.all([read(`/v1/sensors/${path}`), read(`/v1/scores/${path}`)]);
    if (sensor === state.sensor) {
      showSensor(view, scores);
    }
  } catch (failure) {
    if (failure.kind === 'missing' && sensor === state.sensor) {
      element('sensor').hidden = true;
      element('choose').hidden = false;
      text(element('choose'), `There is no sensor ${sensor}.`);
    } else {
      failed(failure);
    }
  }
}

/** Runs a task at most once in a while; calls meanwhile make it run once more. */
function seldom(task) {
  let resting = false;
  let again = false;
  return async function run() {
    again = resting;
    if (!resting) {
      resting = true;
      await task();
      setTimeout(() => {
        resting = false;
        if (again) {
          run();
        }
      }, REDRAW_MS);
    }
  };
}

const refresh = seldom(lookAtSensor);

function listen() {
  stopEvents();
  stopEvents = follow(state.sensor, {
    opened: () => {
      showLink('live', 'live');
      refresh();
    },
    event: event => (event.type === 'model' ? look() : refresh()),
    broken: failure => {
      showLink('broken', 'connecting again');
      if (failure?.kind === 'gone') {
        failed(failure);
      }
    }
  });
}

/** Shows the sensor of the address; without one, the first of the list. */
function choose() {
  const named = location.hash.startsWith('#/') ? decodeURIComponent(location.hash.slice(2)) : null;
  const sensor = named ?? state.sensor ?? sorted(state.rows, element('order').value)[0].sensor;
  if (sensor !== state.sensor) {
    state.sensor = sensor;
    showList();
    lookAtSensor();
    listen();
  }
}

async function keepLooking() {
  if (!document.hidden) {
    await look();
  }
  setTimeout(keepLooking, state.failure === null ? LOOK_EVERY_MS : LOOK_AGAIN_MS);
}

element('search').addEventListener('input', () => { state.first = 0; showList(); });
element('order').addEventListener('change', () => { state.first = 0; showList(); });
element('previous').addEventListener('click', () => { state.first -= PAGE_ROWS; showList(); });
element('next').addEventListener('click', () => { state.first += PAGE_ROWS; showList(); });
element('unlock').addEventListener('submit', event => {
  event.preventDefault();
  keepToken(element('token').value.trim());
  element('token').value = '';
  look();
});
// A page that was left may be kept for the back button, and its stream would keep one of the browser's few connections.
window.addEventListener('pagehide', () => stopEvents());
window.addEventListener('pageshow', event => event.persisted && state.sensor !== null && listen());
window.addEventListener('hashchange', () => state.rows?.length > 0 && choose());
document.addEventListener('visibilitychange', () => document.hidden || look());
keepLooking();
