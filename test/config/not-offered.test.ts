/** What files for pygeoapi ask for and is not offered here. */
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
