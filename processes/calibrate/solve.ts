/** From what was read to the surfaces: adjusted, mapped and reported, in one step that is done once. */
import { setImmediate } from 'node:timers/promises';
import { adjust } from '../../src/insar/calibration/adjustment.js';
import type { CalibrationSurface } from '../../src/insar/calibration/surface.js';
import type { ProcessContext } from '../../src/jobs/process.js';
import type { GnssModel } from '../../src/products/gnss-model.js';
import { gather, refuseEmpty, refuseUncovered } from './gather.js';
import { type KeptFile, writeTextFile } from './kept-file.js';
import type { Parameters } from './parameters.js';
import { type Report, reportOf } from './report.js';
import { residualMap } from './residual-map.js';
import type { Source } from './sources.js';

/** Plain JSON; the file is the residual map. */
export interface Solved extends KeptFile {
  readonly surface: CalibrationSurface;
  /** In the order of the surface. */
  readonly products: readonly SolvedProduct[];
  readonly report: Report;
}

export interface SolvedProduct {
  readonly collection: string;
  readonly productNo: number;
  /** Points selected. */
  readonly points: number;
}

const RESIDUALS_FILE = 'residuals.geojson';

export async function solve(
  { signal, folder, progress, log }: Pick<ProcessContext, 'signal' | 'folder' | 'progress' | 'log'>,
  sources: readonly Source[],
  parameters: Parameters,
  model: GnssModel,
  heldOut: readonly string[],
  shareOfReading: number,
): Promise<Solved> {
  const gathered = await gather(sources, {
    model,
    tieCellM: parameters.tieCellM,
    signal,
    onProgress: (share) => progress(share * shareOfReading, 'reading points'),
  });
  const { products, observations } = gathered;
  refuseEmpty(gathered, sources);
  if (!parameters.allowUncovered) refuseUncovered(products, heldOut);
  const { ties, overlaps } = observations;
  log('info', `${products.length} bursts, ${ties.length} tie cells, ${overlaps.length} overlap cells`);
  progress(shareOfReading, 'adjusting');
  const adjustment = await adjust(observations, parameters, signal);
  await setImmediate();
  const report = reportOf({ parameters, gathered, adjustment, model, heldOut });
  return {
    ...(await writeTextFile(folder, RESIDUALS_FILE, residualMap(observations, adjustment))),
    surface: adjustment.surface,
    products: products.map(({ source, product, count }) => ({
      collection: source.input.collection,
      productNo: product.productNo,
      points: count.points,
    })),
    report,
  };
}
