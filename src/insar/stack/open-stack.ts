/**
 * Opens a folder with a `stack.json`: the description, and images and geometry read by rows. What is wrong with any of the
 * files shows here, before anything is computed, as far as it can be known without reading all of them.
 */
import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { invalidStack } from '../../errors.js';
import { GeoTiffReader, type RowValues } from '../../formats/geotiff-reader.js';
import type { RasterPlace } from '../../formats/raster-place.js';
import { turn } from '../turns.js';
import { describeStack, pathInside, type StackDescription } from './stack-description.js';

/** Rasters of the geometry; `slantRangeM` only when it is one. */
export type GeometryLayer = 'height' | 'losEast' | 'losNorth' | 'losUp' | 'slantRangeM' | 'longitude' | 'latitude';

export interface RowRange {
  readonly first: number;
  readonly count: number;
}

export interface OpenStackOptions {
  readonly signal?: AbortSignal;
}

/** Of a pixel, by which grids may differ and still be one. */
const GRID_TOLERANCE = 0.01;
/** Rows of a geometry raster that are judged at a time. */
const BAND_VALUES = 2 ** 20;
/** Lengths of unit vectors, in single precision or rounded to three decimals. */
const UNIT_LENGTH = { min: 0.98, max: 1.02 };

export class SlcStack {
  constructor(
    /** Where `stack.json` lies. */
    readonly folder: string,
    readonly description: StackDescription,
    readonly widthPixels: number,
    readonly heightPixels: number,
    /** Undefined in radar geometry. */
    readonly place: RasterPlace | undefined,
    /** What was put right, or may surprise. */
    readonly notices: readonly string[],
    private readonly images: readonly GeoTiffReader[],
    private readonly layers: ReadonlyMap<GeometryLayer, GeoTiffReader>,
  ) {}

  /** Files of the images, in order of the dates. */
  get imagePaths(): readonly string[] {
    return this.images.map(({ path }) => path);
  }

  /** Reading in multiples of so many rows decompresses every block once. */
  get blockRows(): number {
    return Math.max(...this.images.map(({ facts }) => facts.blockRows));
  }

  /**
   * Rows of the image of a date: (count, width) complex, interleaved float32. What is no data (0 + 0i, or NaN in either
   * part) is NaN in both.
   */
  async readTile(dateIndex: number, rows: RowRange, out?: Float32Array): Promise<Float32Array> {
    const image = this.images[dateIndex];
    if (!image) throw new RangeError(`dateIndex: expected 0 to ${this.images.length - 1}, got ${dateIndex}`);
    const values = await image.readRows(rows.first, rows.count, out);
    for (let i = 0; i < values.length; i += 2) {
      const [re, im] = [values[i], values[i + 1]];
      // NaN in one part makes the sum NaN.
      if ((re === 0 && im === 0) || Number.isNaN(re + im)) values[i] = values[i + 1] = Number.NaN;
    }
    return values;
  }

  hasLayer(layer: GeometryLayer): boolean {
    return this.layers.has(layer);
  }

  /** Rows of the geometry, NaN where there is none; `slantRangeM` also when it is one number. */
  async readGeometry<T extends RowValues = Float32Array>(layer: GeometryLayer, rows: RowRange, out?: T): Promise<T> {
    const { slantRangeM } = this.description.geometry;
    if (layer === 'slantRangeM' && typeof slantRangeM === 'number') {
      return (out ?? (new Float32Array(rows.count * this.widthPixels) as T)).fill(slantRangeM) as T;
    }
    const raster = this.layers.get(layer);
    if (!raster) throw new RangeError(`${layer}: this stack has no such raster`);
    return raster.readRows(rows.first, rows.count, out);
  }

  async close(): Promise<void> {
    await Promise.all([...this.images, ...this.layers.values()].map((reader) => reader.close()));
  }
}

/**
 * @param path the folder, or the `stack.json` in it
 * @throws `invalidStack`, `invalidRaster`: what was expected, what came, in which file
 */
export async function openStack(path: string, { signal }: OpenStackOptions = {}): Promise<SlcStack> {
  const file = await descriptionPath(path);
  const folder = dirname(file);
  const notices: string[] = [];
  const description = describeStack(await readJson(file), file, (text) => notices.push(text));
  const opened: GeoTiffReader[] = [];
  const openRaster = async (name: string): Promise<GeoTiffReader> => {
    const reader = await GeoTiffReader.open(await pathInside(folder, name, file));
    opened.push(reader);
    return reader;
  };
  try {
    const images: GeoTiffReader[] = [];
    for (const { slc } of description.acquisitions) {
      images.push(await openRaster(slc));
      signal?.throwIfAborted();
    }
    const layers = new Map<GeometryLayer, GeoTiffReader>();
    for (const [layer, name] of Object.entries(description.geometry)) {
      if (typeof name === 'string') layers.set(layer as GeometryLayer, await openRaster(name));
    }
    const place = judgeImages(images, description);
    for (const [layer, raster] of layers) judgeLayer(layer, raster, images[0], place);
    const { widthPixels, heightPixels } = images[0].facts;
    const stack = new SlcStack(folder, description, widthPixels, heightPixels, place, notices, images, layers);
    await judgeHeights(stack, layers.get('height')!.path, notices, signal);
    await judgeLinesOfSight(stack, layers.get('losUp')!.path);
    return stack;
  } catch (error) {
    await Promise.all(opened.map((reader) => reader.close()));
    throw error;
  }
}

