import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Config, type Flags, readConfig } from '../src/config.js';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'open-egms-config-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function read(yaml: string | undefined, flags: Flags = {}, env: Record<string, string> = {}): Promise<Config> {
  if (yaml !== undefined) writeFileSync(join(folder, 'config.yml'), yaml);
  return readConfig({ flags: { ...(yaml === undefined ? {} : { config: 'config.yml' }), ...flags }, env, cwd: folder });
}

const texts = ({ notices }: Config) => notices.map(({ level, text }) => `${level}: ${text}`);

/** A collection with one provider of the given lines. */
const collection = (...provider: string[]) => `resources:
  lakes:
    type: collection
    providers:
      - ${provider.join('\n        ')}`;

const POSTGRESQL = ['type: feature', 'name: PostgreSQL', 'data: postgresql://h/d', 'table: lakes', 'id_field: id'];

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

describe('a pygeoapi file', () => {
  const yaml = `
server:
    bind:
        host: 0.0.0.0
        port: \${PORT:-5001}
    url: http://localhost:5001/
    mimetype: application/json; charset=UTF-8
    encoding: utf-8
    gzip: false
    languages: [fr-CA, en-US]
    pretty_print: true
    admin: \${ADMIN:-false}
    limits: {default_items: 20, max_items: 10, on_exceed: throttle}
    map: {url: "https://tiles/{z}/{x}/{y}.png", attribution: '&copy; someone'}
    ogc_schemas_location: /opt/schemas
logging: {level: ERROR, logfile: log/out.log}
metadata:
    identification:
        title: {en: Waters, fr: Eaux}
        description: all of them
        keywords: {en: [water], fr: [eau]}
        terms_of_service: https://example.org/terms
        url: https://example.org
    license: {name: CC-BY 4.0, url: https://creativecommons.org/licenses/by/4.0/}
    provider: {name: Survey, url: https://example.org}
    contact: {name: "Doe, Jo", postalcode: 1234, email: jo@example.org, fax: null}
resources:
    lakes:
        type: collection
        visibility: hidden
        title: {en: Lakes, fr: Lacs}
        description: large ones
        keywords: [lakes]
        links:
            - {type: text/html, rel: canonical, title: info, href: "https://example.org/lakes", hreflang: en-US}
        extents:
            spatial: {bbox: [-180, -90, 0, 180, 90, 100], crs: http://www.opengis.net/def/crs/OGC/1.3/CRS84}
            temporal: {begin: 2011-11-11T11:11:11Z, end: null}
        limits: {default_items: 5}
        providers:
            - type: tile
              name: MVT-postgresql
              data: {host: localhost}
              options: {zoom: {min: 0, max: 15}}
              format: {name: pbf, mimetype: application/vnd.mapbox-vector-tile}
            - type: feature
              name: PostgreSQL
              data:
                  host: localhost
                  dbname: test
                  user: postgres
                  password: \${DB_PASSWORD}
                  search_path: [osm, public]
              id_field: osm_id
              table: lakes
              geom_field: foo_geom
              time_field: seen
              title_field: name
              properties: [name, area]
              crs: [http://www.opengis.net/def/crs/EPSG/0/4326]
              storage_crs: http://www.opengis.net/def/crs/EPSG/0/4326
              editable: true
              count: false
              options: {connect_timeout: 10, keepalives: 1, pool_size: 3}
`;

  test('starts unmodified, with everything in its place', async () => {
    const config = await read(yaml, {}, { DB_PASSWORD: 'p/w' });
    expect(config.server).toMatchObject({
      host: '0.0.0.0',
      port: 5001,
      url: 'http://localhost:5001',
      gzip: false,
      cors: true,
      prettyPrint: true,
      admin: false,
      languages: ['fr-CA', 'en-US'],
      limits: { defaultItems: 10, maxItems: 10, countCap: 10_000 },
      map: { url: 'https://tiles/{z}/{x}/{y}.png', attribution: '&copy; someone' },
    });
    expect(config.logging).toEqual({ level: 'error', file: join(folder, 'log/out.log') });
    expect(config.metadata).toMatchObject({
      title: 'Eaux',
      description: 'all of them',
      keywords: ['eau'],
      termsOfService: 'https://example.org/terms',
      url: 'https://example.org',
      license: { name: 'CC-BY 4.0', url: 'https://creativecommons.org/licenses/by/4.0/' },
      provider: { name: 'Survey', url: 'https://example.org' },
      contact: { name: 'Doe, Jo', postalCode: '1234', email: 'jo@example.org', fax: undefined },
    });
    expect(config.tables).toEqual([
      {
        id: 'lakes',
        where: 'config.yml:46 resources.lakes.providers[1]',
        title: 'Lacs',
        description: 'large ones',
        keywords: ['lakes'],
        links: [
          { type: 'text/html', rel: 'canonical', title: 'info', href: 'https://example.org/lakes', hreflang: 'en-US' },
        ],
        hidden: true,
        bbox: [-180, -90, 180, 90],
        interval: ['2011-11-11T11:11:11Z', null],
        connection: { url: 'postgresql://postgres:p%2Fw@localhost:5432/test', maxConnections: 3 },
        schemas: ['osm', 'public'],
        table: 'lakes',
        idField: 'osm_id',
        geomField: 'foo_geom',
        timeField: 'seen',
        titleField: 'name',
        properties: ['name', 'area'],
        crs: ['http://www.opengis.net/def/crs/EPSG/0/4326'],
        storageCrs: 'http://www.opengis.net/def/crs/EPSG/0/4326',
        count: false,
        limits: { defaultItems: 5, maxItems: undefined },
      },
    ]);
  });

  test('tells in one line what has no effect, and warns of tiles that are skipped', async () => {
    expect(texts(await read(yaml, {}, { DB_PASSWORD: 'x' }))).toEqual([
      'info: config.yml: accepted, without effect here: server.mimetype, server.encoding, server.limits.on_exceed, ' +
        'server.ogc_schemas_location, resources.lakes.providers[1].editable, ' +
        'resources.lakes.providers[1].options.connect_timeout, resources.lakes.providers[1].options.keepalives',
      'warn: config.yml:41 resources.lakes.providers[0]: skipped: vector tiles of tables are not served yet',
    ]);
  });

  test('flags win over it, its address too', async () => {
    const config = await read(yaml, { host: '127.0.0.1', port: 0 }, { DB_PASSWORD: 'x' });
    expect([config.server.host, config.server.port]).toEqual(['127.0.0.1', 0]);
  });

  test('may hold no resources at all', async () => {
    expect((await read('server: {bind: {host: 0.0.0.0, port: 1}}\nresources:\n')).tables).toEqual([]);
  });

  test('the provider marked as default is the one that answers', async () => {
    const both = `${collection(...POSTGRESQL)}
      - {type: feature, name: PostgreSQL, default: true, data: "postgresql://h/d", table: ponds, id_field: id}`;
    const config = await read(both);
    expect(config.tables.map(({ table }) => table)).toEqual(['ponds']);
    expect(texts(config)[0]).toMatch(/^warn: .*providers\[0\]: skipped: a collection is served from one table/);
  });

  test('titles, extents and the rest may be missing', async () => {
    const { tables } = await read(collection(...POSTGRESQL));
    expect(tables[0]).toMatchObject({ title: 'lakes', keywords: [], hidden: false, count: true, schemas: ['public'] });
    expect([tables[0].bbox, tables[0].interval, tables[0].geomField]).toEqual([undefined, undefined, undefined]);
  });
});

