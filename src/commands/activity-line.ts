/** What a computation of hours says on a terminal: share, time left, what it is doing; a line now and then elsewhere. */
import { durationText } from './progress-line.js';

const BAR_WIDTH = 24;
const TERMINAL_INTERVAL_MS = 200;
const LOG_INTERVAL_MS = 30_000;
/** Before so much is done there is nothing to judge the time left by. */
const LEAST_SHARE = 0.01;

export class ActivityLine {
  readonly #startMs = performance.now();
  /** Of the first word about progress: work that was done by an earlier call took no time in this one. */
  #first: { readonly share: number; readonly ms: number } | undefined;
  #shownMs = Number.NEGATIVE_INFINITY;
  #onScreen = false;

  constructor(private readonly out: NodeJS.WriteStream = process.stderr) {}

  update(share: number, activity: string): void {
    const nowMs = performance.now();
    this.#first ??= { share, ms: nowMs };
    if (nowMs - this.#shownMs < (this.out.isTTY ? TERMINAL_INTERVAL_MS : LOG_INTERVAL_MS)) return;
    this.#shownMs = nowMs;
    const leftS = secondsLeft(share - this.#first.share, 1 - share, (nowMs - this.#first.ms) / 1000);
    const text = activityText(share, activity, leftS, (nowMs - this.#startMs) / 1000, this.out.isTTY);
    this.out.write(this.out.isTTY ? `\r\x1b[K${text.slice(0, this.out.columns - 1)}` : `${text}\n`);
    this.#onScreen = this.out.isTTY;
  }

  /** A line of its own; progress goes on below it. */
  say(text: string): void {
    this.end();
    this.out.write(`${text}\n`);
  }

  end(): void {
    if (this.#onScreen) this.out.write('\r\x1b[K');
    // Off a terminal every word is a line of a log already.
    if (this.#onScreen) this.#shownMs = Number.NEGATIVE_INFINITY;
    this.#onScreen = false;
  }
}

/** By what was done meanwhile; undefined while that is too little. */
export function secondsLeft(done: number, left: number, elapsedS: number): number | undefined {
  return done >= LEAST_SHARE ? (elapsedS * Math.max(0, left)) / done : undefined;
}

/** `[######      ]  48 %  12 min 3 s left  phase linking, block 12 of 96` */
export function activityText(
  share: number,
  activity: string,
  leftS: number | undefined,
  elapsedS: number,
  withBar: boolean,
): string {
  const bounded = Math.min(1, Math.max(0, share));
  const filled = Math.round(bounded * BAR_WIDTH);
  const bar = withBar ? `[${'#'.repeat(filled)}${' '.repeat(BAR_WIDTH - filled)}] ` : '';
  const time = leftS === undefined ? `${durationText(elapsedS)} so far` : `${durationText(leftS)} left`;
  return `${bar}${String(Math.floor(bounded * 100)).padStart(3)} %  ${time}  ${activity}`;
}
