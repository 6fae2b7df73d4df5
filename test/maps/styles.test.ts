import { beforeEach, describe, expect, test } from 'vitest';
import type { StyleStore } from '../../src/catalog/styles/style-set.js';
import { programStylesOf } from '../../src/maps/program-styles.js';
import { StoredStyles } from '../../src/maps/styles.js';
import { asCells } from '../../src/render/default-styles.js';
import type { PointStyle } from '../../src/render/style.js';
import { lakes } from '../support/memory-catalog.js';
import { memoryStyleStore } from '../support/memory-style-store.js';
import { lineOfSight, upwards } from '../support/styled-collections.js';

let store: StyleStore;
let faults: string[];
let styles: StoredStyles;

beforeEach(() => {
  store = memoryStyleStore([lineOfSight.id, upwards.id]);
  faults = [];
  styles = new StoredStyles(store, (text) => faults.push(text));
});

const [velocity] = programStylesOf(lineOfSight);
const put = (style: PointStyle, collection = lineOfSight) =>
  store.put(collection.id, { id: style.id, document: style });
const idsOf = async (collection = lineOfSight) => (await styles.stylesOf(collection)).map(({ id }) => id);

describe('styles of both sources', () => {
  test('are those of the program while nothing is stored', async () => {
    expect(await styles.stylesOf(lineOfSight)).toEqual(programStylesOf(lineOfSight));
    expect(await styles.stylesOf(lakes)).toEqual([]);
  });

  test('a stored one comes behind, or takes the place of one of its name', async () => {
    const before = await idsOf();
    await put({ ...velocity, id: 'mine' });
    await put({ ...velocity, id: 'rmse', title: 'My noise' });
    expect(await idsOf()).toEqual([...before, 'mine']);
    const list = await styles.listOf(lineOfSight);
    const noise = list.offered.find(({ style }) => style.id === 'rmse')!;
    expect(noise.style.title).toBe('My noise');
    expect(noise.stored?.created).toBeInstanceOf(Date);
    expect(list.offered[0]).not.toHaveProperty('stored');
    await store.remove(lineOfSight.id, 'rmse');
    expect((await styles.stylesOf(lineOfSight)).find(({ id }) => id === 'rmse')?.title).toBe('Noise (rmse)');
  });

  test('the default comes first, and a default that is gone changes nothing', async () => {
    await store.setDefault(lineOfSight.id, 'height');
    expect((await idsOf())[0]).toBe('height');
    await store.setDefault(lineOfSight.id, 'never-stored');
    expect((await idsOf())[0]).toBe('velocity');
  });

  test('what no longer fits the collection waits', async () => {
    await put(asCells({ ...velocity, id: 'cells' }, 100), upwards);
    expect(await idsOf(upwards)).toContain('cells');
    const replaced = { ...lineOfSight, id: upwards.id, version: '8' };
    expect(await idsOf(replaced)).not.toContain('cells');
    expect(await idsOf({ ...upwards, version: '9' })).toContain('cells');
    expect(faults).toEqual([]);
  });

  test('what this program cannot read is left out, and told', async () => {
    await store.put(lineOfSight.id, { id: 'newer', document: { id: 'newer', shape: 'star' } });
    expect(await idsOf()).not.toContain('newer');
    expect(faults).toEqual([expect.stringContaining('style newer of l2b-descending-2020-2024 cannot be read')]);
  });
});

describe('lists of styles', () => {
  test('are read anew only when collection or styles have changed', async () => {
    let reads = 0;
    const counting = new StoredStyles({
      version: (id) => store.version(id),
      versions: () => store.versions(),
      styleSet: (id) => {
        reads++;
        return store.styleSet(id);
      },
    });
    await counting.stylesOf(lineOfSight);
    expect(reads).toBe(0);
    await put({ ...velocity, id: 'mine' });
    const first = await counting.stylesOf(lineOfSight);
    expect(await counting.stylesOf(lineOfSight)).toBe(first);
    expect(reads).toBe(1);
    await counting.stylesOf({ ...lineOfSight, version: '8' });
    expect(reads).toBe(2);
  });

  test('have a version that moves with the collection and with each change', async () => {
    const versions = [(await styles.listOf(lineOfSight)).version];
    await put({ ...velocity, id: 'mine' });
    versions.push((await styles.listOf(lineOfSight)).version);
    await store.setDefault(lineOfSight.id, 'mine');
    versions.push((await styles.listOf(lineOfSight)).version);
    versions.push((await styles.listOf({ ...lineOfSight, version: '8' })).version);
    expect(new Set(versions).size).toBe(4);
  });

  test('of many collections are the same as one by one', async () => {
    await put({ ...velocity, id: 'mine' });
    const lists = await styles.listsOf([lineOfSight, upwards]);
    expect(lists).toEqual([await styles.listOf(lineOfSight), await styles.listOf(upwards)]);
  });
});
