/** What every store of styles does. */
import { expect, test } from 'vitest';
import { MAX_STORED_STYLES, type StyleStore } from '../../../src/catalog/styles/style-set.js';

const style = (id: string, title = id) => ({ id, document: { id, title, "quote'": '"); drop table egms.style; --' } });

/** @param storeOf with the collections `a` and `b`, and no style */
export function storesStyles(storeOf: () => Promise<StyleStore> | StyleStore): void {
  test('a collection that was never styled has an empty set', async () => {
    const store = await storeOf();
    expect(await store.styleSet('a')).toEqual({ version: '0', styles: [] });
    expect(await store.version('a')).toBe('0');
    expect(await store.versions()).toEqual(new Map());
  });

  test('a style comes back as it was put, and keeps the time it was made at', async () => {
    const store = await storeOf();
    expect(await store.put('a', style('one'))).toBe('created');
    const [first] = (await store.styleSet('a')).styles;
    expect(first).toMatchObject({ ...style('one'), created: expect.any(Date), modified: expect.any(Date) });
    expect(await store.put('a', style('one', 'other'))).toBe('replaced');
    const [second] = (await store.styleSet('a')).styles;
    expect(second.document).toMatchObject({ title: 'other' });
    expect(second.created).toEqual(first.created);
    expect(second.modified.getTime()).toBeGreaterThanOrEqual(first.modified.getTime());
    expect(second.version).not.toBe(first.version);
    expect((await store.styleSet('b')).styles).toEqual([]);
  });

  test('styles are ordered by id, capitals first', async () => {
    const store = await storeOf();
    for (const id of ['b', 'a', 'Z', 'a.1']) await store.put('a', style(id));
    expect((await store.styleSet('a')).styles.map(({ id }) => id)).toEqual(['Z', 'a', 'a.1', 'b']);
  });

  test('every change moves the version of its set, and of no other', async () => {
    const store = await storeOf();
    const seen = [await store.version('a')];
    const changes = [
      () => store.put('a', style('one')),
      () => store.put('a', style('two')),
      () => store.setDefault('a', 'two'),
      () => store.remove('a', 'one'),
      () => store.setDefault('a', undefined),
    ];
    for (const change of changes) {
      await change();
      seen.push(await store.version('a'));
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(await store.version('b')).toBe('0');
    expect(await store.versions()).toEqual(new Map([['a', seen[seen.length - 1]]]));
    expect((await store.styleSet('a')).version).toBe(seen[seen.length - 1]);
  });

  test('a change waits for what it expects', async () => {
    const store = await storeOf();
    expect(await store.put('a', style('one'), { version: '1' })).toBe('changed');
    expect(await store.put('a', style('one'), 'absent')).toBe('created');
    expect(await store.put('a', style('one'), 'absent')).toBe('changed');
    const [{ version }] = (await store.styleSet('a')).styles;
    expect(await store.put('a', style('one', 'mine'), { version })).toBe('replaced');
    expect(await store.put('a', style('one', 'late'), { version })).toBe('changed');
    expect(await store.remove('a', 'one', { version })).toBe('changed');
    expect((await store.styleSet('a')).styles[0].document).toMatchObject({ title: 'mine' });
  });

  test('of writers that expect the same, one wins', async () => {
    const store = await storeOf();
    const outcomes = await Promise.all(
      Array.from({ length: 5 }, (_, n) => store.put('a', style('one', `writer ${n}`), 'absent')),
    );
    expect(outcomes.sort()).toEqual(['changed', 'changed', 'changed', 'changed', 'created']);
  });

  test('what is not there cannot be removed', async () => {
    const store = await storeOf();
    expect(await store.remove('a', 'one')).toBe('absent');
    await store.put('a', style('one'));
    expect(await store.remove('a', 'one')).toBe('removed');
    expect(await store.remove('a', 'one')).toBe('absent');
  });

  test('a default that is removed is none any more', async () => {
    const store = await storeOf();
    await store.put('a', style('one'));
    await store.setDefault('a', 'one');
    expect((await store.styleSet('a')).defaultId).toBe('one');
    await store.remove('a', 'one');
    expect(await store.styleSet('a')).not.toHaveProperty('defaultId');
  });

  test('a collection that is not there has no styles to change', async () => {
    const store = await storeOf();
    expect(await store.put('nowhere', style('one'))).toBe('gone');
    expect(await store.remove('nowhere', 'one')).toBe('gone');
    expect(await store.setDefault('nowhere', 'one')).toBe('gone');
  });

  test(`there is room for ${MAX_STORED_STYLES} styles, and for changes of them`, async () => {
    const store = await storeOf();
    for (let n = 0; n < MAX_STORED_STYLES; n++) await store.put('a', style(`s${n}`));
    expect(await store.put('a', style('more'))).toBe('full');
    expect(await store.put('a', style('s7', 'changed'))).toBe('replaced');
    expect(await store.put('b', style('more'))).toBe('created');
  });
}
