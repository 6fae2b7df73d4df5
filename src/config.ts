/**
 * The only reader of the environment and of configuration files: one frozen object for the whole program.
 * Flags win over environment variables, these over the file, and the file over the defaults written here.
 */
import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { type ExplorerConfig, readExplorer } from './config/explorer.js';
import type { FileContent } from './config/file-content.js';
import { LEVEL_BY_PYTHON_NAME, type LogLevel } from './config/logging.js';
import { readMetadata, type ServiceMetadata } from './config/metadata.js';
import type { Notice } from './config/notice.js';
import { type ProcessesConfig, readProcesses, readSchedules, type ScheduleConfig } from './config/processes.js';
import { readResources, type Unsupported } from './config/resources.js';
import { type Flags, readSettings, type Settings } from './config/settings.js';
import type { TableResource } from './config/table-resource.js';
import { survey, validate } from './config/validation.js';
import { type Environment, readYamlFile, type YamlFile } from './config/yaml-file.js';
import { invalidConfiguration } from './errors.js';

export type { LogLevel } from './config/logging.js';
export type { Contact, ServiceMetadata } from './config/metadata.js';
export type { Notice } from './config/notice.js';
export type { ProcessesConfig, ScheduleConfig } from './config/processes.js';
export type { Flags } from './config/settings.js';
export type { TableConnection, TableLink, TableResource } from './config/table-resource.js';

export interface Config {
  readonly server: {
    /** Address to listen on. */
    readonly host: string;
    /** 0 takes a free one. */
    readonly port: number;
    /** Public URL of the landing page, without a slash at its end. */
    readonly url?: string;
    readonly cors: boolean;
    /** Compress answers for clients that accept it. */
    readonly gzip: boolean;
    /** Indent JSON. */
    readonly prettyPrint: boolean;
    /** Preferred one first. */
    readonly languages: readonly string[];
    /** `ignore` drops unknown query parameters, as pygeoapi does; the standard wants them rejected. */
    readonly unknownParameters: 'reject' | 'ignore';
    /** Declare conformance strings of drafts that older clients look for. */
    readonly legacyConformance: boolean;
    /** Offer the administration resources to holders of a key. */
    readonly admin: boolean;
    /** SHA-256, lower-case hex, of every key that allows writing and computing. */
    readonly apiKeys: readonly string[];
    /** Believe the X-Forwarded headers. */
    readonly trustProxy: boolean;
    readonly limits: Limits;
    /** Base map of HTML pages: tile URL template, attribution in HTML. */
    readonly map: { readonly url?: string; readonly attribution?: string };
  };
  readonly database: {
    /** A PostgreSQL server; absent means the embedded one. */
    readonly url?: string;
    /** Absolute. */
    readonly dataDir: string;
  };
  readonly logging: {
    readonly level: LogLevel;
    /** Absolute; absent means the standard output. */
    readonly file?: string;
  };
  readonly metadata: ServiceMetadata;
  readonly explorer: ExplorerConfig;
  readonly processes: ProcessesConfig;
  /** Executions that start by themselves. */
  readonly schedules: readonly ScheduleConfig[];
  /** Tables that the file publishes beside the EGMS products. */
  readonly tables: readonly TableResource[];
  /** Leave out what cannot be served, with a warning, instead of refusing to start. */
  readonly lenient: boolean;
  /** What to log once there is a log: settings without effect, resources skipped. */
  readonly notices: readonly Notice[];
}

export interface Limits {
  /** Features of a page when the request does not say; never above `maxItems`. */
  readonly defaultItems: number;
  readonly maxItems: number;
  /** Most features of a page that carries displacement series. */
  readonly maxSeriesItems: number;
  readonly maxOffset: number;
  /** `numberMatched` is exact up to this and absent past it. */
  readonly countCap: number;
  readonly maxUrlBytes: number;
  readonly maxBodyBytes: number;
  readonly statementTimeoutMs: number;
  /** Per client address; absent means any number. */
  readonly requestsPerMinute?: number;
}

const DEFAULT_LIMITS: Limits = {
  defaultItems: 100,
  maxItems: 10_000,
  maxSeriesItems: 500,
  maxOffset: 100_000,
  countCap: 10_000,
  maxUrlBytes: 16_384,
  // Areas of a request are given by value: ten thousand polygons are some megabytes.
  maxBodyBytes: 10_485_760,
  statementTimeoutMs: 30_000,
};

/** Shorter keys can be guessed. */
const MIN_KEY_LENGTH = 16;

/** Throws `invalidConfiguration`, which names the flag, the variable, or file, line and path. */
export async function readConfig({
  flags,
  env,
  cwd,
}: {
  readonly flags: Flags;
  readonly env: Environment;
  /** Relative paths start here. */
  readonly cwd: string;
}): Promise<Config> {
  const settings = readSettings(flags, env);
  const notices: Notice[] = [];
  const file = settings.config && (await readYamlFile(settings.config, resolve(cwd, settings.config), env));
  const content: FileContent = file ? checkedContent(file) : {};
  const languages = content.server?.languages ?? [content.server?.language ?? 'en'];
  const dataDir = resolve(cwd, settings.dataDir ?? content.database?.data_dir ?? 'data');
  return deepFreeze({
    server: serverConfig(settings, content, languages, notices),
    database: {
      url: settings.databaseUrl ?? content.database?.url,
      dataDir,
    },
    processes: readProcesses(content.processes, cwd, dataDir),
    schedules: readSchedules(content.schedules),
    logging: {
      level: settings.logLevel ?? LEVEL_BY_PYTHON_NAME[content.logging?.level ?? 'INFO'],
      file: content.logging?.logfile && resolve(cwd, content.logging.logfile),
    },
    metadata: readMetadata(content.metadata, languages),
    explorer: readExplorer(content.explorer),
    tables: file ? tablesOf(file, content, languages, settings.lenient ?? false, notices) : [],
    lenient: settings.lenient ?? false,
    notices,
  });
}

