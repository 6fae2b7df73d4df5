/** The unknowns of the adjustment, numbered, and how the surface of a unit at a place depends on them. */
import type { CalibrationProduct, CalibrationUnit, OverlapCell } from './observations.js';
import { SPLINE_TERMS, type SplineGrid, splineTerms } from './spline-grid.js';
import { type CalibrationSurface, coefficientCount, monomials, SURFACE_UNIT_M } from './surface.js';
import type { SurfaceForm } from './surface-form.js';

export interface ProductForm extends SurfaceForm {
  /** Index of the spline that is added to the polynomial. */
  readonly spline?: number;
}

export interface TrackSpline extends SplineGrid {
  readonly track: number;
  readonly direction: CalibrationProduct['direction'];
}

/** A row of the design matrix: `count` unknowns, no two alike, and their factors. */
export interface Terms {
  count: number;
  readonly unknown: Int32Array;
  readonly factor: Float64Array;
}

/** Room for two units with quadratic surfaces and splines. */
export const newTerms = (): Terms => ({ count: 0, unknown: new Int32Array(64), factor: new Float64Array(64) });

const CURVATURES = [
  [2, 0, 1],
  [1, 1, Math.SQRT2],
  [0, 2, 1],
] as const;

export class SurfaceBasis {
  readonly unknownCount: number;
  /** First unknown of each product's coefficients, and of each spline's knots; constants of the units come first. */
  private readonly coefficientsAt: readonly number[];
  private readonly knotsAt: readonly number[];
  /** Number in the order of the matrix of each unknown. */
  private readonly numberOf: Int32Array;
  private readonly knotIndices = new Int32Array(SPLINE_TERMS);

  constructor(
    private readonly products: readonly CalibrationProduct[],
    private readonly units: readonly CalibrationUnit[],
    private readonly forms: readonly ProductForm[],
    private readonly splines: readonly TrackSpline[],
  ) {
    let next = units.length;
    const take = (count: number) => {
      next += count;
      return next - count;
    };
    this.coefficientsAt = forms.map(({ order }) => take(coefficientCount(order)));
    this.knotsAt = splines.map(({ columns, rows }) => take(columns * rows));
    this.unknownCount = next;
    this.numberOf = this.#sweepOrder();
  }

  /** Row of a unit's surface at a place. */
  surfaceTerms(unit: number, eastingM: number, northingM: number, out: Terms): Terms {
    out.count = 0;
    return this.#append(unit, eastingM, northingM, 1, true, true, out);
  }

  /** Row of the difference of two units' surfaces; what they share cancels. */
  differenceTerms({ unit, other, eastingM, northingM, scale, otherScale }: OverlapCell, out: Terms): Terms {
    const [a, b] = [this.units[unit].product, this.units[other].product];
    const ownCoefficients = a !== b;
    const ownKnots = this.forms[a].spline !== this.forms[b].spline;
    out.count = 0;
    this.#append(unit, eastingM, northingM, 1 / scale, ownCoefficients, ownKnots, out);
    return this.#append(other, eastingM, northingM, -1 / otherScale, ownCoefficients, ownKnots, out);
  }

  /** Numbers in the matrix of a product's unknowns: constants of its units, then coefficients. */
  productUnknowns(product: number): number[] {
    const constants = this.units.flatMap((unit, index) => (unit.product === product ? [index] : []));
    const count = coefficientCount(this.forms[product].order);
    const coefficients = Array.from({ length: count }, (_, i) => this.coefficientsAt[product] + i);
    return [...constants, ...coefficients].map((unknown) => this.numberOf[unknown]);
  }

  /** Numbers of all polynomial coefficients but the constants. */
  slopeUnknowns(): number[] {
    return this.forms.flatMap(({ order }, product) =>
      Array.from({ length: coefficientCount(order) }, (_, i) => this.numberOf[this.coefficientsAt[product] + i]),
    );
  }

  constantUnknown(unit: number): number {
    return this.numberOf[unit];
  }

  /** Curvature of a spline at a place, mm/yr per spacing^2: along both axes, and the mixed one twice. */
  *curvatureTerms(spline: number, eastingM: number, northingM: number, out: Terms): Generator<Terms> {
    const grid = this.splines[spline];
    for (const [alongEasting, alongNorthing, factor] of CURVATURES) {
      splineTerms(grid, eastingM, northingM, this.knotIndices, out.factor, 0, alongEasting, alongNorthing);
      for (let i = 0; i < SPLINE_TERMS; i++) {
        out.unknown[i] = this.numberOf[this.knotsAt[spline] + this.knotIndices[i]];
        out.factor[i] *= factor;
      }
      out.count = SPLINE_TERMS;
      yield out;
    }
  }

