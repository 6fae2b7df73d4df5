/**
 * Reads the layout that PyRate works on, without an `interferograms.json`: GeoTIFFs `*DATE-DATE*unw.tif` with PyRate's
 * metadata, coherences `*DATE-DATE*cc.tif`, GAMMA's parameter files, baselines, and lookup table. Geometry is that of
 * the middle of the scene. Phases there are positive away, and GAMMA's baselines have the other sign than ours.
 */
import { open, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { invalidStack } from '../../errors.js';
import { readTiffDirectory } from '../../formats/tiff-directory-reader.js';
import {
  centralBaselineM,
  gammaNumber,
  readGammaParameters,
  slantRangeOf,
  tabulatedBaselineM,
  viewAngles,
} from './gamma-parameters.js';
import type { InterferogramsFile } from './interferograms-description.js';
import { INTERFEROGRAMS_TYPE } from './interferograms-schema.js';
import { type InterferogramFolder, openDescribed } from './open-interferograms.js';

const GDAL_METADATA_TAG = 42112;
/** Folders within folders that are looked into. */
const MAX_DEPTH = 2;

export interface PyrateFolderOptions {
  /** Folder of the phases within, when there are several sets of them. */
  readonly phases?: string;
  readonly signal?: AbortSignal;
}

export async function openPyrateFolder(
  folder: string,
  options: PyrateFolderOptions = {},
): Promise<InterferogramFolder> {
  return openDescribed(folder, await describePyrateFolder(folder, options), folder, options.signal);
}

/** What an `interferograms.json` of the folder would say. Throws `invalidStack` for what is missing. */
export async function describePyrateFolder(
  folder: string,
  { phases = '', signal }: PyrateFolderOptions = {},
): Promise<InterferogramsFile> {
  const files = await filesBelow(folder, '', 0);
  const phaseFiles = byPair(files.filter((file) => file.startsWith(phases) && /unw\.tiff?$/.test(file)));
  if (phaseFiles.size === 0)
    throw invalidStack(folder, 'expected phases named like *20180106-20180130*unw.tif, got none');
  const coherences = byPair(files.filter((file) => /(^|[^a-z])cc\.tiff?$/.test(file)));
  const tables = byPair(files.filter((file) => file.endsWith('bperp.par')));
  const baselines = byPair(files.filter((file) => file.endsWith('base.par')));
  const firstPhase = join(folder, [...phaseFiles.values()][0]);
  const wavelengthM = Number((await gdalMetadata(firstPhase)).get('WAVELENGTH_METRES'));
  if (!(wavelengthM > 0)) throw invalidStack(firstPhase, 'expected WAVELENGTH_METRES in the metadata, got none');
  const view = await viewOf(folder, files);
  const pairs = [];
  for (const [key, file] of [...phaseFiles].sort()) {
    const [table, base, coherence] = [tables.get(key), baselines.get(key), coherences.get(key)];
    let gammaM: number;
    if (table && view.pixel) gammaM = await tabulatedBaselineM(join(folder, table), view.pixel.line, view.pixel.range);
    else if (base) gammaM = await centralBaselineM(join(folder, base), view.look);
    else throw invalidStack(folder, `${key}: expected a file ${key}*base.par, or *bperp.par and *to_rdc.lt, got none`);
    const [reference, secondary] = key.split('-').map((date) => date.replace(/^(....)(..)(..)$/, '$1-$2-$3'));
    pairs.push({ reference, secondary, file, ...(coherence ? { coherence } : {}), perpendicularBaselineM: -gammaM });
    signal?.throwIfAborted();
  }
  const incidenceDegrees = (view.incidence * 180) / Math.PI;
  return {
    type: INTERFEROGRAMS_TYPE,
    version: 1,
    wavelengthM,
    positivePhase: 'away',
    pairs,
    geometry: { incidenceDegrees, slantRangeM: view.slantRangeM },
  };
}

async function filesBelow(folder: string, below: string, depth: number): Promise<string[]> {
  const entries = await readdir(join(folder, below), { withFileTypes: true }).catch((error: unknown) => {
    throw invalidStack(folder, 'expected a folder with interferograms, it cannot be read', error);
  });
  const files: string[] = [];
  for (const entry of [...entries].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isFile()) files.push(path);
    else if (entry.isDirectory() && depth < MAX_DEPTH) files.push(...(await filesBelow(folder, path, depth + 1)));
  }
  return files;
}

