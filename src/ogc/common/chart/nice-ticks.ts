/** Round numbers for the axes of charts. */
import { multiplesOf, roundStep } from '../../../render/ticks.js';

/** About `count` multiples of 1, 2 or 5 times a power of ten that cover [low, high]. */
export function niceTicks(low: number, high: number, count: number): readonly number[] {
  const step = roundStep((high - low) / count);
  return multiplesOf(step, Math.floor(low / step), Math.ceil(high / step));
}

/** Midnights in UTC, ms since 1970, that divide [from, to]: of years, or of quarters when it is short. */
export function calendarTicks(fromMs: number, toMs: number, most: number): readonly number[] {
  const fromYear = new Date(fromMs).getUTCFullYear();
  const toYear = new Date(toMs).getUTCFullYear() + 1;
  const months = [3, 12, 24, 60, 120].find((step) => (toMs - fromMs) / MONTH_MS <= step * most) ?? 240;
  const ticks: number[] = [];
  for (let month = 0; month <= (toYear - fromYear) * 12; month += months) {
    const tick = Date.UTC(fromYear, month, 1);
    if (tick >= fromMs && tick <= toMs) ticks.push(tick);
  }
  return ticks;
}

const MONTH_MS = (365.25 / 12) * 86_400_000;
