import { describe, expect, test } from 'vitest';
import { collectionGroups, foundCollections, isStandard } from '../../../explorer/src/layers/collection-groups.js';
import type { Collection } from '../../../explorer/src/server/documents.js';

const egms = (level: string, geometry: string, release: string, title?: string): Collection => ({
  id: title ? title.toLowerCase() : `${level}-${geometry}-${release}`.toLowerCase(),
  title: title ?? `EGMS ${level} ${geometry} ${release}`,
  egms: { level, geometry, release, epochs: 60 },
  links: [],
});
const simulated: Collection = { id: 'x', title: 'Łódź, model', links: [] };
const all = [
  egms('L3', 'east', '2020-2024'),
  egms('L3', 'up', '2020-2024'),
  egms('L2b', 'descending', '2019-2023'),
  simulated,
  egms('L2b', 'descending', '2020-2024'),
  egms('L2a', 'ascending', '2021-2025', 'Town'),
  egms('L2a', 'ascending', '2020-2024'),
];
const names = ({ egms: about }: Collection) => (about?.geometry === 'up' ? 'vertikal' : '');

describe('groups of collections', () => {
  test('go from Basic to Ortho, and end with what is no level', () => {
    expect(collectionGroups(all).map(({ level, count }) => [level, count])).toEqual([
      ['L2a', 2],
      ['L2b', 2],
      ['L3', 2],
      ['', 1],
    ]);
  });

  test('have the vertical before the eastward component, and the newest release first', () => {
    const ids = collectionGroups(all).map(({ geometries }) =>
      geometries.flatMap(({ collections }) => collections.map(({ id }) => id)),
    );
    expect(ids).toEqual([
      // What somebody computed comes after EGMS's own, whatever its years.
      ['l2a-ascending-2020-2024', 'town'],
      ['l2b-descending-2020-2024', 'l2b-descending-2019-2023'],
      ['l3-up-2020-2024', 'l3-east-2020-2024'],
      ['x'],
    ]);
  });

  test('know a collection that has a title of its own', () => {
    expect(all.filter((collection) => !isStandard(collection)).map(({ id }) => id)).toEqual(['x', 'town']);
  });
});

describe('finding collections', () => {
  const found = (sought: string) => foundCollections(all, sought, names).map(({ id }) => id);

  test('takes beginnings of words in any order and case', () => {
    expect(found('2020 DESC')).toEqual(['l2b-descending-2020-2024']);
    expect(found('escending')).toEqual([]);
  });

  test('needs no accents', () => {
    expect(found('lodz')).toEqual(['x']);
    expect(found('łódź')).toEqual(['x']);
  });

  test('knows the words of the page', () => {
    expect(found('vertikal')).toEqual(['l3-up-2020-2024']);
  });

  test('finds everything while nothing is sought', () => {
    expect(found(' , ')).toHaveLength(all.length);
  });
});
