/** What a long command says while it works: one line that renews itself on a terminal, a line now and then elsewhere. */

export interface Progress {
  /** Share done, 0 to 1. */
  readonly share: number;
  /** Points handled so far, for the rate. */
  readonly points: number;
}

const BAR_WIDTH = 24;
const TERMINAL_INTERVAL_MS = 200;
const LOG_INTERVAL_MS = 10_000;

export class ProgressLine {
  readonly #startMs = performance.now();
  #shownMs = Number.NEGATIVE_INFINITY;
  #onScreen = false;

  constructor(
    private readonly title: string,
    private readonly out: NodeJS.WriteStream = process.stderr,
  ) {}

  update(progress: Progress): void {
    const nowMs = performance.now();
    const interval = this.out.isTTY ? TERMINAL_INTERVAL_MS : LOG_INTERVAL_MS;
    // Off a terminal the first interval passes in silence: short work needs no word.
    if (!this.out.isTTY && this.#shownMs < 0) this.#shownMs = nowMs;
    if (nowMs - this.#shownMs < interval) return;
    this.#shownMs = nowMs;
    this.#write(progressText(this.title, progress, (nowMs - this.#startMs) / 1000, this.out.isTTY));
  }

  /** Leaves `text` in place of the line. */
  done(text: string): void {
    if (this.#onScreen) this.out.write('\r\x1b[K');
    this.out.write(`${text}\n`);
    this.#onScreen = false;
  }

  #write(text: string): void {
    this.out.write(this.out.isTTY ? `\r\x1b[K${text.slice(0, this.out.columns - 1)}` : `${text}\n`);
    this.#onScreen = this.out.isTTY;
  }
}

/** `EGMS_L2b... [######      ] 48 %  21,400 points/s  12 s left` */
export function progressText(title: string, { share, points }: Progress, elapsedS: number, withBar: boolean): string {
  const bounded = Math.min(1, Math.max(0, share));
  const filled = Math.round(bounded * BAR_WIDTH);
  const bar = withBar ? ` [${'#'.repeat(filled)}${' '.repeat(BAR_WIDTH - filled)}]` : '';
  const rate = elapsedS > 0 ? Math.round(points / elapsedS) : 0;
  const leftS = bounded > 0 ? (elapsedS * (1 - bounded)) / bounded : Number.NaN;
  const left = Number.isFinite(leftS) ? `  ${durationText(leftS)} left` : '';
  return `${title}${bar} ${Math.floor(bounded * 100)} %  ${rate.toLocaleString('en')} points/s${left}`;
}

/** `42 s`, `3 min 20 s`, `2 h 5 min`. */
export function durationText(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
