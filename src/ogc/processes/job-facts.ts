/** How pages word what they say of a job. */
import { type Html, html } from '../../http/html.js';
import type { Job } from '../../jobs/job.js';

export const PROCESS_STYLES: readonly string[] = ['processes.css'];

export const STATUS_WORDS: Readonly<Record<Job['status'], string>> = {
  accepted: 'Waiting',
  running: 'Running',
  successful: 'Done',
  failed: 'Failed',
  dismissed: 'Dismissed',
};

export const statusBadge = (status: Job['status']): Html =>
  html`<span class="status status-${status}" data-field="status">${STATUS_WORDS[status]}</span>`;

/** `2026-05-01 12:30:05`, UTC. */
export const timeText = (moment: string | undefined): Html | undefined =>
  moment === undefined
    ? undefined
    : html`<time datetime="${moment}">${moment.slice(0, 19).replace('T', ' ')} UTC</time>`;

/** `40 ms`, `45 s`, `12 min 5 s`, `3 h 7 min`, `2 d 4 h`. */
export function durationText(seconds: number): string {
  const whole = Math.round(seconds);
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (whole < 60) return `${seconds < 10 ? Math.round(seconds * 10) / 10 : whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${whole % 60} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** Seconds at work so far, or altogether. */
export const runSeconds = ({ started, finished }: Pick<Job, 'started' | 'finished'>, now = new Date()): number =>
  started ? Math.max(0, ((finished ?? now).getTime() - started.getTime()) / 1000) : 0;

/** `12 bytes`, `3.4 kB`, `1.2 MB`. */
export function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} byte${bytes === 1 ? '' : 's'}`;
  const power = Math.min(4, Math.floor(Math.log10(bytes) / 3));
  return `${(bytes / 1000 ** power).toFixed(1)} ${['', 'kB', 'MB', 'GB', 'TB'][power]}`;
}