/** By `20180106-20180130`; years of two digits are of this century from 1991 on. The first file of a pair counts. */
function byPair(files: readonly string[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const file of files) {
    const match = /(?<!\d)(\d{8}|\d{6})-(\d{8}|\d{6})(?!\d)[^/]*$/.exec(file);
    if (!match) continue;
    const [reference, secondary] = [match[1], match[2]].map((date) =>
      date.length === 8 ? date : `${Number(date.slice(0, 2)) > 90 ? '19' : '20'}${date}`,
    );
    const key = `${reference}-${secondary}`;
    if (!found.has(key)) found.set(key, file);
  }
  return found;
}

interface View {
  readonly look: number;
  readonly incidence: number;
  readonly slantRangeM: number;
  /** Mean place in the radar image, with a lookup table. */
  readonly pixel: { readonly line: number; readonly range: number } | undefined;
}

/** From a parameter file of a radar image, and the lookup table from the map to it when there is one. */
async function viewOf(folder: string, files: readonly string[]): Promise<View> {
  const lookup = files.find((file) => file.endsWith('to_rdc.lt'));
  // The lookup table counts pixels of the image of several looks.
  const suffixes = lookup ? ['mli.par'] : ['mli.par', 'slc.par'];
  const image = suffixes
    .map((suffix) => files.find((file) => file.endsWith(suffix)))
    .find((file) => file !== undefined);
  if (image === undefined) throw invalidStack(folder, `expected a file *${suffixes.join(' or *')}, got none`);
  const path = join(folder, image);
  const values = await readGammaParameters(path);
  const number = (key: string) => gammaNumber(values, key, path);
  const pixel = lookup ? await meanPlace(join(folder, lookup)) : undefined;
  const [satelliteRadiusM, earthRadiusM] = [number('sar_to_earth_center'), number('earth_radius_below_sensor')];
  let slantRangeM: number;
  if (pixel) slantRangeM = number('near_range_slc') + pixel.range * number('range_pixel_spacing');
  else if (values.has('center_range_slc')) slantRangeM = number('center_range_slc');
  else slantRangeM = slantRangeOf((number('incidence_angle') * Math.PI) / 180, satelliteRadiusM, earthRadiusM);
  const angles = viewAngles(slantRangeM, satelliteRadiusM, earthRadiusM);
  return { ...angles, slantRangeM, pixel };
}

/** Pairs of big-endian float32, range and line; zero where the map lies outside of the image. */
async function meanPlace(path: string): Promise<{ line: number; range: number }> {
  const bytes = await readFile(path);
  let [line, range, pixels] = [0, 0, 0];
  for (let at = 0; at + 8 <= bytes.length; at += 8) {
    const [r, l] = [bytes.readFloatBE(at), bytes.readFloatBE(at + 4)];
    if (!(r > 0 && l > 0)) continue;
    range += r;
    line += l;
    pixels++;
  }
  if (pixels === 0) throw invalidStack(path, 'expected places in the radar image, got none');
  return { line: line / pixels, range: range / pixels };
}

/** Items of the XML that GDAL keeps in a tag of its own. */
async function gdalMetadata(path: string): Promise<ReadonlyMap<string, string>> {
  const file = await open(path, 'r');
  try {
    const { fields } = await readTiffDirectory(file, path, new Set([GDAL_METADATA_TAG]));
    const text = Buffer.from(Uint8Array.from(fields.get(GDAL_METADATA_TAG) ?? [])).toString('utf8');
    return new Map([...text.matchAll(/<Item name="([^"]+)"[^>]*>([^<]*)<\/Item>/g)].map((item) => [item[1], item[2]]));
  } finally {
    await file.close();
  }
}
