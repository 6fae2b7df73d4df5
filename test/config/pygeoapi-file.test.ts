/** Files that were written for pygeoapi. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Flags } from '../../src/config.js';
import { collection, POSTGRESQL, readText, texts } from './config-texts.js';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'open-egms-config-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const read = (yaml: string | undefined, flags?: Flags, env?: Record<string, string>) =>
  readText(folder, yaml, flags, env);

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
