/** What is true of the pixels of a row: heights, land cover, motion as this geometry sees it. */
import type { Ground } from './ground.js';
import type { Parcel } from './land-cover.js';
import type { MotionModel } from './motion-sources.js';
import type { Target } from './targets.js';
import { unitVector, type View } from './view.js';

export class RowTruth {
  readonly parcels: readonly Parcel[];
  /** As given, metres. */
  readonly heightM: Float64Array;
  /** True minus given. */
  readonly heightErrorM: Float64Array;
  /** Slant range, and the same times the sine of the incidence. */
  readonly slantRangeM: Float64Array;
  readonly rangeSineM: Float64Array;
  readonly losEast: Float64Array;
  readonly losNorth: Float64Array;
  readonly losUp: Float64Array;
  /** By function of time: (columns) mm towards the satellite; undefined where nothing of the row has any. */
  readonly losCoefficients: (Float64Array | undefined)[];
  /** Signal-to-clutter ratio of the scatterer in a pixel; NaN without one. */
  readonly scrDb: Float64Array;
  readonly #motion: Float64Array;
  readonly #ownMotion = new Map<number, Float64Array>();

  constructor(
    ground: Ground,
    private readonly view: View,
    private readonly model: MotionModel,
    readonly row: number,
  ) {
    const { columns, centreEastM, centreNorthM } = view.spec;
    const numbers = () => new Float64Array(columns);
    [this.heightM, this.heightErrorM, this.slantRangeM, this.rangeSineM] = [numbers(), numbers(), numbers(), numbers()];
    [this.losEast, this.losNorth, this.losUp] = [numbers(), numbers(), numbers()];
    this.scrDb = numbers().fill(Number.NaN);
    const parcels: Parcel[] = new Array(columns);
    const size = 3 * model.functions.length;
    this.#motion = new Float64Array(size * columns);
    const isUsed = new Uint8Array(model.functions.length);
    this.losCoefficients = new Array(model.functions.length).fill(undefined);
    for (let column = 0; column < columns; column++) {
      const [east, north] = this.placeOf(row, column);
      parcels[column] = ground.landCover.at(east, north);
      this.heightM[column] = ground.heightM(east, north);
      this.heightErrorM[column] = ground.demErrorM(east, north);
      const incidence = view.incidenceRad(centreEastM + east, centreNorthM + north);
      this.slantRangeM[column] = view.slantRangeM(incidence);
      this.rangeSineM[column] = this.slantRangeM[column] * Math.sin(incidence);
      const vector = unitVector(view, incidence);
      [this.losEast[column], this.losNorth[column], this.losUp[column]] = vector;
      const motion = this.#motion.subarray(size * column, size * (column + 1));
      model.at(east, north, motion);
      for (let i = 0; i < size; i++) if (motion[i] !== 0) isUsed[(i / 3) | 0] = 1;
    }
    this.parcels = parcels;
    for (let k = 0; k < isUsed.length; k++) {
      if (!isUsed[k]) continue;
      const coefficients = numbers();
      for (let column = 0; column < columns; column++) {
        const at = size * column + 3 * k;
        coefficients[column] =
          this.#motion[at] * this.losEast[column] +
          this.#motion[at + 1] * this.losNorth[column] +
          this.#motion[at + 2] * this.losUp[column];
      }
      this.losCoefficients[k] = coefficients;
    }
  }

  /** Of a pixel, relative to the centre of the scene: east, north. */
  placeOf(row: number, column: number): readonly [eastM: number, northM: number] {
    const { centreEastM, centreNorthM } = this.view.spec;
    return [this.view.eastM(row, column) - centreEastM, this.view.northM(row, column) - centreNorthM];
  }

  /** From now on a pixel says what is true of the scatterer in it. */
  show(target: Target): void {
    const { column } = target;
    this.heightErrorM[column] = target.heightErrorM;
    this.scrDb[column] = target.scrDb;
    this.#ownMotion.set(column, target.motion);
    target.losCoefficients.forEach((coefficient, k) => {
      if (coefficient === 0 && !this.losCoefficients[k]) return;
      this.losCoefficients[k] ??= new Float64Array(this.heightM.length);
      this.losCoefficients[k]![column] = coefficient;
    });
  }

  /** Mean velocity, mm/yr: along 0 east, 1 north, 2 up. */
  velocity(axis: 0 | 1 | 2, slopes: Float64Array, out: Float32Array): Float32Array {
    const size = 3 * this.model.functions.length;
    for (let column = 0; column < out.length; column++) {
      const own = this.#ownMotion.get(column);
      const motion = own ?? this.#motion;
      const from = own ? axis : size * column + axis;
      let velocity = 0;
      for (let k = 0; k < slopes.length; k++) velocity += motion[from + 3 * k] * slopes[k];
      out[column] = velocity;
    }
    return out;
  }
}
