/** Heights of a GeoTIFF of any grid and projection, resampled to the pixels of geocoded images: bilinear. */
import { invalidStack } from '../../errors.js';
import type { GeoTiffReader, RowValues } from '../../formats/geotiff-reader.js';
import type { RasterPlace } from '../../formats/raster-place.js';
import { crsByUri } from '../../geodesy/crs.js';
import { type PointTransform, transformPoint } from '../../geodesy/transform.js';
import { ComputedRows } from './computed-rows.js';
import { NODE_PIXELS, NodeGrid } from './node-grid.js';
import type { OperaGrid } from './opera-file.js';
import type { RowSource } from './slc-stack.js';
import { isSameGrid } from './stack-grid.js';

/** 32 MiB; heights of wider blocks are read for every band anew. */
const KEPT_VALUES = 2 ** 23;
/** Beyond the centres of the outermost pixels there are none to interpolate between; half a pixel is let pass. */
const EDGE_PIXELS = 0.5 + 1e-6;

/**
 * The heights on the grid of the images.
 * Throws `invalidStack` for a raster that is complex, has no place or an unknown one, or does not cover the images.
 */
export function demRows(dem: GeoTiffReader, grid: OperaGrid): RowSource {
  const { facts, path } = dem;
  if (facts.sample.isComplex) throw invalidStack(path, `expected real samples, got ${facts.sample.name}`);
  const place = placeOf(dem);
  const isOfSameSize = facts.widthPixels === grid.widthPixels && facts.heightPixels === grid.heightPixels;
  if (place.epsg === grid.place.epsg && isOfSameSize && isSameGrid(place, grid.place)) return dem;
  const toDem = pixelTransform(path, grid.place, place);
  refuseUncovered(dem, grid, toDem);
  const nodes = new NodeGrid(grid.widthPixels, 2, (row, column, out, at) => {
    const [x, y] = toDem(column, row);
    out[at] = x;
    out[at + 1] = y;
  });
  const kept = new KeptRows(dem);
  return new ComputedRows(path, NODE_PIXELS, grid.widthPixels, async (first, rows, out) => {
    for (let row = first; row < first + rows; ) {
      const next = Math.min(first + rows, (Math.floor(row / NODE_PIXELS) + 1) * NODE_PIXELS);
      const at = (row - first) * grid.widthPixels;
      await resample(kept, nodes, { first: row, count: next - row }, grid.widthPixels, out.subarray(at));
      row = next;
    }
  });
}

function placeOf({ facts, path }: GeoTiffReader): RasterPlace & { readonly epsg: number } {
  const { place } = facts;
  if (place?.epsg === undefined) {
    throw invalidStack(path, 'expected heights with a place on the map and an EPSG code, got none');
  }
  if (!crsByUri(`EPSG:${place.epsg}`)) {
    throw invalidStack(path, `expected heights in a known reference system, got EPSG:${place.epsg}`);
  }
  return { ...place, epsg: place.epsg };
}

/** Column and row of an image to those of the heights; (0, 0) is the centre of the first pixel in both. */
function pixelTransform(path: string, image: OperaGrid['place'], dem: RasterPlace & { readonly epsg: number }) {
  let between: PointTransform;
  try {
    between = transformPoint(`EPSG:${image.epsg}`, `EPSG:${dem.epsg}`);
  } catch (error) {
    throw invalidStack(path, `EPSG:${image.epsg} to EPSG:${dem.epsg}: ${(error as Error).message}`, error);
  }
  return (column: number, row: number): readonly [number, number] => {
    const [x, y] = between(
      image.west + (column + 0.5) * image.pixelWidth,
      image.north - (row + 0.5) * image.pixelHeight,
    );
    return [(x - dem.west) / dem.pixelWidth - 0.5, (dem.north - y) / dem.pixelHeight - 0.5];
  };
}

