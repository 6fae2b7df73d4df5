/** Cells of residuals above which the air of every date is known. */
import { type Atmosphere, atmosphereOf } from '../../../src/insar/psi/points/atmosphere.js';
import { type CellColumns, CellSums } from '../../../src/insar/psi/points/residual-cells.js';
import { type StepModel, stepModel } from '../../../src/insar/psi/step-model.js';
import { SeededRandom } from '../../../src/products/seeded-random.js';
import { madeModel } from './made-model.js';

export interface MadeCells {
  readonly dates: number;
  readonly functions: number;
  /** Side of the scene in cells of 200 m. */
  readonly side: number;
  readonly pointsPerCell: number;
  readonly noiseRad: number;
  readonly residualRad: (eastM: number, northM: number, heightM: number, date: number) => number;
  readonly smoothRad?: (eastM: number, northM: number, f: number) => number;
  readonly heightErrorM?: (eastM: number, northM: number) => number;
}

/** Relief that is no plane. */
export const heightAt = (eastM: number, northM: number): number => 80 * Math.sin(eastM / 250) * Math.cos(northM / 330);

export function madeCells(made: MadeCells, cluster = 0, seed = 1): CellColumns {
  const random = new SeededRandom(seed);
  const sums = new CellSums(200, made.dates, made.functions);
  for (let cell = 0; cell < made.side ** 2; cell++) {
    for (let k = 0; k < made.pointsPerCell; k++) {
      const eastM = 200 * ((cell % made.side) + random.uniform());
      const northM = 200 * (Math.floor(cell / made.side) + random.uniform());
      const heightM = heightAt(eastM, northM);
      sums.add(
        {
          ...{ eastM, northM, heightM, cluster },
          heightErrorM: made.heightErrorM?.(eastM, northM) ?? 0,
          weight: 1 / made.noiseRad ** 2,
        },
        Float64Array.from(
          { length: made.functions },
          (_, f) => (made.smoothRad?.(eastM, northM, f) ?? 0) + made.noiseRad * random.gaussian(),
        ),
        Float32Array.from(
          { length: made.dates },
          (_, i) => made.residualRad(eastM, northM, heightM, i) + made.noiseRad * random.gaussian(),
        ),
      );
    }
  }
  return sums.columns();
}

/** Of as many dates, every 24 days. */
export const stepOf = (dates: number): StepModel => stepModel(madeModel(dates, 24));

export const madeAtmosphere = (
  cells: CellColumns,
  clusters: number,
  dates: number,
  trend: 'common' | 'plane' | 'air' = 'air',
): Promise<Atmosphere> => atmosphereOf(cells, clusters, stepOf(dates), { trend }, new AbortController().signal);
