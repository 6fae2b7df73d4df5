import { describe, expect, test } from 'vitest';
import { selectTarEntries } from '../../src/db/embedded-template.js';

/** A ustar entry: the name at 0, the size in octal at 124, the prefix at 345, the content in blocks of 512. */
function entry(name: string, content: string, prefix = ''): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write(content.length.toString(8).padStart(11, '0'), 124);
  header.write(prefix, 345);
  const body = Buffer.alloc(Math.ceil(content.length / 512) * 512);
  body.write(content);
  return Buffer.concat([header, body]);
}

const end = Buffer.alloc(1024);

describe('selectTarEntries', () => {
  test('keeps the entries that pass, header and content, in order', () => {
    const [a, b, c] = [entry('lib/a.so', 'x'.repeat(700)), entry('share/b.sql', 'sql'), entry('share/c.db', '')];
    const kept = selectTarEntries(Buffer.concat([a, b, c, end]), (name) => !name.endsWith('.sql'));
    expect(kept.equals(Buffer.concat([a, c, end]))).toBe(true);
  });

  test('puts the prefix of a long name before it', () => {
    const names: string[] = [];
    selectTarEntries(Buffer.concat([entry('proj.db', 'x', 'share/proj'), end]), (name) => names.push(name) > 0);
    expect(names).toEqual(['share/proj/proj.db']);
  });
});