/** Along the edges of the images: what lies between them lies between in the other system as well. */
function refuseUncovered(
  { path, facts }: GeoTiffReader,
  { widthPixels, heightPixels }: OperaGrid,
  toDem: (column: number, row: number) => readonly [number, number],
): void {
  const [right, bottom] = [widthPixels - 1, heightPixels - 1];
  const edge = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
  const see = (column: number, row: number) => {
    const [x, y] = toDem(column, row);
    edge.left = Math.min(edge.left, x);
    edge.right = Math.max(edge.right, x);
    edge.top = Math.min(edge.top, y);
    edge.bottom = Math.max(edge.bottom, y);
  };
  for (let column = 0; column <= right; column += NODE_PIXELS) for (const row of [0, bottom]) see(column, row);
  for (let row = 0; row <= bottom; row += NODE_PIXELS) for (const column of [0, right]) see(column, row);
  see(right, bottom);
  const isCovered =
    edge.left >= -EDGE_PIXELS &&
    edge.top >= -EDGE_PIXELS &&
    edge.right <= facts.widthPixels - 1 + EDGE_PIXELS &&
    edge.bottom <= facts.heightPixels - 1 + EDGE_PIXELS;
  if (isCovered) return;
  const { west, north, pixelWidth, pixelHeight, epsg } = facts.place!;
  const box = (left: number, top: number, to: number, down: number) =>
    [west + left * pixelWidth, north - down * pixelHeight, west + to * pixelWidth, north - top * pixelHeight]
      .map((value) => Number(value.toPrecision(9)))
      .join(', ');
  const wanted = box(edge.left + 0.5, edge.top + 0.5, edge.right + 0.5, edge.bottom + 0.5);
  const got = box(0, 0, facts.widthPixels, facts.heightPixels);
  throw invalidStack(
    path,
    `expected heights that cover the images (${wanted} in EPSG:${epsg}: west, south, east, north), got ${got}`,
  );
}

/** Neighbouring bands of the images need the same blocks of the heights: the last ones are kept. */
class KeptRows {
  #first = 0;
  #heights = new Float32Array(0);

  constructor(readonly dem: GeoTiffReader) {}

  /** At least the rows from one to another, both included. */
  async read(from: number, to: number): Promise<{ readonly heights: Float32Array; readonly first: number }> {
    const { widthPixels, heightPixels } = this.dem.facts;
    const { blockRows } = this.dem;
    if (from < this.#first || (to + 1 - this.#first) * widthPixels > this.#heights.length) {
      const end = Math.min(heightPixels, (Math.floor(to / blockRows) + 1) * blockRows);
      const start = Math.floor(from / blockRows) * blockRows;
      const isSmall = (end - start) * widthPixels <= KEPT_VALUES;
      const [first, last] = isSmall ? [start, end] : [from, to + 1];
      this.#heights = await this.dem.readRows(first, last - first);
      this.#first = first;
    }
    return { heights: this.#heights, first: this.#first };
  }
}

/** Rows between two rows of nodes. */
async function resample(
  kept: KeptRows,
  nodes: NodeGrid<2>,
  { first, count }: { readonly first: number; readonly count: number },
  widthPixels: number,
  out: RowValues,
): Promise<void> {
  const places = Array.from({ length: count }, (_, i) => nodes.along(first + i));
  const { widthPixels: demWidth, heightPixels: demHeight } = kept.dem.facts;
  let [top, bottom] = [Infinity, -Infinity];
  for (const row of places) {
    for (let i = 1; i < row.length; i += 2) {
      top = Math.min(top, row[i]);
      bottom = Math.max(bottom, row[i]);
    }
  }
  const from = clamp(Math.floor(top), 0, demHeight - 1);
  const to = clamp(Math.floor(bottom) + 1, from, demHeight - 1);
  const { heights, first: origin } = await kept.read(from, to);
  for (let i = 0; i < count; i++) {
    const row = places[i];
    for (let column = 0; column < widthPixels; column++) {
      const node = 2 * Math.floor(column / NODE_PIXELS);
      const share = (column % NODE_PIXELS) / NODE_PIXELS;
      const x = clamp(row[node] + share * (row[node + 2] - row[node]), 0, demWidth - 1);
      const y = clamp(row[node + 1] + share * (row[node + 3] - row[node + 1]), from, to);
      out[i * widthPixels + column] = bilinear(heights, demWidth, x, y - origin, to - origin);
    }
  }
}

/** NaN where any of the four that count is. */
function bilinear(values: Float32Array, width: number, x: number, y: number, lastRow: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [across, down] = [x - left, y - top];
  const right = left + (across > 0 && left < width - 1 ? 1 : 0);
  const bottom = top + (down > 0 && top < lastRow ? 1 : 0);
  const upper = values[top * width + left] * (1 - across) + values[top * width + right] * across;
  const lower = values[bottom * width + left] * (1 - across) + values[bottom * width + right] * across;
  return upper * (1 - down) + lower * down;
}

const clamp = (value: number, least: number, most: number): number => Math.min(Math.max(value, least), most);
