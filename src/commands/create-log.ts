/** The log of a program that runs for long. */
import pino, { type Logger } from 'pino';
import type { Config } from '../config.js';

export function createLog(config: Config): Logger {
  const { level, file } = config.logging;
  // On a terminal every request would bury what a person looks for.
  const shown = process.stdout.isTTY && !file && level === 'info' ? 'warn' : level;
  const destination = file ? pino.destination({ dest: file, mkdir: true }) : pino.destination(2);
  return pino({ level: shown }, destination);
}
