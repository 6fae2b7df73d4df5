import { expect, test } from 'vitest';
import { LineBuffer } from '../../src/products/line-buffer.js';
import { SeededRandom } from '../../src/products/seeded-random.js';

/** Takes all whole lines out, as a reader of lines does. */
function taken(lines: LineBuffer): string {
  const text = lines.bytes.toString('latin1', lines.start, lines.complete);
  lines.start = lines.complete;
  return text;
}

test('only whole lines come out, the rest waits', () => {
  const lines = new LineBuffer();
  lines.append(Buffer.from('a,b\nc,'));
  expect(taken(lines)).toBe('a,b\n');
  expect(lines.pending).toBe(2);
  lines.append(Buffer.from('d'));
  expect(taken(lines)).toBe('');
  lines.append(Buffer.from('\n'));
  expect(taken(lines)).toBe('c,d\n');
  expect(lines.pending).toBe(0);
});

test('the last line is whole without a line feed, and it is known which it was', () => {
  const lines = new LineBuffer();
  lines.append(Buffer.from('a\nb'));
  expect(lines.endsInLineFeed).toBe(false);
  lines.finish();
  expect(taken(lines)).toBe('a\nb\n');
  const ended = new LineBuffer();
  ended.append(Buffer.from('a\n'));
  ended.append(Buffer.alloc(0));
  ended.finish();
  expect(ended.endsInLineFeed).toBe(true);
  expect(taken(ended)).toBe('a\n');
});

test('chunks and lines of any size, larger than the buffer too, come out as they went in', () => {
  const seeded = new SeededRandom(4);
  const random = () => seeded.uniform();
  const lines = new LineBuffer();
  let given = '';
  let got = '';
  for (let i = 0; i < 60; i++) {
    const chunk = String.fromCharCode(97 + (i % 26)).repeat(random() * 200_000) + (random() < 0.3 ? '\nx' : '');
    given += chunk;
    lines.append(Buffer.from(chunk));
    got += taken(lines);
  }
  lines.append(Buffer.alloc(3_000_000, 'z'));
  lines.finish();
  got += taken(lines);
  expect(got === `${given}${'z'.repeat(3_000_000)}\n`).toBe(true);
});

test('after whole lines are taken, memory does not grow', () => {
  const lines = new LineBuffer();
  const before = lines.bytes.length;
  const chunk = Buffer.from(`${'1.5,'.repeat(60_000)}\n1.5`);
  for (let i = 0; i < 100; i++) {
    lines.append(chunk);
    taken(lines);
  }
  expect(lines.bytes.length).toBe(before);
});
