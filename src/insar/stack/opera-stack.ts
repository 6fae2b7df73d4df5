/**
 * A folder of OPERA CSLC-S1 files of one burst, with its CSLC-S1-STATIC and a GeoTIFF of heights, as a stack.
 *
 * Signs need no change. A focused image has the phase -(4 pi / lambda) R, and COMPASS geocodes it with the phase of the
 * range to the orbit taken off (ellipsoidal and topographic flattening), which leaves -(4 pi / lambda) times what the range
 * is more than that: a displacement d towards the satellite makes it +(4 pi / lambda) d, so that
 * arg(reference x conj(secondary)) = -(4 pi / lambda) d as `stack.json` has it. Source: CSLC-S1 product specification; FAQ 1
 * of dolphin, which takes these files as they are: the phase of reference x conj(secondary) rises with the range.
 */
import { basename, join } from 'node:path';
import { invalidStack } from '../../errors.js';
import { GeoTiffReader } from '../../formats/geotiff-reader.js';
import type { Hdf5Raster } from '../../formats/hdf5-raster.js';
import { crsByUri } from '../../geodesy/crs.js';
import { egmsCycleOfEsa } from '../../products/burst-cycle.js';
import { demRows } from './dem-rows.js';
import type { Hdf5Sidecar } from './hdf5-sidecar.js';
import { type CslcFile, openCslc, openStatic, type StaticFile } from './opera-file.js';
import { losUpRows, operaBaselinesM, slantRangeRows } from './opera-geometry.js';
import { type BurstName, type CslcName, cslcName, staticName } from './opera-names.js';
import { type GeometryLayer, type RowSource, SlcStack } from './slc-stack.js';
import { judgeHeights, judgeLinesOfSight } from './stack-checks.js';
import { pathInside, type StackDescription, sortedDates } from './stack-description.js';
import { judgeGrid, judgeSize } from './stack-grid.js';

const DEFAULT_DEM = 'dem.tif';
/** Of several polarisations, what ground motion is measured with. */
const PREFERRED = ['VV', 'HH', 'VH', 'HV'] as const;

/** @param names of the files in the folder */
export async function openOperaStack(
  folder: string,
  names: readonly string[],
  sidecar: Hdf5Sidecar = {},
  signal?: AbortSignal,
): Promise<SlcStack> {
  const notices: string[] = [];
  const notice = (text: string) => void notices.push(text);
  const chosen = chooseFiles(folder, names, sidecar, notice);
  const opened: { close(): Promise<void> }[] = [];
  try {
    const files: CslcFile[] = [];
    for (const { file, name } of chosen.images) {
      const cslc = await openCslc(join(folder, file), name);
      opened.push(cslc.reader);
      files.push(cslc);
      signal?.throwIfAborted();
    }
    const layout = await openStatic(join(folder, chosen.static), chosen.burst);
    opened.push(layout.reader);
    const dem = await openDem(folder, sidecar);
    opened.push(dem);
    judgeFiles(files, layout);
    const images = files.map(imageOf);
    const reference = files[referenceOf(files, folder, sidecar)];
    const heights = demRows(dem, reference.grid);
    const baselinesM = operaBaselinesM(files, reference, await middleHeight(heights, reference));
    const { grid } = reference;
    const stack = new SlcStack(
      folder,
      describe(files, reference, baselinesM, layout, folder, sidecar),
      grid.widthPixels,
      grid.heightPixels,
      grid.place,
      notices,
      images,
      layersOf(layout, reference, heights),
      opened,
    );
    await judgeHeights(stack, dem.path, notices, signal);
    await judgeLinesOfSight(stack, layout.path);
    return stack;
  } catch (error) {
    await Promise.all(opened.map((one) => one.close()));
    throw error;
  }
}

interface Chosen {
  readonly burst: BurstName;
  readonly images: readonly { readonly file: string; readonly name: CslcName }[];
  readonly static: string;
}

function chooseFiles(
  folder: string,
  names: readonly string[],
  { polarisation }: Hdf5Sidecar,
  notice: (text: string) => void,
): Chosen {
  const all = [...names].sort().flatMap((file) => {
    const name = cslcName(file);
    return name ? [{ file, name }] : [];
  });
  const burst = all[0].name.burst;
  const other = all.find(({ name }) => name.burst.id !== burst.id);
  if (other) {
    throw invalidStack(folder, `expected files of one burst, got ${burst.id} (${all[0].file}) and ${other.file}`);
  }
  const wanted = polarisation ?? PREFERRED.find((one) => all.some(({ name }) => name.polarisation === one))!;
  const images = all.filter(({ name }) => name.polarisation === wanted);
  if (images.length === 0) throw invalidStack(folder, `expected files of polarisation ${wanted}, there are none`);
  if (images.length < all.length) {
    notice(`${all.length - images.length} files of other polarisations than ${wanted} are left out`);
  }
  const acquisitions = images.map(({ file, name }) => ({ date: name.date, slc: file, perpendicularBaselineM: 0 }));
  const order = sortedDates(acquisitions, folder, () => undefined).map(({ slc }) => slc);
  const byFile = new Map(images.map((image) => [image.file, image]));
  return { burst, images: order.map((file) => byFile.get(file)!), static: staticOf(folder, names, burst) };
}

function staticOf(folder: string, names: readonly string[], burst: BurstName): string {
  const fitting = names.filter((name) => staticName(name)?.id === burst.id);
  if (fitting.length === 1) return fitting[0];
  const got = fitting.length === 0 ? 'there is none' : `got ${fitting.sort().join(', ')}`;
  throw invalidStack(folder, `expected one file OPERA_L2_CSLC-S1-STATIC_... of burst ${burst.id}, ${got}`);
}

