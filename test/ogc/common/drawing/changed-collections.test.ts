import { expect, test } from 'vitest';
import type { Catalog } from '../../../../src/catalog/catalog.js';
import { collectionChanged, notFound } from '../../../../src/errors.js';
import { attempted } from '../../../../src/ogc/common/drawing/changed-collections.js';

let forgotten = 0;
const catalog = {
  forget: () => {
    forgotten++;
  },
} as Partial<Catalog> as Catalog;

const failing = (failures: Error[]) => async () => {
  const failure = failures.shift();
  if (failure) throw failure;
  return 'answer';
};

test('an answer is made again when the collection changed meanwhile, three times in all', async () => {
  const changed = () => collectionChanged('a');
  expect(await attempted(catalog, failing([changed(), changed()]))).toBe('answer');
  expect(forgotten).toBe(2);
  await expect(attempted(catalog, failing([changed(), changed(), changed()]))).rejects.toThrow('was changed');
});

test('other failures are final', async () => {
  await expect(attempted(catalog, failing([notFound('tile', '1')]))).rejects.toThrow('not found');
});
