/** `/explorer/places?q=bolog&limit=10`: places by name, without the help of another service. */
import { readFileSync } from 'node:fs';
import { invalidParameter, unknownParameter } from '../../errors.js';
import type { FixedRoute } from '../../http/operation.js';
import { packageFile, softwareVersion } from '../../http/package-files.js';
import { jsonReply } from '../../http/reply.js';
import { Gazetteer, type Place, parsePlaces } from './gazetteer.js';

const PARAMETERS = ['q', 'limit'];
const USUAL_LIMIT = 10;
const MOST_PLACES = 50;
const MOST_CHARACTERS = 100;

/** Read with the first question, and kept. */
let gazetteer: Gazetteer | undefined;
const bundled = (): Gazetteer => {
  gazetteer ??= new Gazetteer(parsePlaces(readFileSync(packageFile('src/explorer/gazetteer/places.tsv'), 'utf8')));
  return gazetteer;
};

export const placesRoute = (): FixedRoute => ({
  id: 'explorerPlaces',
  path: '/explorer/places',
  mediaTypes: ['application/json'],
  handle: async ({ url: { searchParams } }) => {
    const { text, limit } = questionOf(searchParams);
    const places = bundled().search(text, limit).map(documentOf);
    return jsonReply(
      'application/json',
      { places, source: 'Natural Earth' },
      { freshness: { version: softwareVersion } },
    );
  },
});

/** Throws `invalidParameter`, `unknownParameter`. */
function questionOf(search: URLSearchParams): { text: string; limit: number } {
  const known = [...PARAMETERS, 'f', 'lang'];
  const unknown = [...search.keys()].find((name) => !known.includes(name));
  if (unknown !== undefined) throw unknownParameter(unknown, PARAMETERS);
  const text = search.get('q');
  if (text === null || text.trim() === '') throw invalidParameter('q', 'expected the beginning of a name');
  if (text.length > MOST_CHARACTERS) {
    throw invalidParameter('q', `expected at most ${MOST_CHARACTERS} characters, got ${text.length}`);
  }
  const given = search.get('limit') ?? String(USUAL_LIMIT);
  if (!/^\d{1,9}$/.test(given) || Number(given) === 0) {
    throw invalidParameter('limit', `expected a number from 1, got ${JSON.stringify(given)}`);
  }
  return { text, limit: Math.min(Number(given), MOST_PLACES) };
}

const documentOf = ({ name, country, iso, region, longitudeDeg, latitudeDeg, population, isCapital }: Place) => ({
  name,
  country,
  ...(iso && { iso }),
  ...(region && { region }),
  longitude: longitudeDeg,
  latitude: latitudeDeg,
  population,
  capital: isCapital,
});