async function descriptionPath(path: string): Promise<string> {
  const found = await stat(path).catch((error: unknown) => {
    throw invalidStack(path, 'expected a folder with a stack.json, there is nothing', error);
  });
  return found.isDirectory() ? join(path, 'stack.json') : path;
}

async function readJson(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw invalidStack(file, 'expected the description of the stack, there is no such file', error);
  });
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalidStack(file, `expected JSON: ${(error as Error).message}`, error);
  }
}

/** All images are complex and on one grid, which is that of the description. */
function judgeImages(images: readonly GeoTiffReader[], { epsg }: StackDescription): RasterPlace | undefined {
  const [first] = images;
  for (const { path, facts } of images) {
    if (!facts.sample.isComplex) throw invalidStack(path, `expected complex samples, got ${facts.sample.name}`);
    judgeSize(path, facts, first);
  }
  if (epsg === null) return undefined;
  const place = first.facts.place;
  if (!place) throw invalidStack(first.path, `expected an image in EPSG:${epsg}, got one without a place on the map`);
  for (const { path, facts } of images) {
    if (facts.place?.epsg !== undefined && facts.place.epsg !== epsg) {
      throw invalidStack(path, `expected EPSG:${epsg} as stack.json says, got EPSG:${facts.place.epsg}`);
    }
    judgeGrid(path, facts.place, place, first.path);
  }
  return place;
}

function judgeLayer(
  layer: GeometryLayer,
  { path, facts }: GeoTiffReader,
  first: GeoTiffReader,
  place: RasterPlace | undefined,
): void {
  if (facts.sample.isComplex) throw invalidStack(path, `${layer}: expected real samples, got ${facts.sample.name}`);
  judgeSize(path, facts, first);
  // Geometry without a place of its own is taken to lie where the images do.
  if (place && facts.place) judgeGrid(path, facts.place, place, first.path);
}

function judgeSize(path: string, facts: GeoTiffReader['facts'], first: GeoTiffReader): void {
  const { widthPixels, heightPixels } = first.facts;
  if (facts.widthPixels !== widthPixels || facts.heightPixels !== heightPixels) {
    const wanted = `${widthPixels} x ${heightPixels} pixels as ${basename(first.path)} has`;
    throw invalidStack(path, `expected ${wanted}, got ${facts.widthPixels} x ${facts.heightPixels}`);
  }
}

function judgeGrid(path: string, got: RasterPlace | undefined, wanted: RasterPlace, firstPath: string): void {
  if (!got) throw invalidStack(path, `expected a place on the map as ${basename(firstPath)} has, got none`);
  const isNear = (a: number, b: number, pixel: number) => Math.abs(a - b) <= GRID_TOLERANCE * pixel;
  const isSame =
    isNear(got.west, wanted.west, wanted.pixelWidth) &&
    isNear(got.north, wanted.north, wanted.pixelHeight) &&
    // Over the whole image: sizes of pixels add up.
    isNear(got.pixelWidth, wanted.pixelWidth, wanted.pixelWidth / 1e4) &&
    isNear(got.pixelHeight, wanted.pixelHeight, wanted.pixelHeight / 1e4);
  if (!isSame) {
    const text = ({ west, north, pixelWidth, pixelHeight }: RasterPlace) =>
      `a corner at ${west}, ${north} with pixels of ${pixelWidth} x ${pixelHeight}`;
    throw invalidStack(path, `expected ${text(wanted)} as ${basename(firstPath)} has, got ${text(got)}`);
  }
}

/** Heights are looked at everywhere: where there are none, there can be no points. */
async function judgeHeights(
  stack: SlcStack,
  path: string,
  notices: string[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const rows = Math.max(1, Math.floor(BAND_VALUES / stack.widthPixels));
  let missing = 0;
  for (let first = 0; first < stack.heightPixels; first += rows) {
    const count = Math.min(rows, stack.heightPixels - first);
    const heights = await stack.readGeometry('height', { first, count });
    for (const height of heights) {
      if (Number.isNaN(height)) missing++;
      else if (Math.abs(height) > 10_000) throw invalidStack(path, `expected heights in metres, got ${height}`);
    }
    await turn(signal);
  }
  const all = stack.widthPixels * stack.heightPixels;
  if (missing === all) throw invalidStack(path, 'expected heights, got no data everywhere');
  if (missing > 0) {
    const share = ((100 * missing) / all).toFixed(missing / all > 0.01 ? 1 : 3);
    notices.push(`${basename(path)} does not cover ${share} % of the images: no points there`);
  }
}

/** A few rows tell whether the three rasters are the unit vector to the satellite. */
async function judgeLinesOfSight(stack: SlcStack, path: string): Promise<void> {
  const last = stack.heightPixels - 1;
  let seen = 0;
  for (const first of new Set([0, Math.floor(last / 4), Math.floor(last / 2), last])) {
    const rows = { first, count: 1 };
    const [east, north, up] = await Promise.all(
      (['losEast', 'losNorth', 'losUp'] as const).map((layer) => stack.readGeometry(layer, rows)),
    );
    for (let i = 0; i < up.length; i++) {
      const length = Math.hypot(east[i], north[i], up[i]);
      if (Number.isNaN(length)) continue;
      seen++;
      if (!(length > UNIT_LENGTH.min && length < UNIT_LENGTH.max && up[i] > 0)) {
        const got = `${east[i]}, ${north[i]}, ${up[i]} in row ${first}, column ${i}`;
        throw invalidStack(path, `expected unit vectors from the ground up to the satellite, got ${got}`);
      }
    }
  }
  if (seen === 0) throw invalidStack(path, 'expected lines of sight, got no data in every row looked at');
}
