import { expect, test } from 'vitest';
import { legendPng } from '../../../../src/ogc/common/drawing/legend-picture.js';
import { pixelsOf } from '../../../support/decoded-image.js';

const drawing = (colour: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="8" height="6"><rect width="8" height="6" fill="${colour}"/></svg>`;
const never = new AbortController().signal;

test('a drawing is made into pixels once', async () => {
  const made = await legendPng(drawing('#ff0000'), never);
  expect(await legendPng(drawing('#ff0000'), never)).toBe(made);
  const { width, height, rgba } = await pixelsOf(Buffer.from(await legendPng(drawing('#00ff00'), never)));
  expect([width, height, ...rgba.subarray(0, 4)]).toEqual([8, 6, 0, 255, 0, 255]);
});

test('of more drawings than can be made some are refused, with the word to come again', async () => {
  const all = await Promise.allSettled(
    Array.from({ length: 260 }, (_, i) =>
      legendPng(drawing(`#0000${(i % 256).toString(16).padStart(2, '0')}`) + ' '.repeat(i), never),
    ),
  );
  const refused = all.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
  expect(refused).toHaveLength(60);
  expect(refused[0].reason).toMatchObject({ status: 503, options: { retryAfterSeconds: expect.any(Number) } });
});