function checkedContent(file: YamlFile): FileContent {
  validate(file, '#', file.content);
  return file.content as FileContent;
}

function serverConfig(
  settings: Settings,
  { server = {} }: FileContent,
  languages: readonly string[],
  notices: Notice[],
): Config['server'] {
  const apiKeys = settings.apiKeys ?? server.api_keys ?? [];
  if (apiKeys.some((key) => key.length < MIN_KEY_LENGTH)) {
    const text = `an API key is shorter than ${MIN_KEY_LENGTH} characters and can be guessed`;
    notices.push({ level: 'warn', text });
  }
  return {
    host: settings.host ?? server.bind?.host ?? '127.0.0.1',
    port: settings.port ?? server.bind?.port ?? 5000,
    url: (settings.publicUrl ?? server.url)?.replace(/\/+$/, ''),
    cors: server.cors ?? true,
    gzip: server.gzip ?? true,
    prettyPrint: server.pretty_print ?? false,
    languages,
    unknownParameters: server.unknown_parameters ?? 'reject',
    legacyConformance: server.legacy_conformance ?? true,
    admin: server.admin ?? false,
    apiKeys: apiKeys.map((key) => createHash('sha256').update(key).digest('hex')),
    trustProxy: settings.trustProxy ?? server.trust_proxy ?? false,
    limits: readLimits(server),
    map: { url: server.map?.url, attribution: server.map?.attribution },
  };
}

function readLimits({ limit, limits = {} }: NonNullable<FileContent['server']>): Limits {
  const maxItems = limits.max_items ?? DEFAULT_LIMITS.maxItems;
  return {
    defaultItems: Math.min(limits.default_items ?? limit ?? DEFAULT_LIMITS.defaultItems, maxItems),
    maxItems,
    maxSeriesItems: limits.max_series_items ?? DEFAULT_LIMITS.maxSeriesItems,
    maxOffset: limits.max_offset ?? DEFAULT_LIMITS.maxOffset,
    countCap: limits.count_cap ?? DEFAULT_LIMITS.countCap,
    maxUrlBytes: limits.max_url_bytes ?? DEFAULT_LIMITS.maxUrlBytes,
    maxBodyBytes: limits.max_body_bytes ?? DEFAULT_LIMITS.maxBodyBytes,
    statementTimeoutMs: limits.statement_timeout_ms ?? DEFAULT_LIMITS.statementTimeoutMs,
    requestsPerMinute: limits.requests_per_minute,
  };
}

function tablesOf(
  file: YamlFile,
  content: FileContent,
  languages: readonly string[],
  lenient: boolean,
  notices: Notice[],
): readonly TableResource[] {
  const resources = readResources(file, content.resources ?? {}, languages);
  const surveys = [survey('#', content), ...resources.surveys];
  const ignored = surveys.flatMap((part) => part.ignored);
  const unknown = surveys.flatMap((part) => part.unknown);
  if (ignored.length > 0) {
    notices.push({ level: 'info', text: `${file.name}: accepted, without effect here: ${ignored.join(', ')}` });
  }
  if (unknown.length > 0) {
    notices.push({ level: 'warn', text: `${file.name}: not known here, perhaps misspelt: ${unknown.join(', ')}` });
  }
  notices.push(...resources.notices);
  const unsupported = [...unsupportedRules(content), ...resources.unsupported];
  if (unsupported.length > 0 && !lenient) throw notOffered(file, unsupported);
  for (const { path, detail } of unsupported) {
    notices.push({ level: 'warn', text: `${file.where(path)}: skipped: ${detail}` });
  }
  return resources.tables;
}

function unsupportedRules(content: FileContent): readonly Unsupported[] {
  if (!content.server?.api_rules?.url_prefix) return [];
  const hint = 'let a reverse proxy add the prefix, and write the public address in server.url';
  return [{ path: ['server', 'api_rules', 'url_prefix'], detail: 'paths have no prefix here', hint }];
}

function notOffered(file: YamlFile, unsupported: readonly Unsupported[]): Error {
  const [first] = unsupported;
  const skip = 'or start with --lenient to skip it';
  if (unsupported.length === 1)
    return invalidConfiguration(file.where(first.path), first.detail, `${first.hint}, ${skip}`);
  const list = unsupported.map(({ path, detail, hint }) => `\n  ${file.where(path)}: ${detail} (${hint})`);
  return invalidConfiguration(
    file.name,
    `${unsupported.length} things are not offered here; mend them, or start with --lenient to skip them:${list.join('')}`,
  );
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}
