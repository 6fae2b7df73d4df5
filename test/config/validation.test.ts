import { describe, expect, test } from 'vitest';
import { survey, validate } from '../../src/config/validation.js';
import { parseYaml } from '../../src/config/yaml-file.js';

const check = (text: string) => {
  const file = parseYaml('file.yml', text, {});
  validate(file, '#', file.content);
};

describe('validation of a configuration file', () => {
  test.each([
    ['server: {bind: {port: http}}', 'file.yml:1 server.bind.port: expected integer, got "http"'],
    ['server: {bind: {port: 70000}}', 'server.bind.port: must be <= 65535, got 70000'],
    [
      'server:\n  url: localhost',
      'file.yml:2 server.url: expected a URL that begins with http:// or https://, got "localhost"',
    ],
    [
      'logging: {level: LOUD}',
      'logging.level: expected one of CRITICAL, ERROR, WARNING, INFO, DEBUG, NOTSET, got "LOUD"',
    ],
    ['metadata: {identification: {title: [a]}}', 'title: expected text, or texts by language, got a list'],
    ['metadata: {identification: {title: {en: 1}}}', 'metadata.identification.title.en: expected string, got 1'],
    ['resources: {a: {title: x}}', 'file.yml:1 resources.a: "type" is missing'],
    [
      'resources: {a: {type: collection, providers: []}}',
      'resources.a.providers: must NOT have fewer than 1 items, got a list',
    ],
    ['resources: {a: {type: collection, providers: [{type: feature}]}}', 'resources.a.providers[0]: "name" is missing'],
    [
      'resources: {a: {type: collection, extents: {spatial: {bbox: [1, 2, 3]}}}}',
      'resources.a.extents.spatial.bbox: must NOT have fewer than 4',
    ],
    ['[]', 'file.yml:1: expected object, got a list'],
  ])('%s', (text, message) => {
    expect(() => check(text)).toThrow(message);
  });

  test('names every mistake at once', () => {
    expect(() => check('server: {gzip: 1, cors: 2}')).toThrow(
      'file.yml:1 server.gzip: expected boolean, got 1; file.yml:1 server.cors: expected boolean, got 2',
    );
  });

  test('never repeats a secret', () => {
    const file = parseYaml('file.yml', 'data: mysql://user:geheim@host/db\ntable: t\nid_field: id', {});
    const message = 'file.yml:1 data: expected a URL like postgresql://user:password@host:5432/database, or a mapping';
    expect(() => validate(file, '#/$defs/postgresqlProvider', file.content)).toThrow(message);
    expect(() => validate(file, '#/$defs/postgresqlProvider', file.content)).not.toThrow('geheim');
    expect(() => check('database: {url: "mysql://user:geheim@host/db"}')).not.toThrow('geheim');
    expect(() => check('server: {api_keys: [[geheim]]}')).toThrow('server.api_keys[0]: expected string, got a list');
  });
});

describe('the survey of a valid file', () => {
  test('lists what has no effect, and apart from it what is not known', () => {
    const { content } = parseYaml(
      'file.yml',
      `server: {mimetype: x, manager: {name: TinyDB}, cors: true, corz: true}
resources:
  lakes:
    type: collection
    extents: {spatial: {bbox: [0, 0, 1, 1]}, depth: {range: [0, 1]}}
    links: [{type: a, rel: b, href: c, length: 3, size: 3}]
    providers: [{type: feature, name: PostgreSQL, anything: its own}]`,
      {},
    );
    expect(survey('#', content)).toEqual({
      ignored: [
        'server.mimetype',
        'server.manager',
        'resources.lakes.extents.depth',
        'resources.lakes.links[0].length',
      ],
      unknown: ['server.corz', 'resources.lakes.links[0].size'],
    });
  });
});