describe('what a file asks for and is not offered', () => {
  const hint = ', or start with --lenient to skip it)';

  test.each([
    [
      'a file',
      ['type: feature', 'name: GeoJSON', 'data: x.geojson'],
      'name: the provider GeoJSON is not offered (load the data into PostGIS',
    ],
    [
      'a coverage',
      ['type: coverage', 'name: rasterio', 'data: x.tif'],
      'type: providers of type coverage are not offered (here: rasterio)',
    ],
    ['records', ['type: record', 'name: TinyDBCatalogue', 'data: x'], 'type: providers of type record are not offered'],
    [
      'tiles of others',
      ['type: tile', 'name: MVT-tippecanoe', 'data: x'],
      'type: providers of type tile are not offered',
    ],
    [
      'a Python class',
      ['type: feature', 'name: my.package.Provider', 'data: x'],
      'name: my.package.Provider cannot run here (plug-ins',
    ],
  ])('stops the start with file, line, path and hint: %s', async (_name, provider, message) => {
    const line = message.startsWith('name') ? 6 : 5;
    const start = read(collection(...provider));
    await expect(start).rejects.toThrow(`config.yml:${line} resources.lakes.providers[0].${message}`);
    await expect(start).rejects.toThrow(hint);
  });

  test('processes in Python and STAC stop it too, those that ship here do not', async () => {
    const process = (name: string) => `resources: {p: {type: process, processor: {name: ${name}}}}`;
    const { notices, tables } = await read(process('HelloWorld'));
    expect(tables).toEqual([]);
    expect(notices).toContainEqual({
      level: 'info',
      text: 'config.yml:1 resources.p: the process is served anyway, as every one below processes/',
    });
    await expect(read(process('my.Processor'))).rejects.toThrow('my.Processor cannot run here');
    await expect(read('resources: {s: {type: stac-collection}}')).rejects.toThrow('STAC collections are not offered');
  });

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

  test('a prefix of all paths does as well, but an empty one does not', async () => {
    const rules = (prefix: string) => `server: {api_rules: {url_prefix: '${prefix}', strict_slashes: true}}`;
    await expect(read(rules('v{api_major}'))).rejects.toThrow(
      'config.yml:1 server.api_rules.url_prefix: paths have no',
    );
    expect((await read(rules(''))).tables).toEqual([]);
  });

  test('is told all at once', async () => {
    const yaml = `${collection('type: feature', 'name: CSV', 'data: x')}
  echo: {type: process, processor: {name: my.Echo}}`;
    await expect(read(yaml)).rejects.toThrow(
      /^config\.yml: 2 things are not offered here.*\n {2}config\.yml:6 .*CSV.*\n {2}config\.yml:8 .*Echo/,
    );
  });

  test('is skipped with a warning when asked to be lenient, and the rest is served', async () => {
    const yaml = `${collection(...POSTGRESQL)}
      - {type: coverage, name: rasterio, data: x}
  echo: {type: process, processor: {name: my.Echo}}`;
    for (const lenient of [{ flags: { lenient: true } }, { env: { OPEN_EGMS_LENIENT: '1' } }]) {
      const config = await read(yaml, lenient.flags, lenient.env);
      expect(config.tables.map(({ id }) => id)).toEqual(['lakes']);
      expect(texts(config)).toEqual([
        'warn: config.yml:10 resources.lakes.providers[1].type: skipped: providers of type coverage are not offered (here: rasterio)',
        'warn: config.yml:11 resources.echo.processor.name: skipped: my.Echo cannot run here',
      ]);
    }
  });

  test('what is wrong stays wrong, lenient or not', async () => {
    const incomplete = collection('type: feature', 'name: PostgreSQL', 'data: postgresql://h/d');
    for (const lenient of [false, true]) {
      await expect(read(incomplete, { lenient })).rejects.toThrow(
        'config.yml:5 resources.lakes.providers[0]: "table" is missing; config.yml:5 resources.lakes.providers[0]: "id_field" is missing',
      );
    }
    await expect(read('resources: {a: {type: collection}}')).rejects.toThrow('resources.a: "providers" is missing');
    const wrongUrl = collection(
      'type: feature',
      'name: PostgreSQL',
      'data: "postgresql://h:x/d"',
      'table: t',
      'id_field: i',
    );
    await expect(read(wrongUrl)).rejects.toThrow('providers[0].data: host, port and dbname make no URL');
  });
});