async function openDem(folder: string, { dem = DEFAULT_DEM }: Hdf5Sidecar): Promise<GeoTiffReader> {
  const path = await pathInside(folder, dem, `${folder}: heights (GeoTIFF; "dem" of stack.json, or ${DEFAULT_DEM})`);
  return GeoTiffReader.open(path);
}

/** All on the grid of the first. */
function judgeFiles(files: readonly CslcFile[], layout: StaticFile): void {
  const [first] = files;
  const { epsg } = first.grid.place;
  if (crsByUri(`EPSG:${epsg}`)?.unit !== 'm') {
    throw invalidStack(first.path, `/data/projection: expected a known system in metres, got EPSG:${epsg}`);
  }
  for (const { path, grid } of [...files, layout]) {
    judgeSize(path, grid, first.grid, first.path);
    if (grid.place.epsg !== epsg) {
      const wanted = `EPSG:${epsg} as ${basename(first.path)} has`;
      throw invalidStack(path, `/data/projection: expected ${wanted}, got EPSG:${grid.place.epsg}`);
    }
    judgeGrid(path, grid.place, first.grid.place, first.path);
  }
  for (const { path, orbitDirection, wavelengthM } of files) {
    if (orbitDirection !== first.orbitDirection || Math.abs(wavelengthM / first.wavelengthM - 1) > 1e-4) {
      const text = (direction: string, metres: number) => `${direction} at ${metres} m`;
      const wanted = `${text(first.orbitDirection, first.wavelengthM)} as ${basename(first.path)}`;
      throw invalidStack(path, `expected ${wanted}, got ${text(orbitDirection, wavelengthM)}`);
    }
  }
}

function imageOf({ reader, name, grid, path }: CslcFile): Hdf5Raster {
  const dataset = `/data/${name.polarisation}`;
  const image = reader.raster(dataset);
  if (!image.sample.isComplex) {
    throw invalidStack(path, `${dataset}: expected complex samples, got ${image.sample.name}`);
  }
  refuseOtherSize(path, dataset, image, grid);
  return image;
}

function refuseOtherSize(path: string, dataset: string, image: Hdf5Raster, grid: CslcFile['grid']): void {
  if (image.widthPixels === grid.widthPixels && image.heightPixels === grid.heightPixels) return;
  const wanted = `${grid.widthPixels} x ${grid.heightPixels} pixels as there are coordinates`;
  throw invalidStack(path, `${dataset}: expected ${wanted}, got ${image.widthPixels} x ${image.heightPixels}`);
}

/** The date in the middle where nothing else is said: nearest to all others in time. */
function referenceOf(files: readonly CslcFile[], folder: string, { referenceDate }: Hdf5Sidecar): number {
  if (referenceDate === undefined) return Math.floor(files.length / 2);
  const index = files.findIndex(({ name }) => name.date === referenceDate.replaceAll('-', ''));
  if (index >= 0) return index;
  throw invalidStack(folder, `referenceDate: expected one of the dates of the files, got ${referenceDate}`);
}

async function middleHeight(heights: RowSource, { grid }: CslcFile): Promise<number> {
  const row = await heights.readRows(Math.floor(grid.heightPixels / 2), 1);
  const height = row[Math.floor(grid.widthPixels / 2)];
  return Number.isNaN(height) ? 0 : height;
}

function layersOf(layout: StaticFile, reference: CslcFile, heights: RowSource): Map<GeometryLayer, RowSource> {
  const [east, north] = ['/data/los_east', '/data/los_north'].map((dataset) => {
    const raster = layout.reader.raster(dataset);
    if (raster.sample.isComplex) {
      throw invalidStack(layout.path, `${dataset}: expected real samples, got ${raster.sample.name}`);
    }
    refuseOtherSize(layout.path, dataset, raster, layout.grid);
    return raster;
  });
  return new Map<GeometryLayer, RowSource>([
    ['height', heights],
    ['losEast', east],
    ['losNorth', north],
    ['losUp', losUpRows(layout.path, east, north)],
    ['slantRangeM', slantRangeRows(reference, heights)],
  ]);
}

function describe(
  files: readonly CslcFile[],
  reference: CslcFile,
  baselinesM: readonly number[],
  layout: StaticFile,
  folder: string,
  { title, dem = DEFAULT_DEM }: Hdf5Sidecar,
): StackDescription {
  const { burst, polarisation } = reference.name;
  const burstCycle = egmsCycleOfEsa(burst.track, burst.esaCycle);
  if (!(burst.track >= 1 && burst.track <= 175 && burstCycle >= 0 && burstCycle <= 4095)) {
    throw invalidStack(folder, `expected a burst of ESA's burst map, got ${burst.id}`);
  }
  const geometryFile = basename(layout.path);
  return {
    ...(title === undefined ? {} : { title }),
    wavelengthM: reference.wavelengthM,
    orbit: reference.orbitDirection,
    track: burst.track,
    burstCycle,
    swath: burst.swath,
    polarisation,
    epsg: reference.grid.place.epsg,
    acquisitions: files.map(({ path, name }, i) => ({
      date: name.date,
      slc: basename(path),
      perpendicularBaselineM: baselinesM[i],
    })),
    referenceIndex: files.indexOf(reference),
    geometry: {
      height: dem,
      losEast: `${geometryFile}/data/los_east`,
      losNorth: `${geometryFile}/data/los_north`,
      losUp: `${geometryFile}/data/los_east, los_north`,
      slantRangeM: `${basename(reference.path)}/metadata/orbit`,
      longitude: null,
      latitude: null,
    },
  };
}
