/** What is true of a simulated stack, from the files beside it (docs/stacks.md): what the points of a run are judged by. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GeoTiffReader } from '../../src/formats/geotiff-reader.js';
import { LAND_COVERS } from '../../src/insar/simulation/land-cover.js';
import { createAttributeModel } from '../../src/products/attributes.js';
import { yearsSinceFirst } from '../../src/products/epochs.js';
import { leastSquares } from './spreads.js';

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
  /**
   * (pixels) what the velocity of a series would be that holds the air alone, towards the satellite. Nobody can tell it
   * from motion, save for what is known of motion and air beforehand.
   */
  readonly airMmPerYear: Float32Array;
  /** (pixels) the same of heights: what a line and a height error fitted to the air give. */
  readonly airHeightM: Float32Array;
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
  readonly atmosphere: {
    readonly spacingM: number;
    readonly stratifiedMmPerKm: readonly number[];
    readonly rowTiltMmPerKm: readonly number[];
    readonly columnTiltMmPerKm: readonly number[];
  };
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
  const heightErrorM = await raster('truth/height_error.tif');
  const heightM = (await raster('geometry/height.tif')).map((height, i) => height + heightErrorM[i]);
  const [rangeM, losUp] = [await raster('geometry/range.tif'), await raster('geometry/los_up.tif')];
  const rangeSineM = rangeM.map((range, i) => range * Math.sqrt(1 - losUp[i] ** 2));
  return {
    dates: file.dates.map((date) => date.replaceAll('-', '')),
    wavelengthMm: 1000 * file.simulation.wavelengthM,
    perpendicularBaselinesM: Float64Array.from(file.perpendicularBaselinesM),
    widthPixels: columns,
    heightPixels: rows,
    pixelKm2: (rowSpacingM * columnSpacingM) / 1e6,
    motions,
    airMmPerYear: await ofAir(folder, file, heightM, velocityOf(file)),
    airHeightM: await ofAir(folder, file, heightM, heightOf(file, rangeSineM)),
    heightErrorM,
    rangeSineM,
    landCover: Uint8Array.from(await raster('truth/land_cover.tif')),
    landCovers: LAND_COVERS.map(({ name, coherence }) => ({ name, isNoise: coherence === 'noise' })),
    scatterers: scatterersOf(await readFile(join(folder, 'truth/points.csv'), 'utf8'), file.dates),
  };
}

type Estimator = (series: readonly number[]) => number;

function velocityOf({ dates }: TruthFile): Estimator {
  const model = createAttributeModel(dates.map((date) => date.replaceAll('-', '')));
  return (series) => model.attributes(Float64Array.from(series)).velocityMmPerYear;
}

/** Beside a velocity, as the pipeline sees it; range and incidence are those of the middle. */
function heightOf({ dates, perpendicularBaselinesM }: TruthFile, rangeSineM: Float32Array): Estimator {
  const years = yearsSinceFirst(dates.map((date) => date.replaceAll('-', '')));
  const mmPerM = perpendicularBaselinesM.map((baselineM) => (-1000 * baselineM) / rangeSineM[rangeSineM.length >> 1]);
  const columns = [years.map(() => 1), years, mmPerM];
  return (series) => leastSquares(columns, series)[2];
}

/** What an estimator makes of the air at every pixel. It is linear: turbulence needs it at its nodes only. */
async function ofAir(
  folder: string,
  file: TruthFile,
  heightM: Float32Array,
  estimate: Estimator,
): Promise<Float32Array> {
  const { rows, columns, rowSpacingM, columnSpacingM } = file.view;
  const { spacingM, stratifiedMmPerKm, rowTiltMmPerKm, columnTiltMmPerKm } = file.atmosphere;
  const paths = file.dates.map((date) => join(folder, `truth/atmosphere/${date.replaceAll('-', '')}.tif`));
  const first = await GeoTiffReader.open(paths[0]);
  const { widthPixels, heightPixels } = first.facts;
  await first.close();
  const nodes: Float32Array[] = [];
  for (const path of paths) nodes.push(await readRaster(path));
  const turbulence = Float64Array.from(nodes[0], (_, node) => estimate(nodes.map((values) => values[node])));
  const [perKm, perRow, perColumn] = [stratifiedMmPerKm, rowTiltMmPerKm, columnTiltMmPerKm].map(estimate);
  const at = (row: number, column: number) =>
    turbulence[Math.min(row, heightPixels - 1) * widthPixels + Math.min(column, widthPixels - 1)];
  return Float32Array.from({ length: rows * columns }, (_, pixel) => {
    const [row, column] = [Math.floor(pixel / columns), pixel % columns];
    const [down, across] = [(row * rowSpacingM) / spacingM, (column * columnSpacingM) / spacingM];
    const [top, left] = [Math.floor(down), Math.floor(across)];
    const [y, x] = [down - top, across - left];
    const above = (1 - x) * at(top, left) + x * at(top, left + 1);
    const below = (1 - x) * at(top + 1, left) + x * at(top + 1, left + 1);
    const tilt =
      perRow * (row - (rows - 1) / 2) * rowSpacingM + perColumn * (column - (columns - 1) / 2) * columnSpacingM;
    return (1 - y) * above + y * below + (perKm * heightM[pixel] + tilt) / 1000;
  });
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
