/** A line of a job's log as text. */
import type { JobLogLine } from '../../jobs/job.js';

/** One line, whatever the message holds: `2026-05-01T12:30:05.123Z warn  few points in the tile`. */
export const textLine = ({ logged, level, message }: JobLogLine): string =>
  `${logged.toISOString()} ${level.padEnd(5)} ${message.replace(/\s*[\r\n]+\s*/g, ' ')}\n`;
