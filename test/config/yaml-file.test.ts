// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the braces are the file's, not ours
import { describe, expect, test } from 'vitest';
import { formatPath, parseYaml, readYamlFile } from '../../src/config/yaml-file.js';

const content = (text: string, environment: Record<string, string> = {}) =>
  parseYaml('file.yml', text, environment).content;

describe('variables in a YAML file', () => {
  const environment = { HOST: 'db', PORT: '5433', EMPTY: '', ON: 'true', CODE: '007', EVIL: '{a: 1}\nb: 2' };

  test('stand for their values, alone or within text, and for defaults when they are not set', () => {
    expect(content('a: ${HOST}:${PORT}', environment)).toEqual({ a: 'db:5433' });
    expect(content('a: http://${NOBODY:-localhost}/x', environment)).toEqual({ a: 'http://localhost/x' });
    expect(content('a: ${NOBODY:-}', environment)).toEqual({ a: '' });
    expect(content('a: ${EMPTY:-default}', environment)).toEqual({ a: '' });
  });

  test('become numbers and booleans where nothing is quoted and nothing gets lost', () => {
    expect(content('a: ${PORT}\nb: ${ON}\nc: ${CODE}\nd: "${PORT}"', environment)).toEqual({
      a: 5433,
      b: true,
      c: '007',
      d: '5433',
    });
  });

  test('cannot change the structure around them', () => {
    expect(content('a: ${EVIL}', environment)).toEqual({ a: '{a: 1}\nb: 2' });
  });

  test('that are neither set nor given a default are named, with their line', () => {
    expect(() => content('a: 1\nb: ${SECRET}')).toThrow(
      'file.yml:2: the environment variable SECRET is not set (set it, or write ${SECRET:-default})',
    );
  });

  test('tile templates and single braces are none', () => {
    expect(content('a: https://tiles/{z}/{x}/{y}.png?k=$1')).toEqual({ a: 'https://tiles/{z}/{x}/{y}.png?k=$1' });
  });
});

describe('a YAML file', () => {
  test('is read as YAML 1.1, like pygeoapi does: yes is true, << merges', () => {
    expect(content('cors: yes\nbase: &b {x: 1}\nmore: {<<: *b, y: 2}')).toMatchObject({
      cors: true,
      more: { x: 1, y: 2 },
    });
  });

  test('keeps instants as they are written', () => {
    expect(content('begin: 2000-10-30T18:24:39Z\nend: 2007-10-30')).toEqual({
      begin: '2000-10-30T18:24:39Z',
      end: '2007-10-30',
    });
  });

  test('with a mistake is refused with the line of it', () => {
    expect(() => content('a: 1\nb: [1, 2\nc: 3')).toThrow(/^file\.yml:3: /);
    expect(() => content('a: 1\na: 2')).toThrow(/^file\.yml:2: Map keys must be unique/);
  });

  test('that nests aliases without end is refused instead of filling the memory', () => {
    const levels = Array.from({ length: 12 }, (_, i) => `l${i + 1}: &l${i + 1} [${Array(9).fill(`*l${i}`)}]`);
    expect(() => content(['l0: &l0 [x]', ...levels].join('\n'))).toThrow();
  });

  test('that is not there is named', async () => {
    await expect(readYamlFile('missing.yml', '/nonexistent/missing.yml', {})).rejects.toThrow(
      'missing.yml: cannot be read: ENOENT (see --config)',
    );
  });

  test('tells file, line and path of a value, or of what is nearest to it', () => {
    const file = parseYaml('file.yml', 'a:\n  b c:\n    - x\n    - y: 1\n', {});
    expect(file.where(['a', 'b c', 1, 'y'])).toBe('file.yml:4 a["b c"][1].y');
    expect(file.where(['a', 'b c', 1, 'missing'])).toBe('file.yml:4 a["b c"][1].missing');
    expect(file.where([])).toBe('file.yml:1');
    expect(formatPath(['resources', 'lakes', 'providers', 0, 'name'])).toBe('resources.lakes.providers[0].name');
  });
});
