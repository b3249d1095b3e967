/** Calls of the service, with its token, and its stream of events. */
const TOKEN = 'foreflow.token';
const PATIENCE_MS = 15_000;
/** The stream has a comment at least every ten seconds. */
const SILENCE_MS = 25_000;
const LONGEST_PAUSE_MS = 8_000;

/** A call without a result. `kind`: locked, gone, busy, missing or failed. */
export class CallFailure extends Error {
  constructor(kind, detail, retryAfter = 2) {
    super(detail);
    this.kind = kind;
    this.retryAfter = retryAfter;
  }
}

const KINDS = { 401: 'locked', 404: 'missing', 429: 'busy', 503: 'busy' };

export const hasToken = () => sessionStorage.getItem(TOKEN) !== null;
export const keepToken = token => sessionStorage.setItem(TOKEN, token);

async function call(path, options = {}) {
  const headers = { ...options.headers };
  if (hasToken()) {
    headers.Authorization = `Bearer ${sessionStorage.getItem(TOKEN)}`;
  }
  let answer;
  try {
    answer = await fetch(path, { ...options, headers, cache: 'no-cache' });
  } catch (failure) {
    throw new CallFailure('gone', failure.message);
  }
  if (!answer.ok) {
    const problem = await answer.json().catch(() => ({ detail: `status ${answer.status}` }));
    throw new CallFailure(KINDS[answer.status] ?? 'failed', problem.detail, Number(answer.headers.get('Retry-After') ?? 2));
  }
  return answer;
}

export async function read(path) {
  const answer = await call(path, { signal: AbortSignal.timeout(PATIENCE_MS) });
  try {
    return await answer.json();
  } catch (failure) {
    throw new CallFailure('gone', failure.message);
  }
}

/** Splits a stream of text into events of { id, type, data }. */
export function eventParser(take) {
  let rest = '';
  return text => {
    const blocks = (rest + text).split('\n\n');
    rest = blocks.pop();
    for (const block of blocks) {
      const event = { id: null, type: 'message', data: '' };
      for (const line of block.split('\n')) {
        const colon = line.indexOf(': ');
        const field = line.slice(0, colon);
        const value = line.slice(colon + 2);
        if (field === 'event') {
          event.type = value;
        } else if (field === 'id' || field === 'data') {
          event[field] = value;
        }
      }
      if (event.data !== '') {
        take(event);
      }
    }
  };
}

const pause = (ms, signal) => new Promise(resolve => {
  const timer = setTimeout(resolve, ms);
  signal.addEventListener('abort', () => { clearTimeout(timer); resolve(); }, { once: true });
});

/** Reads one stream to its end. `heard` is told of each event. */
async function readStream(path, last, signal, opened, heard) {
  const silence = new AbortController();
  const headers = last === null ? {} : { 'Last-Event-ID': last };
  let timer = setTimeout(() => silence.abort(), SILENCE_MS);
  try {
    const answer = await call(path, { headers, signal: AbortSignal.any([signal, silence.signal]) });
    opened();
    const parse = eventParser(heard);
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), SILENCE_MS);
      parse(part.value);
    }
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Follows events until the returned function is called. EventSource sends no headers, so the stream is read with fetch.
 *
 * @param on { opened, event, broken }: broken gets the failure, or null if the service closed the stream
 */
export function follow(sensor, on) {
  const stop = new AbortController();
  const query = `?types=forecast,score,model&sensor=${encodeURIComponent(sensor)}`;
  (async () => {
    let last = null;
    let wait = 500;
    while (!stop.signal.aborted) {
      let failure = null;
      try {
        await readStream(`/v1/events${query}`, last, stop.signal, () => { wait = 500; on.opened(); }, event => {
          last = event.id ?? last;
          on.event(event);
        });
      } catch (error) {
        failure = error;
      }
      if (!stop.signal.aborted) {
        on.broken(failure);
        await pause(wait, stop.signal);
        wait = Math.min(2 * wait, LONGEST_PAUSE_MS);
      }
    }
  })();
  return () => stop.abort();
}
