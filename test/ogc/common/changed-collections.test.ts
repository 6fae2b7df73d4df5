import { expect, test } from 'vitest';
import { collectionChanged, notFound } from '../../../src/errors.js';
import { attempted } from '../../../src/ogc/common/changed-collections.js';

const failing = (failures: Error[]) => async () => {
  const failure = failures.shift();
  if (failure) throw failure;
  return 'answer';
};

test('an answer is made again when the collection changed meanwhile, three times in all', async () => {
  const changed = () => collectionChanged('a');
  expect(await attempted(failing([changed(), changed()]))).toBe('answer');
  await expect(attempted(failing([changed(), changed(), changed()]))).rejects.toThrow('was changed');
});

test('other failures are final', async () => {
  await expect(attempted(failing([notFound('tile', '1')]))).rejects.toThrow('not found');
});
