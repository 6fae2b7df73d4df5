/** Finds places by the beginning of their names, then by what stands inside; large ones first. */
import { foldedText } from './folded-text.js';

export interface Place {
  readonly name: string;
  readonly otherNames: readonly string[];
  readonly country: string;
  /** Two letters of ISO 3166-1; empty where there are none. */
  readonly iso: string;
  readonly region: string;
  readonly longitudeDeg: number;
  readonly latitudeDeg: number;
  readonly population: number;
  readonly isCapital: boolean;
}

interface Entry {
  readonly place: Place;
  /** All its names, folded. */
  readonly names: readonly string[];
}

/** How well a name answers: the whole name, its beginning, the beginning of a word in it, anywhere. */
const [WHOLE, BEGINNING, WORD, INSIDE, NOT] = [0, 1, 2, 3, 4] as const;
/** One letter stands inside nearly everything. */
const LEAST_INSIDE = 2;

export class Gazetteer {
  readonly #entries: readonly Entry[];

  /** @param places most important first: equally good answers come in this order */
  constructor(places: readonly Place[]) {
    this.#entries = places.map((place) => ({ place, names: [place.name, ...place.otherNames].map(foldedText) }));
  }

  get size(): number {
    return this.#entries.length;
  }

  /** Best first. What stands behind a comma narrows by country or region: `valencia, spain`. */
  search(text: string, limit: number): Place[] {
    const [wanted, ...within] = text.split(',').map(foldedText);
    if (wanted === '') return [];
    const narrow = within.filter((part) => part !== '');
    const found: Place[][] = [[], [], [], []];
    for (const { place, names } of this.#entries) {
      const rank = Math.min(...names.map((name) => rankOf(name, wanted)));
      if (rank !== NOT && narrow.every((part) => liesIn(place, part))) found[rank].push(place);
    }
    return found.flat().slice(0, limit);
  }
}

function rankOf(name: string, wanted: string): number {
  if (name === wanted) return WHOLE;
  if (name.startsWith(wanted)) return BEGINNING;
  if (name.includes(` ${wanted}`)) return WORD;
  return wanted.length >= LEAST_INSIDE && name.includes(wanted) ? INSIDE : NOT;
}

const liesIn = ({ country, iso, region }: Place, part: string): boolean =>
  foldedText(country).startsWith(part) || foldedText(region).startsWith(part) || iso.toLowerCase() === part;

/** Throws RangeError that names the line. */
export function parsePlaces(tsv: string): Place[] {
  const [, ...lines] = tsv.trimEnd().split('\n');
  return lines.map((line, i) => {
    const [name, others, country, iso, region, longitude, latitude, population, capital, ...rest] = line.split('\t');
    const place = {
      name,
      otherNames: others === '' ? [] : (others ?? '').split('|'),
      country,
      iso,
      region,
      longitudeDeg: Number(longitude),
      latitudeDeg: Number(latitude),
      population: Number(population),
      isCapital: capital === '1',
    };
    const isPlace = Math.abs(place.longitudeDeg) <= 180 && Math.abs(place.latitudeDeg) <= 90 && place.population >= 0;
    if (!isPlace || rest.length > 0 || capital === undefined) {
      throw new RangeError(`places, line ${i + 2}: expected nine columns of a place, got ${line}`);
    }
    return place;
  });
}
