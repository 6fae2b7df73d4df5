/** The points of the primary network: of all candidates the best in each cell, gathered block by block. */
import { bestPointPerCell } from '../../network/best-points.js';

export interface NetworkPoints {
  readonly count: number;
  readonly eastM: Float64Array;
  readonly northM: Float64Array;
  readonly heightM: Float64Array;
  readonly sigmaRad: Float32Array;
  /** (count, dates) shared between threads. */
  readonly phasesRad: Float32Array;
  /** (count) block, and place in its file of candidates. */
  readonly block: Int32Array;
  readonly index: Int32Array;
}

/** Candidates of a block, as far as they matter here. */
export interface GatheredBlock {
  readonly block: number;
  readonly eastM: Float64Array;
  readonly northM: Float64Array;
  readonly heightM: Float64Array;
  readonly sigmaRad: Float32Array;
  /** (n, dates) of the phase model. */
  readonly phasesRad: Float32Array;
}

export class NetworkPointCollector {
  readonly #chosen: ChosenPoint[] = [];

  constructor(
    private readonly cellSizeM: number,
    private readonly dates: number,
    private readonly maxSigmaRad: number,
  ) {}

  /** Keeps the best of each cell of a block. */
  add({ block, eastM, northM, heightM, sigmaRad, phasesRad }: GatheredBlock): void {
    const quality = sigmaRad.map((sigma) => (sigma <= this.maxSigmaRad ? -sigma : Number.NaN));
    for (const index of bestPointPerCell(eastM, northM, quality, this.cellSizeM)) {
      this.#chosen.push({
        block,
        index,
        eastM: eastM[index],
        northM: northM[index],
        heightM: heightM[index],
        sigmaRad: sigmaRad[index],
        phasesRad: phasesRad.slice(index * this.dates, (index + 1) * this.dates),
      });
    }
  }

  /** Cells on the border of two blocks had a best point in each. */
  points(): NetworkPoints {
    const chosen = this.#chosen;
    const best = bestPointPerCell(
      Float64Array.from(chosen, ({ eastM }) => eastM),
      Float64Array.from(chosen, ({ northM }) => northM),
      Float64Array.from(chosen, ({ sigmaRad }) => -sigmaRad),
      this.cellSizeM,
    );
    const kept = [...best].map((k) => chosen[k]);
    const { dates } = this;
    const phasesRad = new Float32Array(new SharedArrayBuffer(4 * kept.length * dates));
    kept.forEach((point, k) => {
      phasesRad.set(point.phasesRad, k * dates);
    });
    return {
      count: kept.length,
      eastM: Float64Array.from(kept, ({ eastM }) => eastM),
      northM: Float64Array.from(kept, ({ northM }) => northM),
      heightM: Float64Array.from(kept, ({ heightM }) => heightM),
      sigmaRad: Float32Array.from(kept, ({ sigmaRad }) => sigmaRad),
      phasesRad,
      block: Int32Array.from(kept, ({ block }) => block),
      index: Int32Array.from(kept, ({ index }) => index),
    };
  }
}

interface ChosenPoint {
  readonly block: number;
  readonly index: number;
  readonly eastM: number;
  readonly northM: number;
  readonly heightM: number;
  readonly sigmaRad: number;
  readonly phasesRad: Float32Array;
}
