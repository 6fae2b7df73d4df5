/**
 * Opens a folder with an `interferograms.json`: phases, coherences and geometry of one grid, read by rows. Whatever sign
 * and direction the files have, phases come out positive away from the satellite, from the earlier to the later date.
 */
import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { invalidStack } from '../../errors.js';
import { GeoTiffReader } from '../../formats/geotiff-reader.js';
import type { RasterPlace } from '../../formats/raster-place.js';
import type { RowRange } from '../stack/open-stack.js';
import { pathInside } from '../stack/stack-description.js';
import { describeInterferograms, type InterferogramsDescription } from './interferograms-description.js';

/** What an inversion needs of a network, wherever it comes from. */
export interface InterferogramSource {
  readonly description: InterferogramsDescription;
  readonly widthPixels: number;
  readonly heightPixels: number;
  /** (count, width) radians, positive away, earlier to later date; NaN is no data. */
  readPhase(pairIndex: number, rows: RowRange): Promise<Float32Array>;
  /** (count, width) 0 to 1, NaN is no data; undefined for a pair without. */
  readCoherence(pairIndex: number, rows: RowRange): Promise<Float32Array | undefined>;
  /** (count, width) R sin(incidence) in metres: a baseline over it times a height error is a difference of ranges. */
  readHeightLeverM(rows: RowRange): Promise<Float32Array>;
}

/** Of a pixel, by which grids may differ and still be one. */
const GRID_TOLERANCE = 0.01;

export class InterferogramFolder implements InterferogramSource {
  constructor(
    readonly folder: string,
    readonly description: InterferogramsDescription,
    /** What was put right, or may surprise. */
    readonly notices: readonly string[],
    private readonly rasters: ReadonlyMap<string, GeoTiffReader>,
  ) {}

  get widthPixels(): number {
    return this.#first.facts.widthPixels;
  }

  get heightPixels(): number {
    return this.#first.facts.heightPixels;
  }

  /** Undefined in radar geometry. */
  get place(): RasterPlace | undefined {
    return this.#first.facts.place;
  }

  async readPhase(pairIndex: number, { first, count }: RowRange): Promise<Float32Array> {
    const { pairs, positivePhase, phaseNoData } = this.description;
    const { file, isReversed } = pairs[pairIndex];
    const values = await this.#raster(file).readRows(first, count);
    const isTurned = (positivePhase === 'towards') !== isReversed;
    const noData = phaseNoData === undefined ? undefined : Math.fround(phaseNoData);
    for (let i = 0; i < values.length; i++) {
      if (values[i] === noData || !Number.isFinite(values[i])) values[i] = Number.NaN;
      else if (isTurned) values[i] = -values[i];
    }
    return values;
  }

  async readCoherence(pairIndex: number, { first, count }: RowRange): Promise<Float32Array | undefined> {
    const { coherence } = this.description.pairs[pairIndex];
    return coherence === undefined ? undefined : this.#raster(coherence).readRows(first, count);
  }

  async readHeightLeverM(rows: RowRange): Promise<Float32Array> {
    const { slantRangeM, incidenceDegrees, losUp } = this.description.geometry;
    const [ranges, incidences, ups] = await Promise.all([
      this.#layer(slantRangeM, rows),
      this.#layer(incidenceDegrees, rows),
      this.#layer(losUp, rows),
    ]);
    const sine = (i: number) =>
      incidences ? Math.sin((incidences[i] * Math.PI) / 180) : Math.sqrt(1 - Math.min(1, ups![i] ** 2));
    return ranges!.map((range, i) => range * sine(i));
  }

  /** Heights the topography was removed with, NaN where there are none; undefined without such a raster. */
  readHeight(rows: RowRange): Promise<Float32Array | undefined> {
    return this.#layer(this.description.geometry.height, rows);
  }

  async close(): Promise<void> {
    await Promise.all([...this.rasters.values()].map((raster) => raster.close()));
  }