  /** Second differences of the knots of a spline, along both axes and across. */
  *knotDifferenceTerms(spline: number, out: Terms): Generator<Terms> {
    const { columns, rows } = this.splines[spline];
    const knot = (column: number, row: number) => this.numberOf[this.knotsAt[spline] + row * columns + column];
    const put = (...entries: readonly (readonly [unknown: number, factor: number])[]) => {
      entries.forEach(([unknown, factor], i) => {
        out.unknown[i] = unknown;
        out.factor[i] = factor;
      });
      out.count = entries.length;
      return out;
    };
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const here = knot(column, row);
        const [east, north] = [column + 1, row + 1];
        if (column + 2 < columns) yield put([here, 1], [knot(east, row), -2], [knot(column + 2, row), 1]);
        if (row + 2 < rows) yield put([here, 1], [knot(column, north), -2], [knot(column, row + 2), 1]);
        if (east < columns && north < rows) {
          const twice = Math.SQRT2;
          yield put(
            [here, twice],
            [knot(east, row), -twice],
            [knot(column, north), -twice],
            [knot(east, north), twice],
          );
        }
      }
    }
  }

  /** The surface that a solution (in the order of the matrix) means. */
  surfaceOf(solution: Float64Array): CalibrationSurface {
    const at = (unknown: number) => solution[this.numberOf[unknown]];
    const range = (first: number, count: number) => Array.from({ length: count }, (_, i) => at(first + i));
    return {
      products: this.forms.map(({ order, originEastingM, originNorthingM, spline }, product) => ({
        name: this.products[product].name,
        originEastingM,
        originNorthingM,
        constants: this.units.flatMap((unit, index) =>
          unit.product === product ? [{ cluster: unit.cluster, mmPerYear: at(index) }] : [],
        ),
        coefficients: range(this.coefficientsAt[product], coefficientCount(order)),
        ...(spline === undefined ? {} : { spline }),
      })),
      splines: this.splines.map((spline, index) => ({
        ...spline,
        coefficients: range(this.knotsAt[index], spline.columns * spline.rows),
      })),
    };
  }

  #append(
    unit: number,
    eastingM: number,
    northingM: number,
    factor: number,
    withCoefficients: boolean,
    withKnots: boolean,
    out: Terms,
  ): Terms {
    const { product } = this.units[unit];
    const { order, originEastingM, originNorthingM, spline } = this.forms[product];
    out.unknown[out.count] = this.numberOf[unit];
    out.factor[out.count++] = factor;
    if (withCoefficients) {
      const [x, y] = [(eastingM - originEastingM) / SURFACE_UNIT_M, (northingM - originNorthingM) / SURFACE_UNIT_M];
      const count = monomials(order, x, y, out.factor, out.count);
      for (let i = 0; i < count; i++, out.count++) {
        out.unknown[out.count] = this.numberOf[this.coefficientsAt[product] + i];
        out.factor[out.count] *= factor;
      }
    }
    if (withKnots && spline !== undefined) {
      splineTerms(this.splines[spline], eastingM, northingM, this.knotIndices, out.factor, out.count);
      for (let i = 0; i < SPLINE_TERMS; i++, out.count++) {
        out.unknown[out.count] = this.numberOf[this.knotsAt[spline] + this.knotIndices[i]];
        out.factor[out.count] *= factor;
      }
    }
    return out;
  }

  /**
   * Unknowns in the order in which a line that sweeps over the land meets them, one orbit direction after the other: those
   * that meet in an observation lie together, and the matrix stays narrow.
   */
  #sweepOrder(): Int32Array {
    const places: { direction: string; eastingM: number; northingM: number }[] = [];
    const put = (direction: string, eastingM: number, northingM: number) =>
      places.push({ direction, eastingM, northingM });
    const middle = (product: number) => {
      const { originEastingM, originNorthingM } = this.forms[product];
      put(this.products[product].direction, originEastingM, originNorthingM);
    };
    for (const { product } of this.units) middle(product);
    this.forms.forEach(({ order }, product) => {
      for (let i = 0; i < coefficientCount(order); i++) middle(product);
    });
    for (const { direction, eastingM, northingM, spacingM, columns, rows } of this.splines) {
      for (let k = 0; k < columns * rows; k++) {
        put(direction, eastingM + (k % columns) * spacingM, northingM + Math.floor(k / columns) * spacingM);
      }
    }
    const spanOf = (values: readonly number[]) =>
      values.reduce((most, value) => Math.max(most, value), values[0]) -
      values.reduce((least, value) => Math.min(least, value), values[0]);
    const alongNorth =
      spanOf(places.map(({ northingM }) => northingM)) >= spanOf(places.map(({ eastingM }) => eastingM));
    const along = (unknown: number) => places[unknown][alongNorth ? 'northingM' : 'eastingM'];
    const order = places.map((_, unknown) => unknown);
    order.sort((a, b) => {
      if (places[a].direction !== places[b].direction) return places[a].direction < places[b].direction ? -1 : 1;
      return along(a) - along(b) || a - b;
    });
    const numberOf = new Int32Array(order.length);
    order.forEach((unknown, number) => {
      numberOf[unknown] = number;
    });
    return numberOf;
  }
}
