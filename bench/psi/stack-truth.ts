/** What is true of a simulated stack, from the files beside it (docs/stacks.md): what the points of a run are judged by. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GeoTiffReader } from '../../src/formats/geotiff-reader.js';
import { LAND_COVERS } from '../../src/insar/simulation/land-cover.js';

/** Part of every motion: a function of time, and how much of it each pixel has. */
export interface TrueMotion {
  /** `linear`, `quadratic`, `annual-cosine`, `annual-sine`, `temperature`, `step-YYYYMMDD`. */
  readonly name: string;
  /** (dates), zero at the reference date. */
  readonly values: Float64Array;
  /** Velocity as EGMS defines it, for a coefficient of one. */
  readonly meanVelocity: number;
  /** (pixels) mm towards the satellite. */
  readonly losCoefficients: Float32Array;
}

export interface PlantedScatterer {
  readonly row: number;
  readonly column: number;
  readonly scrDb: number;
  /** There at every date. */
  readonly isThroughout: boolean;
  /** Of its own phase, from date to date; 0 = steady. */
  readonly phaseNoiseRad: number;
}

export interface StackTruth {
  /** `YYYYMMDD`. */
  readonly dates: readonly string[];
  readonly wavelengthMm: number;
  /** (dates), relative to the reference date. */
  readonly perpendicularBaselinesM: Float64Array;
  readonly widthPixels: number;
  readonly heightPixels: number;
  readonly pixelKm2: number;
  readonly motions: readonly TrueMotion[];
  /** (pixels) true minus given; of the scatterer where there is one. */
  readonly heightErrorM: Float32Array;
  /** (pixels) slant range times sine of the incidence. */
  readonly rangeSineM: Float32Array;
  /** (pixels) index in `landCovers`. */
  readonly landCover: Uint8Array;
  readonly landCovers: readonly {
    readonly name: string /** Echo that has nothing in common from date to date. */;
    readonly isNoise: boolean;
  }[];
  readonly scatterers: readonly PlantedScatterer[];
}

/** Parts of `truth.json` that are needed. */
interface TruthFile {
  readonly dates: readonly string[];
  readonly perpendicularBaselinesM: readonly number[];
  readonly functions: readonly { name: string; values: readonly number[]; meanVelocity: number }[];
  readonly view: { rows: number; columns: number; rowSpacingM: number; columnSpacingM: number };
  readonly simulation: { wavelengthM: number };
}

/** @param folder of the stack, with `truth/` in it */
export async function readStackTruth(folder: string): Promise<StackTruth> {
  const file = JSON.parse(await readFile(join(folder, 'truth/truth.json'), 'utf8')) as TruthFile;
  const { rows, columns, rowSpacingM, columnSpacingM } = file.view;
  const raster = (name: string) => readRaster(join(folder, name));
  const motions: TrueMotion[] = [];
  for (const { name, values, meanVelocity } of file.functions) {
    const losCoefficients = await raster(`truth/los_${name}.tif`);
    motions.push({ name, values: Float64Array.from(values), meanVelocity, losCoefficients });
  }
  const [rangeM, losUp] = [await raster('geometry/range.tif'), await raster('geometry/los_up.tif')];
  return {
    dates: file.dates.map((date) => date.replaceAll('-', '')),
    wavelengthMm: 1000 * file.simulation.wavelengthM,
    perpendicularBaselinesM: Float64Array.from(file.perpendicularBaselinesM),
    widthPixels: columns,
    heightPixels: rows,
    pixelKm2: (rowSpacingM * columnSpacingM) / 1e6,
    motions,
    heightErrorM: await raster('truth/height_error.tif'),
    rangeSineM: rangeM.map((range, i) => range * Math.sqrt(1 - losUp[i] ** 2)),
    landCover: Uint8Array.from(await raster('truth/land_cover.tif')),
    landCovers: LAND_COVERS.map(({ name, coherence }) => ({ name, isNoise: coherence === 'noise' })),
    scatterers: scatterersOf(await readFile(join(folder, 'truth/points.csv'), 'utf8'), file.dates),
  };
}

async function readRaster(path: string): Promise<Float32Array> {
  const reader = await GeoTiffReader.open(path);
  try {
    return await reader.readRows(0, reader.facts.heightPixels);
  } finally {
    await reader.close();
  }
}

function scatterersOf(csv: string, dates: readonly string[]): PlantedScatterer[] {
  const [header, ...lines] = csv.trimEnd().split('\n');
  const names = header.split(',');
  const [row, column, scr, first, last, noise] = [
    'row',
    'column',
    'scr_db',
    'first_date',
    'last_date',
    'phase_noise_rad',
  ].map((name) => names.indexOf(name));
  return lines.map((line) => {
    const cells = line.split(',');
    return {
      row: Number(cells[row]),
      column: Number(cells[column]),
      scrDb: Number(cells[scr]),
      isThroughout: cells[first] === dates[0] && cells[last] === dates[dates.length - 1],
      phaseNoiseRad: Number(cells[noise]),
    };
  });
}
