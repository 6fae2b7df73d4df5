/** The collections of a server in the order in which people look for them: by level, then geometry, then release. Pure. */
import type { Collection } from '../server/documents.js';

export interface GeometryGroup {
  /** EGMS's word; empty where a collection has none. */
  readonly geometry: string;
  /** Those of EGMS first, then those with titles of their own; the newest release first. */
  readonly collections: readonly Collection[];
}

export interface LevelGroup {
  /** `L2a`, `L2b`, `L3`, or empty for what is no product of EGMS. */
  readonly level: string;
  readonly count: number;
  readonly geometries: readonly GeometryGroup[];
}

const LEVELS = ['L2a', 'L2b', 'L3'];
const GEOMETRIES = ['ascending', 'descending', 'up', 'east'];

/** What is not known comes last, in the order of the alphabet. */
const byPlaceIn = (order: readonly string[]) => (a: string, b: string) => {
  const place = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length + (name === '' ? 1 : 0));
  return place(a) - place(b) || a.localeCompare(b);
};

export function collectionGroups(collections: readonly Collection[]): readonly LevelGroup[] {
  const byLevel = grouped(collections, ({ egms }) => egms?.level ?? '');
  return [...byLevel]
    .sort(([a], [b]) => byPlaceIn(LEVELS)(a, b))
    .map(([level, members]) => ({ level, count: members.length, geometries: geometryGroups(members) }));
}

function geometryGroups(collections: readonly Collection[]): readonly GeometryGroup[] {
  const byGeometry = grouped(collections, ({ egms }) => egms?.geometry ?? '');
  const release = ({ egms }: Collection) => egms?.release ?? '';
  return [...byGeometry]
    .sort(([a], [b]) => byPlaceIn(GEOMETRIES)(a, b))
    .map(([geometry, members]) => ({
      geometry,
      collections: members.toSorted(
        (a, b) =>
          Number(isStandard(b)) - Number(isStandard(a)) ||
          release(b).localeCompare(release(a)) ||
          a.title.localeCompare(b.title, undefined, { numeric: true }),
      ),
    }));
}

function grouped(collections: readonly Collection[], keyOf: (collection: Collection) => string) {
  const groups = new Map<string, Collection[]>();
  for (const collection of collections) {
    const key = keyOf(collection);
    groups.set(key, [...(groups.get(key) ?? []), collection]);
  }
  return groups;
}

/** Whether a collection is only one of a level, geometry and release, whose title says no more than these. */
export const isStandard = ({ id, egms }: Collection): boolean =>
  egms !== undefined && id === `${egms.level}-${egms.geometry}-${egms.release}`.toLowerCase();

/** Those in which every word that is looked for begins a word, whatever the case and the accents. */
export function foundCollections(
  collections: readonly Collection[],
  sought: string,
  /** What else a collection is called by, in the language of the page. */
  namesOf: (collection: Collection) => string,
): readonly Collection[] {
  const words = wordsOf(sought);
  if (words.length === 0) return collections;
  return collections.filter((collection) => {
    const known = wordsOf(
      [collection.id, collection.title, ...Object.values(collection.egms ?? {}), namesOf(collection)].join(' '),
    );
    return words.every((word) => known.some((name) => name.startsWith(word)));
  });
}

const wordsOf = (words: string): readonly string[] =>
  words
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    // Letters whose strokes Unicode does not take off.
    .replace(/[łøđ]/g, (letter) => ({ ł: 'l', ø: 'o', đ: 'd' })[letter]!)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
