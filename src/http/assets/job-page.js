/** Keeps the page of a job up to date: by events where they come through, by asking again where they do not. */
const job = document.querySelector('[data-job]');
const WORDS = { accepted: 'Waiting', running: 'Running', successful: 'Done', failed: 'Failed', dismissed: 'Dismissed' };
const POLL_MS = 3000;
const MAX_LINES = 2000;

if (job.dataset.final !== 'true') watch();
offerDismissal();

function watch() {
  const source = new EventSource(job.dataset.events);
  let failures = 0;
  source.addEventListener('status', (event) => {
    failures = 0;
    if (update(JSON.parse(event.data))) source.close();
  });
  source.addEventListener('error', () => {
    // The browser tries again by itself unless it has given up; a proxy that holds events back looks like silence.
    if (source.readyState === EventSource.CLOSED || ++failures > 3) {
      source.close();
      poll();
    }
  });
  setInterval(tick, 1000);
}

async function poll() {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    const response = await fetch(job.dataset.job).catch(() => undefined);
    if (response?.status === 404) return location.reload();
    if (response?.ok && update(await response.json())) return;
  }
}

let started;
let completion;

/** True when the job has ended: the page is then made anew by the server, with its results. */
function update(status) {
  show('message', status.message);
  show('percent', `${status.progress} %`);
  figure('queue', status.queuePosition);
  figure('attempt', status.attempt > 1 ? status.attempt : undefined);
  field('progress').value = status.progress;
  const badge = field('status');
  badge.textContent = WORDS[status.status];
  badge.className = `status status-${status.status}`;
  started = status.started && Date.parse(status.started);
  completion = status.estimatedCompletion && Date.parse(status.estimatedCompletion);
  document.title = `${status.progress} % · ${document.title.replace(/^\d+ % · /, '')}`;
  tick();
  if (['successful', 'failed', 'dismissed'].includes(status.status)) {
    location.reload();
    return true;
  }
  readLog();
  return false;
}

/** Between two events the clocks go on. */
function tick() {
  figure('elapsed', started && duration((Date.now() - started) / 1000));
  figure('left', completion && duration(Math.max(0, completion - Date.now()) / 1000));
}

let lastLine = Number(job.dataset.lastLine);
let isReading = false;

async function readLog() {
  if (isReading) return;
  isReading = true;
  try {
    const url = new URL(job.dataset.logs);
    url.searchParams.set('after', lastLine);
    const response = await fetch(url);
    if (!response.ok) return;
    const { lines } = await response.json();
    if (lines.length === 0) return;
    lastLine = lines[lines.length - 1].line;
    const log = field('log');
    const isAtEnd = log.scrollTop + log.clientHeight >= log.scrollHeight - 8;
    const texts = lines.map(
      ({ time, level, message }) => `${time} ${level.padEnd(5)} ${message.replace(/\s*[\r\n]+\s*/g, ' ')}\n`,
    );
    log.append(...texts.map((text) => document.createTextNode(text)));
    while (log.childNodes.length > MAX_LINES) log.firstChild.remove();
    if (isAtEnd) log.scrollTop = log.scrollHeight;
  } finally {
    isReading = false;
  }
}

function offerDismissal() {
  const button = job.querySelector('[data-dismiss]');
  if (job.querySelector('.status-dismissed')) return;
  button.hidden = false;
  button.addEventListener('click', async () => {
    const isOver = job.dataset.final === 'true';
    const question = isOver ? 'Remove this job and its results? Published collections stay.' : 'Stop this job?';
    if (!confirm(question)) return;
    button.disabled = true;
    const key = job.querySelector('[data-key]')?.value;
    const url = new URL(job.dataset.job);
    url.searchParams.delete('f');
    const response = await fetch(url, { method: 'DELETE', headers: key ? { 'X-API-Key': key } : {} }).catch(
      () => undefined,
    );
    if (response?.ok) return location.reload();
    button.disabled = false;
    const problem = await response?.json().catch(() => undefined);
    show('dismissal', problem?.detail ?? 'The server could not be reached.');
  });
}

function field(name) {
  return job.querySelector(`[data-field="${name}"]`);
}

function show(name, text) {
  field(name).textContent = text ?? '';
}

function figure(name, value) {
  const isShown = value !== undefined && value !== '' && value !== 0 && !Number.isNaN(value);
  job.querySelector(`[data-figure="${name}"]`).hidden = !isShown && !(name === 'queue' && value === 0);
  show(name, isShown || value === 0 ? value : '');
}

function duration(seconds) {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${whole % 60} s`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}
