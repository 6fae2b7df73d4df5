/** Round values along an axis. */
import { epochDate, epochDay } from '../../../products/epochs.js';

/** Multiples of 1, 2 or 5 times a power of ten between the ends, about `most` of them at most. */
export function roundTicks(from: number, to: number, most: number): readonly number[] {
  if (!(to > from)) return [from];
  const raw = (to - from) / most;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= raw * (1 - 1e-9)) ?? 10);
  const ticks: number[] = [];
  // Products, not sums: 0.1 added three times is not 0.3.
  for (let i = Math.ceil(from / step - 1e-6); i * step <= to + 1e-6 * step; i++) {
    ticks.push(Number((i * step).toPrecision(12)) + 0);
  }
  return ticks;
}

export interface DateTick {
  readonly day: number;
  readonly label: string;
}

/** Beginnings of years, or of quarters or months where there are few years; labels short enough for eight of them. */
export function dateTicks(firstDay: number, lastDay: number): readonly DateTick[] {
  const months = (lastDay - firstDay) / 30.4;
  const step = [1, 2, 3, 6, 12, 24, 60].find((each) => months / each <= 8) ?? 120;
  const first = epochDate(firstDay);
  const ticks: DateTick[] = [];
  let [year, month] = [Number(first.slice(0, 4)), 0];
  for (;;) {
    const day = epochDay(`${year}${String(month + 1).padStart(2, '0')}01`)!;
    if (day > lastDay) return ticks;
    if (day >= firstDay && (step < 12 || (year % (step / 12) === 0 && month === 0))) {
      ticks.push({ day, label: step >= 12 ? String(year) : `${year}-${String(month + 1).padStart(2, '0')}` });
    }
    month += Math.min(12, step);
    if (month >= 12) [year, month] = [year + 1, 0];
  }
}
