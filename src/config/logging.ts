/** Where log lines go, and which. */

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** What pygeoapi calls our levels. */
export const LEVEL_BY_PYTHON_NAME = {
  NOTSET: 'trace',
  DEBUG: 'debug',
  INFO: 'info',
  WARNING: 'warn',
  ERROR: 'error',
  CRITICAL: 'fatal',
} as const satisfies Readonly<Record<string, LogLevel>>;
