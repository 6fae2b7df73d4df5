import { expect, test } from 'vitest';
import type { Catalog } from '../../src/catalog/catalog.js';
import type { Collection } from '../../src/catalog/collection.js';
import { RecentCatalog } from '../../src/catalog/recent-catalog.js';

function counted() {
  const asked: string[] = [];
  let fails = false;
  let nowMs = 0;
  const named = (id: string) => ({ id }) as Collection;
  const recent = new RecentCatalog(
    {
      collection: async (id) => {
        asked.push(id);
        if (fails) throw new Error('down');
        return named(id);
      },
      collections: async () => {
        asked.push('*');
        return [named('a'), named('b')];
      },
    } as Partial<Catalog> as Catalog,
    () => nowMs,
  );
  return {
    recent,
    asked,
    pass: (ms: number) => {
      nowMs += ms;
    },
    setFails: (value: boolean) => {
      fails = value;
    },
  };
}

test('requests of one moment share an answer, later ones ask again', async () => {
  const { recent, asked, pass } = counted();
  const [first, second] = await Promise.all([recent.collection('a'), recent.collection('a')]);
  expect(second).toBe(first);
  pass(249);
  await recent.collection('a');
  expect(asked).toEqual(['a']);
  pass(1);
  await recent.collection('a');
  expect(asked).toEqual(['a', 'a']);
});

test('the list and each collection are asked for by themselves', async () => {
  const { recent, asked } = counted();
  await recent.collections();
  await recent.collection('a');
  await recent.collection('b');
  await recent.collections();
  expect(asked).toEqual(['*', 'a', 'b']);
});

test('a failure is not kept', async () => {
  const { recent, asked, setFails } = counted();
  setFails(true);
  await expect(recent.collection('a')).rejects.toThrow('down');
  setFails(false);
  expect((await recent.collection('a'))?.id).toBe('a');
  expect(asked).toEqual(['a', 'a']);
});

test('what has changed is forgotten at once', async () => {
  const { recent, asked } = counted();
  await recent.collection('a');
  recent.forget();
  await recent.collection('a');
  expect(asked).toEqual(['a', 'a']);
});
