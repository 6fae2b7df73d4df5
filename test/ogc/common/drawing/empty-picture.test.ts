import { expect, test } from 'vitest';
import { emptyPicture } from '../../../../src/ogc/common/drawing/empty-picture.js';
import { pixelsOf } from '../../../support/decoded-image.js';

test('the empty tile is transparent, and made once', async () => {
  const bytes = await emptyPicture(256, 256, 'image/png', undefined);
  expect(await emptyPicture(256, 256, 'image/png', undefined)).toBe(bytes);
  const { width, height, rgba } = await pixelsOf(Buffer.from(bytes));
  expect([width, height]).toEqual([256, 256]);
  expect(rgba.every((value) => value === 0)).toBe(true);
});

test('the empty tile of a ground has its colour, with PNG to the letter', async () => {
  const { rgba } = await pixelsOf(Buffer.from(await emptyPicture(16, 16, 'image/png', '#102030')));
  expect([...rgba.subarray(0, 4)]).toEqual([0x10, 0x20, 0x30, 255]);
  const jpeg = await emptyPicture(16, 16, 'image/jpeg', undefined);
  expect([...jpeg.subarray(0, 2)]).toEqual([0xff, 0xd8]);
});

test('grounds without end are not kept', async () => {
  const first = await emptyPicture(1, 1, 'image/png', '#000001');
  for (let n = 2; n < 80; n++) await emptyPicture(1, 1, 'image/png', `#0000${n.toString(16).padStart(2, '0')}`);
  expect(await emptyPicture(1, 1, 'image/png', '#000001')).not.toBe(first);
});