describe('extents', () => {
  const withExtents = (extents: string) =>
    collection(...POSTGRESQL).replace('    providers:', `    extents: ${extents}\n    providers:`);
  const spatial = 'spatial: {bbox: [0, 0, 1, 1]}';

  test('times without a zone are UTC, and nothing or two dots are open', async () => {
    const interval = async (temporal: string) =>
      (await read(withExtents(`{${spatial}, temporal: ${temporal}}`))).tables[0].interval;
    expect(await interval('{begin: 2000-10-30T18:24:39, end: 2007-10-30}')).toEqual([
      '2000-10-30T18:24:39Z',
      '2007-10-30',
    ]);
    expect(await interval(`{begin: '..', end: null}`)).toEqual([null, null]);
    expect(await interval('{begin: 2000-10-30T18:24:39.5+02:00}')).toEqual(['2000-10-30T18:24:39.5+02:00', null]);
    await expect(interval('{begin: yesterday}')).rejects.toThrow(
      'config.yml:4 resources.lakes.extents.temporal.begin: expected a date or instant like 2020-01-31T12:00:00Z, got "yesterday"',
    );
  });

  test('may be left empty', async () => {
    expect((await read(withExtents('null'))).tables[0].bbox).toBeUndefined();
  });

  test('in another system than CRS84 are left to the data', async () => {
    const config = await read(
      withExtents('{spatial: {bbox: [0, 0, 1, 1], crs: "http://www.opengis.net/def/crs/EPSG/0/3035"}}'),
    );
    expect(config.tables[0].bbox).toBeUndefined();
    expect(texts(config)).toEqual([
      'warn: config.yml:4 resources.lakes.extents.spatial.crs: only CRS84 is read here; the extent is taken from the data',
    ]);
    await expect(read(withExtents('{spatial: {bbox: [0, 0, 1, 1, 2]}}'))).rejects.toThrow(
      'expected 4 or 6 numbers, got 5',
    );
  });
});
