import { expect, test } from 'vitest';
import { multipartRelated, type Part } from '../../../src/ogc/processes/multipart.js';

async function* chunks(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

async function written(parts: readonly Part[], boundary?: string): Promise<{ text: string; mediaType: string }> {
  const { mediaType, chunks: pieces } = multipartRelated(parts, boundary);
  let text = '';
  for await (const piece of pieces) text += Buffer.from(piece).toString('latin1');
  return { text, mediaType };
}

test('parts follow each other as RFC 2046 has it', async () => {
  const parts: Part[] = [
    { id: 'a b', mediaType: 'text/plain', chunks: () => chunks('one ', 'two') },
    { id: 'far', mediaType: 'image/png', location: 'https://example.org/x' },
  ];
  const { text, mediaType } = await written(parts, 'XX');
  expect(mediaType).toBe('multipart/related; boundary="XX"');
  expect(text).toBe(
    [
      '--XX',
      'Content-Type: text/plain',
      'Content-ID: <a%20b>',
      '',
      'one two',
      '--XX',
      'Content-Type: image/png',
      'Content-ID: <far>',
      'Content-Location: https://example.org/x',
      '',
      '',
      '--XX--',
      '',
    ].join('\r\n'),
  );
});

test('bytes come through as they are', async () => {
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
  const binary: Part = {
    id: 'x',
    mediaType: 'application/octet-stream',
    chunks: async function* () {
      yield bytes;
    },
  };
  const { text } = await written([binary], 'YY');
  expect(text.includes(bytes.toString('latin1'))).toBe(true);
});

test('every answer has a boundary of its own', async () => {
  const boundaries = new Set((await Promise.all([1, 2, 3].map(() => written([])))).map(({ mediaType }) => mediaType));
  expect(boundaries.size).toBe(3);
});
