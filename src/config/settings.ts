/** What flags and environment variables may set: one table, flags first. */
import { invalidConfiguration } from '../errors.js';
import { LOG_LEVELS, type LogLevel } from './logging.js';
import type { Environment } from './yaml-file.js';

/** Flags as the command line gives them: text, or numbers and booleans where it has parsed them already. */
export type Flags = { readonly [Name in Exclude<keyof Settings, 'apiKeys'>]?: string | number | boolean };

export interface Settings {
  readonly config?: string;
  readonly lenient?: boolean;
  readonly host?: string;
  readonly port?: number;
  readonly publicUrl?: string;
  readonly dataDir?: string;
  readonly databaseUrl?: string;
  readonly logLevel?: LogLevel;
  readonly trustProxy?: boolean;
  /** From the environment only: command lines can be read by every user of a machine. */
  readonly apiKeys?: readonly string[];
}

export function readSettings(flags: Flags, environment: Environment): Settings {
  const read = <T>(
    flag: keyof Flags | undefined,
    option: string,
    variables: readonly string[],
    parse: (text: string) => T,
  ): T | undefined => {
    const given = flag === undefined ? undefined : flags[flag];
    if (given !== undefined) return parsed(option, String(given), parse);
    // A variable set to nothing is how container files say "not set".
    const variable = variables.find((name) => environment[name]);
    return variable === undefined ? undefined : parsed(variable, environment[variable] ?? '', parse);
  };
  return {
    config: read('config', '--config', ['OPEN_EGMS_CONFIG', 'PYGEOAPI_CONFIG'], text),
    lenient: read('lenient', '--lenient', ['OPEN_EGMS_LENIENT'], boolean),
    host: read('host', '--host', ['OPEN_EGMS_HOST'], text),
    port: read('port', '--port', ['OPEN_EGMS_PORT'], port),
    publicUrl: read('publicUrl', '--public-url', ['OPEN_EGMS_PUBLIC_URL'], httpUrl),
    dataDir: read('dataDir', '--data-dir', ['OPEN_EGMS_DATA_DIR'], text),
    databaseUrl: read('databaseUrl', '--database-url', ['OPEN_EGMS_DATABASE_URL'], databaseUrl),
    logLevel: read('logLevel', '--log-level', ['OPEN_EGMS_LOG_LEVEL'], logLevel),
    trustProxy: read('trustProxy', '--trust-proxy', ['OPEN_EGMS_TRUST_PROXY'], boolean),
    apiKeys: read(undefined, '', ['OPEN_EGMS_API_KEYS', 'OPEN_EGMS_API_KEY'], words),
  };
}

/** Says where a value came from when its parser throws `RangeError`. */
function parsed<T>(where: string, given: string, parse: (text: string) => T): T {
  try {
    return parse(given);
  } catch (error) {
    throw error instanceof RangeError ? invalidConfiguration(where, error.message) : error;
  }
}

const unexpected = (wish: string, given: string) => new RangeError(`expected ${wish}, got ${JSON.stringify(given)}`);

function text(given: string): string {
  if (given === '') throw unexpected('some text', given);
  return given;
}

function boolean(given: string): boolean {
  if (/^(true|1|yes|on)$/i.test(given)) return true;
  if (/^(false|0|no|off)$/i.test(given)) return false;
  throw unexpected('true or false', given);
}

function port(given: string): number {
  const value = Number(given);
  if (!/^\d+$/.test(given) || value > 65535) throw unexpected('a port from 0 (any free one) to 65535', given);
  return value;
}

function httpUrl(given: string): string {
  if (!URL.canParse(given) || !/^https?:/.test(given))
    throw unexpected('a URL that begins with http:// or https://', given);
  return given;
}

function databaseUrl(given: string): string {
  if (!/^postgres(ql)?:\/\//.test(given) || !URL.canParse(given)) {
    // What was given may hold a password.
    throw new RangeError('expected a URL like postgresql://user:password@host:5432/database');
  }
  return given;
}

function logLevel(given: string): LogLevel {
  const level = LOG_LEVELS.find((candidate) => candidate === given.toLowerCase());
  if (!level) throw unexpected(`one of ${LOG_LEVELS.join(', ')}`, given);
  return level;
}

const words = (given: string): readonly string[] => given.split(/[\s,]+/).filter((word) => word !== '');
