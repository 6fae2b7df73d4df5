/** What collections of EGMS are called in the language of the page. */
import { isStandard } from '../layers/collection-groups.js';
import type { Collection } from '../server/documents.js';
import { language, type TextKey, text } from './text.js';

const LEVELS: Readonly<Record<string, TextKey>> = { L2a: 'level.L2a', L2b: 'level.L2b', L3: 'level.L3' };
const GEOMETRIES: Readonly<Record<string, TextKey>> = {
  ascending: 'geometry.ascending',
  descending: 'geometry.descending',
  up: 'geometry.up',
  east: 'geometry.east',
};

export const levelName = (level: string): string =>
  LEVELS[level] ? text(LEVELS[level]) : level || text('level.other');

export const geometryName = (geometry: string): string =>
  GEOMETRIES[geometry] ? text(GEOMETRIES[geometry]) : geometry;

/** The server's title is English, and may say more than level, geometry and release: then it stays. */
export function collectionTitle(collection: Collection): string {
  const { title, egms } = collection;
  if (language === 'en' || !egms || !isStandard(collection) || !PLAIN_TITLE.test(title)) return title;
  const { level, geometry, release } = egms;
  return text('collection.title', { level: levelName(level), geometry: geometryName(geometry), release });
}

const PLAIN_TITLE = /^EGMS \w+ \(L\w+\), \w+ (orbits|component), \d{4}.\d{4}$/;
