import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { palettes } from '../../../explorer/src/layers/palettes.js';
import { packageRoot } from '../../../src/package-root.js';

const folder = join(packageRoot, 'explorer', 'src', 'text');
type Words = Readonly<Record<string, string>>;
const wordsOf = (file: string): Words => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Words;
const english = wordsOf('en.json');
const others = readdirSync(folder).filter((file) => file.endsWith('.json') && file !== 'en.json');
const marks = (words: string): readonly string[] => (words.match(/\{\w+\}/g) ?? []).sort();

describe('the words of the page', () => {
  test('are there in more than one language', () => {
    expect(others).toContain('de.json');
  });

  test.each(others)('of %s are those of the English file, in its order', (file) => {
    expect(Object.keys(wordsOf(file))).toEqual(Object.keys(english));
  });

  test.each(others)('of %s have a place for each value of the English ones, and no other', (file) => {
    const words = wordsOf(file);
    const wrong = Object.keys(english).filter((key) => marks(english[key]).join() !== marks(words[key] ?? '').join());
    expect(wrong).toEqual([]);
  });

  test.each(others)('of %s are never empty', (file) => {
    expect(Object.entries(wordsOf(file)).filter(([, words]) => words.trim() === '')).toEqual([]);
  });

  test('know each palette, and no words of the server twice', () => {
    const server = Object.entries(english).flatMap(([key, words]) => (key.startsWith('server.') ? [words] : []));
    expect(server).toEqual([...new Set(server)]);
    expect(palettes.filter(({ title }) => !server.includes(title))).toEqual([]);
  });
});
