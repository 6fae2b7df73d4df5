/** A stack of GeoTIFFs beside its `stack.json`. What is wrong with any of the files shows when it is opened. */
import { dirname } from 'node:path';
import { invalidStack } from '../../errors.js';
import { GeoTiffReader } from '../../formats/geotiff-reader.js';
import type { RasterPlace } from '../../formats/raster-place.js';
import { type GeometryLayer, SlcStack } from './slc-stack.js';
import { judgeHeights, judgeLinesOfSight } from './stack-checks.js';
import { describeStack, pathInside, type StackDescription } from './stack-description.js';
import { judgeGrid, judgeSize } from './stack-grid.js';

/** @param content of `file`, the `stack.json` */
export async function openGeoTiffStack(content: unknown, file: string, signal?: AbortSignal): Promise<SlcStack> {
  const folder = dirname(file);
  const notices: string[] = [];
  const description = describeStack(content, file, (text) => notices.push(text));
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

/** All images are complex and on one grid, which is that of the description. */
function judgeImages(images: readonly GeoTiffReader[], { epsg }: StackDescription): RasterPlace | undefined {
  const [first] = images;
  for (const { path, facts } of images) {
    if (!facts.sample.isComplex) throw invalidStack(path, `expected complex samples, got ${facts.sample.name}`);
    judgeSize(path, facts, first.facts, first.path);
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
  judgeSize(path, facts, first.facts, first.path);
  // Geometry without a place of its own is taken to lie where the images do.
  if (place && facts.place) judgeGrid(path, facts.place, place, first.path);
}
