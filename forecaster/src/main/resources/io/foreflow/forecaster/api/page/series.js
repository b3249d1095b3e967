/** Columns of numbers of what a sensor's answer holds. Times are seconds since 1970. */
const DAY = 86_400;
const DAYS_SHOWN = 3;

/** Returns the seconds of an ISO-8601 duration without months and years. */
export function seconds(duration) {
  const parts = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?$/.exec(duration);
  if (parts === null) {
    throw new Error(`no duration: ${duration}`);
  }
  const [days, hours, minutes, rest] = parts.slice(1).map(part => Number(part ?? 0));
  return ((days * 24 + hours) * 60 + minutes) * 60 + rest;
}

export const instant = text => (text === null ? null : Date.parse(text) / 1000);

/**
 * Returns three days of readings and the forecast after them.
 *
 * @returns { at, actual, imputed, lastWeek, forecast, lower, upper }, columns of equal length with null where nothing is
 * known, and { step, origin }
 */
export function columns(sensor) {
  const step = seconds(sensor.step);
  const { values, forecast } = sensor;
  const first = instant(sensor.from);
  const end = first === null ? null : first + values.length * step;
  const origin = instant(forecast?.origin ?? null) ?? end;
  const shown = { step, origin, at: [], actual: [], imputed: [], lastWeek: [], forecast: [], lower: [], upper: [] };
  if (origin === null) {
    return shown;
  }
  const horizon = forecast?.values.length ?? 0;
  const back = Math.min(Math.round(DAYS_SHOWN * DAY / step), Math.max(1, Math.round((origin - (first ?? origin)) / step)));
  const filled = new Set(sensor.imputed);
  const offset = first === null ? 0 : Math.round((origin - first) / step);
  const week = Math.round(7 * DAY / step);
  for (let i = -back; i < horizon; i++) {
    const index = offset + i;
    shown.at.push(origin + i * step);
    shown.actual.push(values[index] ?? null);
    shown.imputed.push(filled.has(index) ? values[index] : null);
    shown.lastWeek.push(values[index - week] ?? null);
    shown.forecast.push(forecast?.values[i] ?? null);
    shown.lower.push(forecast?.lower?.[i] ?? null);
    shown.upper.push(forecast?.upper?.[i] ?? null);
  }
  return shown;
}

/** Returns the errors of each lead that has been compared. */
export function leads(scores) {
  const known = scores.byLead.filter(lead => lead.count > 0);
  const hours = seconds(scores.step) / 3600;
  return {
    compared: known.reduce((sum, lead) => sum + lead.count, 0),
    counts: known.map(lead => lead.count),
    hours: known.map(lead => lead.lead * hours),
    forecast: known.map(lead => lead.mae),
    yesterday: known.map(lead => lead.naive.yesterday),
    lastWeek: known.map(lead => lead.naive.lastWeek),
    persistence: known.map(lead => lead.naive.persistence)
  };
}

/** Sorts rows of sensors: the largest MASE first, those without one last; or by name. */
export function sorted(rows, order) {
  const byName = (a, b) => (a.sensor < b.sensor ? -1 : 1);
  return [...rows].sort(order === 'name' ? byName
    : (a, b) => (b.mase ?? -1) - (a.mase ?? -1) || byName(a, b));
}
