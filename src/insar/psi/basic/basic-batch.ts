/**
 * Points of the pipeline as EGMS delivers them: identifiers, all attributes in order with EGMS's units and decimals, series
 * in tenths of a millimetre. Attributes are those of the rounded series, so that anybody finds them again from the file.
 */
import { transformPoint } from '../../../geodesy/transform.js';
import { createAttributeModel } from '../../../products/attributes.js';
import { attributeColumns } from '../../../products/columns.js';
import { encodeL2Pid } from '../../../products/pid.js';
import { type AttributeName, MISSING_TENTHS, type PointBatch } from '../../../products/point-batch.js';
import { LARGEST_TENTHS } from '../../../products/tenths.js';
import { Turns } from '../../turns.js';
import type { PointColumns } from '../step-files.js';
import type { BasicProduct } from './basic-product.js';
import { pixelAreaM2 } from './ground-pixel.js';
import { incidenceDeg, trackAngleDeg } from './look-angles.js';
import { statedAttributes } from './stated-attributes.js';

export interface BatchOptions {
  /** Parts of the network: with one, EGMS labels all points 0. */
  readonly clusters: number;
  /** Height of the geoid above the ellipsoid, metres, one for the area; without it there are no orthometric heights. */
  readonly geoidHeightM?: number;
  readonly signal: AbortSignal;
}

const BATCH_POINTS = 4096;

/** Columns that are not computed from the series alone. */
type Given = Partial<Record<AttributeName, number>>;

/** Batches in the order of the blocks, rows numbered through. Throws Error for a pixel that comes twice. */
export async function* basicBatches(
  blocks: AsyncIterable<PointColumns>,
  product: BasicProduct,
  options: BatchOptions,
): AsyncGenerator<PointBatch> {
  const { dates, attributes: names } = product.header;
  const model = createAttributeModel(dates);
  const decimals = new Map(
    attributeColumns('L2a', 'from-2020-2024').map((column) => [column.attribute, column.decimals]),
  );
  const scales = names.map((name) => 10 ** (decimals.get(name) ?? 0));
  const toGround = transformPoint('OGC:CRS84', 'EPSG:3035');
  const turns = new Turns(options.signal);
  let firstRow = 0;
  for await (const block of blocks) {
    refuseTwins(block);
    for (let from = 0; from < block.row.length; from += BATCH_POINTS) {
      const count = Math.min(BATCH_POINTS, block.row.length - from);
      const pid: string[] = [];
      const columns = names.map(() => new Float64Array(count));
      const seriesMm = new Float64Array(count * dates.length);
      for (let i = 0; i < count; i++) {
        const series = seriesMm.subarray(i * dates.length, (i + 1) * dates.length);
        roundSeries(block.displacementMm, (from + i) * dates.length, series);
        const given = givenOf(block, from + i, product, options, toGround);
        const fitted: Given = {
          ...given,
          ...statedAttributes(model, series, block.hiddenStdMm[from + i], block.noiseFactor[from + i]),
        };
        for (let c = 0; c < names.length; c++) {
          columns[c][i] = Math.round((fitted[names[c]] ?? Number.NaN) * scales[c]) / scales[c];
        }
        pid.push(encodeL2Pid({ ...product.name, producer: product.producer, line: given.line!, pixel: given.pixel! }));
        if (turns.isDue) await turns.pass();
      }
      wrapTrackAngle(columns[names.indexOf('trackAngleDeg')]);
      yield { count, firstRow, pid, attributes: columns, ...packedSeries(seriesMm) };
      firstRow += count;
    }
  }
}

function givenOf(
  block: PointColumns,
  point: number,
  { numbers, pixel }: BasicProduct,
  { clusters, geoidHeightM = Number.NaN }: BatchOptions,
  toGround: (longitude: number, latitude: number) => readonly [number, number],
): Given {
  const [row, column] = [block.row[point], block.column[point]];
  const [losEast, losNorth, losUp] = [block.losEast[point], block.losNorth[point], block.losUp[point]];
  const [longitudeDeg, latitudeDeg] = [block.longitudeDeg[point], block.latitudeDeg[point]];
  const [eastingM, northingM] = toGround(longitudeDeg, latitudeDeg);
  const heightEllipsoidM = block.heightM[point];
  return {
    clusterLabel: clusters > 1 ? block.cluster[point] + 1 : 0,
    mpTypeM2: areaOf(block.samples[point], pixelAreaM2(pixel, losUp)),
    latitudeDeg,
    longitudeDeg,
    eastingM,
    northingM,
    heightM: heightEllipsoidM - geoidHeightM,
    heightEllipsoidM,
    line: numbers.line(row, column),
    pixel: numbers.pixel(row, column),
    amplitudeDispersion: block.dispersion[point],
    incidenceDeg: incidenceDeg(losUp),
    trackAngleDeg: trackAngleDeg(losEast, losNorth),
    losEast,
    losNorth,
    losUp,
  };
}

/** Zero says persistent scatterer, so that no distributed one may round to it. */
const areaOf = (samples: number, pixelM2: number) => (samples === 0 ? 0 : Math.max(1, Math.round(samples * pixelM2)));

function roundSeries(displacementMm: Float32Array, from: number, out: Float64Array): void {
  // Adding zero takes the sign off -0, which is a value of its own in files of EGMS.
  for (let i = 0; i < out.length; i++) out[i] = (Math.round(10 * displacementMm[from + i]) + 0) / 10;
}

/** 359.996 rounds to 360, which is 0. */
function wrapTrackAngle(trackAnglesDeg: Float64Array): void {
  for (let i = 0; i < trackAnglesDeg.length; i++) if (trackAnglesDeg[i] >= 360) trackAnglesDeg[i] -= 360;
}

/** The millimetres as they are where a point has moved farther than tenths can say. */
function packedSeries(seriesMm: Float64Array): Pick<PointBatch, 'seriesTenths' | 'seriesMm'> {
  const seriesTenths = new Int16Array(seriesMm.length);
  for (let i = 0; i < seriesMm.length; i++) {
    const value = seriesMm[i];
    const tenths = Math.round(value * 10);
    if (Math.abs(tenths) > LARGEST_TENTHS) return { seriesMm };
    seriesTenths[i] = Number.isNaN(value) ? MISSING_TENTHS : tenths;
  }
  return { seriesTenths };
}

/** Points of a block are in order, so that twins are neighbours. They would share an identifier. */
function refuseTwins({ row, column }: PointColumns): void {
  for (let i = 1; i < row.length; i++) {
    if (row[i] === row[i - 1] && column[i] === column[i - 1]) {
      throw new Error(`two points at row ${row[i]}, column ${column[i]}: expected one for each pixel`);
    }
  }
}