  get #first(): GeoTiffReader {
    return this.#raster(this.description.pairs[0].file);
  }

  #raster(name: string): GeoTiffReader {
    const raster = this.rasters.get(name);
    if (!raster) throw new RangeError(`${name}: no raster of these interferograms`);
    return raster;
  }

  async #layer(given: string | number | undefined, { first, count }: RowRange): Promise<Float32Array | undefined> {
    if (given === undefined) return undefined;
    if (typeof given === 'number') return new Float32Array(count * this.widthPixels).fill(given);
    return this.#raster(given).readRows(first, count);
  }
}

/**
 * @param path the folder, or the `interferograms.json` in it
 * @throws `invalidStack`, `invalidRaster`: what was expected, what came, in which file
 */
export async function openInterferograms(path: string, signal?: AbortSignal): Promise<InterferogramFolder> {
  const found = await stat(path).catch((error: unknown) => {
    throw invalidStack(path, 'expected a folder with an interferograms.json, there is nothing', error);
  });
  const file = found.isDirectory() ? join(path, 'interferograms.json') : path;
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw invalidStack(file, 'expected the description of the interferograms, there is no such file', error);
  });
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw invalidStack(file, `expected JSON: ${(error as Error).message}`, error);
  }
  return openDescribed(dirname(file), content, file, signal);
}

/** Opens what a description names. `where` is what errors blame. */
export async function openDescribed(
  folder: string,
  content: unknown,
  where: string,
  signal?: AbortSignal,
): Promise<InterferogramFolder> {
  const notices: string[] = [];
  const description = describeInterferograms(content, where, (text) => notices.push(text));
  const names = [
    ...description.pairs.map(({ file }) => file),
    ...description.pairs.flatMap(({ coherence }) => coherence ?? []),
    ...Object.values(description.geometry).filter((one) => typeof one === 'string'),
  ];
  const rasters = new Map<string, GeoTiffReader>();
  try {
    for (const name of names) {
      if (rasters.has(name)) continue;
      const raster = await GeoTiffReader.open(await pathInside(folder, name, where));
      rasters.set(name, raster);
      judgeRaster(raster, rasters.get(names[0])!);
      signal?.throwIfAborted();
    }
    return new InterferogramFolder(folder, description, notices, rasters);
  } catch (error) {
    await Promise.all([...rasters.values()].map((raster) => raster.close()));
    throw error;
  }
}

/** Every raster is real and on the grid of the first phase. */
function judgeRaster({ path, facts }: GeoTiffReader, first: GeoTiffReader): void {
  if (facts.sample.isComplex) throw invalidStack(path, `expected real samples, got ${facts.sample.name}`);
  const name = basename(first.path);
  const { widthPixels, heightPixels, place } = first.facts;
  if (facts.widthPixels !== widthPixels || facts.heightPixels !== heightPixels) {
    const got = `${facts.widthPixels} x ${facts.heightPixels}`;
    throw invalidStack(path, `expected ${widthPixels} x ${heightPixels} pixels as ${name} has, got ${got}`);
  }
  if (!place || !facts.place) return;
  const { pixelWidth, pixelHeight } = place;
  const isSame =
    Math.abs(facts.place.west - place.west) <= GRID_TOLERANCE * pixelWidth &&
    Math.abs(facts.place.north - place.north) <= GRID_TOLERANCE * pixelHeight &&
    Math.abs(facts.place.pixelWidth - pixelWidth) * widthPixels <= GRID_TOLERANCE * pixelWidth &&
    Math.abs(facts.place.pixelHeight - pixelHeight) * heightPixels <= GRID_TOLERANCE * pixelHeight;
  if (!isSame) {
    const text = (one: RasterPlace) =>
      `a corner at ${one.west}, ${one.north} with pixels of ${one.pixelWidth} x ${one.pixelHeight}`;
    throw invalidStack(path, `expected ${text(place)} as ${name} has, got ${text(facts.place)}`);
  }
}
