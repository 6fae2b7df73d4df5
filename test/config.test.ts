/** Defaults, and which of flags, variables and file wins. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Config, Flags } from '../src/config.js';
import { collection, POSTGRESQL, readText, texts } from './config/config-texts.js';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'open-egms-config-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const read = (yaml: string | undefined, flags?: Flags, env?: Record<string, string>) =>
  readText(folder, yaml, flags, env);

describe('without flags, variables and file', () => {
  test('the server is for this machine alone, with the defaults of the documentation', async () => {
    expect(await read(undefined)).toMatchObject({
      server: {
        host: '127.0.0.1',
        port: 5000,
        url: undefined,
        cors: true,
        gzip: true,
        prettyPrint: false,
        unknownParameters: 'reject',
        legacyConformance: true,
        admin: false,
        apiKeys: [],
        trustProxy: false,
        limits: {
          defaultItems: 100,
          maxItems: 10_000,
          maxSeriesItems: 500,
          maxOffset: 100_000,
          countCap: 10_000,
          maxUrlBytes: 16_384,
          maxBodyBytes: 10_485_760,
          statementTimeoutMs: 30_000,
        },
      },
      database: { url: undefined, dataDir: join(folder, 'data') },
      logging: { level: 'info', file: undefined },
      metadata: { title: 'Open EGMS' },
      tables: [],
      notices: [],
    });
  });

  test('nothing of it can be changed afterwards', async () => {
    const config = await read(collection(...POSTGRESQL));
    const frozen = (value: unknown): boolean =>
      typeof value !== 'object' || value === null || (Object.isFrozen(value) && Object.values(value).every(frozen));
    expect(frozen(config)).toBe(true);
  });
});

describe('precedence', () => {
  const yaml = `server: {bind: {host: file.example, port: 1}, url: "http://file.example/", trust_proxy: false}
database: {url: "postgresql://file/x", data_dir: from-file}
logging: {level: WARNING}`;
  const env = {
    OPEN_EGMS_HOST: 'env.example',
    OPEN_EGMS_PORT: '2',
    OPEN_EGMS_PUBLIC_URL: 'http://env.example',
    OPEN_EGMS_DATABASE_URL: 'postgresql://env/x',
    OPEN_EGMS_DATA_DIR: '/from/env',
    OPEN_EGMS_LOG_LEVEL: 'debug',
    OPEN_EGMS_TRUST_PROXY: 'yes',
  };
  const flags = {
    host: 'flag.example',
    port: '3',
    publicUrl: 'https://flag.example/sub/',
    databaseUrl: 'postgresql://flag/x',
    dataDir: 'from-flag',
    logLevel: 'error',
    trustProxy: false,
  };
  const essence = ({ server, database, logging }: Config) => [
    server.host,
    server.port,
    server.url,
    server.trustProxy,
    database.url,
    database.dataDir,
    logging.level,
  ];

  test('the file wins over the defaults', async () => {
    const dataDir = join(folder, 'from-file');
    const expected = ['file.example', 1, 'http://file.example', false, 'postgresql://file/x', dataDir, 'warn'];
    expect(essence(await read(yaml))).toEqual(expected);
  });

  test('variables win over the file, unless they are empty', async () => {
    const expected = ['env.example', 2, 'http://env.example', true, 'postgresql://env/x', '/from/env', 'debug'];
    expect(essence(await read(yaml, {}, env))).toEqual(expected);
    const empty = Object.fromEntries(Object.keys(env).map((name) => [name, '']));
    expect(essence(await read(yaml, {}, empty))).toEqual(essence(await read(yaml)));
  });

  test('flags win over all', async () => {
    const dataDir = join(folder, 'from-flag');
    const expected = ['flag.example', 3, 'https://flag.example/sub', false, 'postgresql://flag/x', dataDir, 'error'];
    expect(essence(await read(yaml, flags, env))).toEqual(expected);
  });

  test('the file itself may be named by pygeoapi’s variable, and better by ours', async () => {
    writeFileSync(join(folder, 'ours.yml'), 'server: {bind: {port: 11}}');
    writeFileSync(join(folder, 'theirs.yml'), 'server: {bind: {port: 12}}');
    const both = { OPEN_EGMS_CONFIG: 'ours.yml', PYGEOAPI_CONFIG: 'theirs.yml' };
    expect((await read(undefined, {}, both)).server.port).toBe(11);
    expect((await read(undefined, {}, { PYGEOAPI_CONFIG: 'theirs.yml' })).server.port).toBe(12);
    expect((await read(undefined, { config: 'theirs.yml' }, both)).server.port).toBe(12);
  });

  test('a value that cannot be read is named with where it came from, and without passwords', async () => {
    await expect(read(undefined, { port: 'http' })).rejects.toThrow('--port: expected a port from 0');
    await expect(read(undefined, {}, { OPEN_EGMS_PORT: '65536' })).rejects.toThrow('OPEN_EGMS_PORT: expected a port');
    await expect(read(undefined, {}, { OPEN_EGMS_TRUST_PROXY: 'maybe' })).rejects.toThrow('true or false, got "maybe"');
    await expect(read(undefined, { publicUrl: 'example.org' })).rejects.toThrow('--public-url: expected a URL');
    await expect(read(undefined, { logLevel: 'loud' })).rejects.toThrow('one of trace, debug, info');
    const wrong = read(undefined, { databaseUrl: 'mysql://u:geheim@h/d' });
    await expect(wrong).rejects.toThrow('--database-url: expected a URL like postgresql://');
    await expect(wrong).rejects.not.toThrow('geheim');
  });
});

describe('API keys', () => {
  const sha256 = (key: string) => createHash('sha256').update(key).digest('hex');
  const [first, second] = ['a long enough key'.replaceAll(' ', '-'), 'another-long-enough-key'];

  test('come from the variable or the file, and only their hashes stay', async () => {
    const hashes = [sha256(first), sha256(second)];
    const yaml = `server: {api_keys: [${first}, ${second}]}`;
    expect((await read(yaml)).server.apiKeys).toEqual(hashes);
    const fromVariable = await read(yaml, {}, { OPEN_EGMS_API_KEYS: `${second}, ${first}` });
    expect(fromVariable.server.apiKeys).toEqual(hashes.toReversed());
    expect((await read(undefined, {}, { OPEN_EGMS_API_KEY: first })).server.apiKeys).toEqual([hashes[0]]);
    expect(JSON.stringify(fromVariable)).not.toContain(first);
  });

  test('that are short are warned of, without being shown', async () => {
    const config = await read(undefined, {}, { OPEN_EGMS_API_KEY: 'geheim' });
    expect(texts(config)).toEqual(['warn: an API key is shorter than 16 characters and can be guessed']);
  });
});

describe('what a file says beyond pygeoapi', () => {
  test('base maps, terrain and frames of the Explorer are read', async () => {
    const { explorer, notices } = await read(`
explorer:
  basemaps:
    - {id: aerial, title: Aerial photographs, url: 'https://tiles.example.org/{z}/{x}/{y}.jpg', attribution: A survey, max_zoom: 18}
    - {id: streets, type: style, url: 'https://maps.example.org/style.json'}
  terrain: {url: 'https://tiles.example.org/{z}/{x}/{y}.png'}
  frame_ancestors: ["'self'", 'https://portal.example.org']
  proxy_hosts: [maps.intra.example.org, '10.1.2.3:8080']
`);
    expect(notices).toEqual([]);
    expect(explorer).toMatchObject({
      basemaps: [
        { id: 'aerial', title: 'Aerial photographs', type: 'raster', attribution: 'A survey', maxZoom: 18 },
        { id: 'streets', title: 'streets', type: 'style', url: 'https://maps.example.org/style.json' },
      ],
      terrain: { url: 'https://tiles.example.org/{z}/{x}/{y}.png', encoding: 'terrarium' },
      frameAncestors: ["'self'", 'https://portal.example.org'],
      proxyHosts: ['maps.intra.example.org', '10.1.2.3:8080'],
    });
    await expect(read('explorer: {proxy_hosts: ["https://maps.example.org/"]}')).rejects.toThrow(/proxy_hosts/);
    await expect(read('explorer: {basemaps: [{id: a, url: "ftp://x"}]}')).rejects.toThrow(/explorer.basemaps/);
    await expect(read(`explorer: {frame_ancestors: ["x; script-src *"]}`)).rejects.toThrow(/frame_ancestors/);
  });

  test('processes and schedules are read, with paths made absolute', async () => {
    const { processes, schedules } = await read(`
processes: {worker: false, concurrency: 3, allowed_folders: [gnss], allowed_hosts: [example.org], storage: shared}
schedules:
  nightly: {cron: 0 3 * * *, time_zone: Europe/Rome, process: echo, request: {inputs: {message: x}}}
`);
    expect(processes).toMatchObject({ worker: false, concurrency: 3, allowedHosts: ['example.org'], syncSeconds: 45 });
    expect(processes.allowedFolders[0]).toMatch(/^\/.*\/gnss$/);
    expect(processes.storage).toMatch(/^\/.*\/shared$/);
    expect(schedules).toEqual([
      {
        id: 'nightly',
        cron: '0 3 * * *',
        timeZone: 'Europe/Rome',
        processId: 'echo',
        request: { inputs: { message: 'x' } },
        enabled: true,
      },
    ]);
    await expect(read('processes: {concurrency: 0}')).rejects.toThrow(/processes.concurrency/);
    await expect(read('schedules: {a: {process: echo}}')).rejects.toThrow(/schedules.a/);
  });
});
