/** What is decided before anything is solved: which ties count, and what surface each burst gets. */

import { turn } from '../turns.js';
import type { CalibrationObservations, TieCell } from './observations.js';
import { splineGridOver } from './spline-grid.js';
import { type ProductForm, SurfaceBasis, type TrackSpline } from './surface-basis.js';
import { boxOf, lowpassObjection, polynomialForm, type Spot, type SurfaceKind } from './surface-form.js';

export interface PlanOptions {
  readonly surface: SurfaceKind;
  readonly cutoffKm: number;
  readonly overlapTies: boolean;
}

export interface AdjustmentPlan {
  readonly basis: SurfaceBasis;
  readonly forms: readonly ProductForm[];
  readonly splines: readonly TrackSpline[];
  /** Per tie. */
  readonly usesTie: readonly boolean[];
  /** Per product: whether GNSS holds it, by its own ties or through its neighbours. */
  readonly hasGnss: readonly boolean[];
  /** Per unit: whether any observation says something about it. */
  readonly isHeld: readonly boolean[];
}

/** Ties that a neighbour must have to hold a burst up at their overlap. */
const FIRM_TIES = 8;

export async function planAdjustment(
  observations: CalibrationObservations,
  options: PlanOptions,
  signal?: AbortSignal,
): Promise<AdjustmentPlan> {
  const { products, units, ties } = observations;
  const unitHasGnss = unitsWithGnss(observations, options.overlapTies);
  // Where the model does not reach, as on islands without GNSS, EGMS sets the mean velocity to zero: ties to 0 mm/yr.
  const usesTie = ties.map((tie) => tie.isCovered || !unitHasGnss[tie.unit]);
  const hasGnss = products.map((_, product) =>
    units.some((unit, index) => unit.product === product && unitHasGnss[index]),
  );
  await turn(signal);
  const holds = placesThatHold(observations, usesTie, options.overlapTies);
  await turn(signal);
  const extents = placesByProduct(observations, ties);
  await turn(signal);
  const splines: TrackSpline[] = [];
  const forms = new Array<ProductForm>(products.length);
  for (const members of productsByTrack(observations)) {
    const objection =
      options.surface === 'lowpass'
        ? lowpassObjection(
            members.flatMap((product) => holds[product]),
            members.flatMap((product) => extents[product]),
            options.cutoffKm * 1000,
          )
        : undefined;
    const order = options.surface === 'quadratic' ? 2 : 1;
    for (const product of members) {
      await turn(signal);
      if (options.surface === 'lowpass' && objection === undefined) {
        forms[product] = { ...polynomialForm(0, holds[product], extents[product]), spline: splines.length };
      } else {
        const form = polynomialForm(order, holds[product], extents[product]);
        const fallback = [objection && `no low-pass surface: ${objection}`, form.fallback].filter(Boolean).join('; ');
        forms[product] = { ...form, ...(fallback ? { fallback } : {}) };
      }
    }
    if (options.surface === 'lowpass' && objection === undefined) {
      const { track, direction } = products[members[0]];
      const box = boxOf(members.flatMap((product) => extents[product]));
      splines.push({ track, direction, ...splineGridOver(box, options.cutoffKm * 500) });
    }
  }
  await turn(signal);
  const held = new Set(ties.flatMap(({ unit }, i) => (usesTie[i] ? unit : [])));
  if (options.overlapTies) for (const { unit, other } of observations.overlaps) held.add(unit).add(other);
  const isHeld = units.map((_, unit) => held.has(unit));
  return { basis: new SurfaceBasis(products, units, forms, splines), forms, splines, usesTie, hasGnss, isHeld };
}

/** Units tied to GNSS, by themselves or through units that they overlap. */
function unitsWithGnss({ units, ties, overlaps }: CalibrationObservations, overlapTies: boolean): boolean[] {
  const leader = units.map((_, index) => index);
  const leaderOf = (unit: number): number => {
    let at = unit;
    while (leader[at] !== at) at = leader[at];
    leader[unit] = at;
    return at;
  };
  if (overlapTies) for (const { unit, other } of overlaps) leader[leaderOf(unit)] = leaderOf(other);
  const tied = new Set(ties.filter(({ isCovered }) => isCovered).map(({ unit }) => leaderOf(unit)));
  return units.map((_, unit) => tied.has(leaderOf(unit)));
}

/** Indices of products, those of one track and direction together. */
function productsByTrack({ products }: CalibrationObservations): number[][] {
  const groups = new Map<string, number[]>();
  products.forEach(({ track, direction }, product) => {
    const key = `${direction} ${track}`;
    const group = groups.get(key);
    if (group) group.push(product);
    else groups.set(key, [product]);
  });
  return [...groups.values()];
}

/** Per product the places that hold its surface: its ties, and overlaps with neighbours that have ties of their own. */
function placesThatHold(
  observations: CalibrationObservations,
  usesTie: readonly boolean[],
  overlapTies: boolean,
): Spot[][] {
  const { products, units, ties, overlaps } = observations;
  const used = ties.filter((_, i) => usesTie[i]);
  const places = placesByProduct(observations, used);
  const isFirm = products.map((_, product) => places[product].length >= FIRM_TIES);
  if (!overlapTies) return places;
  const held = places.map((spots) => [...spots]);
  for (const { unit, other, kind, eastingM, northingM } of overlaps) {
    const [a, b] = [units[unit].product, units[other].product];
    if (kind !== 'same-track' || a === b) continue;
    if (isFirm[b]) held[a].push({ eastingM, northingM });
    if (isFirm[a]) held[b].push({ eastingM, northingM });
  }
  return held;
}

/**
 * Places of ties by product. Clusters have constants of their own, so that a slope is held only by what lies within one:
 * they are moved over one another before the places are judged.
 */
function placesByProduct({ products, units }: CalibrationObservations, ties: readonly TieCell[]): Spot[][] {
  const byUnit = units.map(() => [] as Spot[]);
  for (const { unit, eastingM, northingM } of ties) byUnit[unit].push({ eastingM, northingM });
  return products.map((_, product) => {
    const parts = byUnit.filter((spots, unit) => units[unit].product === product && spots.length > 0);
    if (parts.length < 2) return parts.flat();
    const middle = meanOf(parts.flat());
    return parts.flatMap((spots) => {
      const own = meanOf(spots);
      return spots.map(({ eastingM, northingM }) => ({
        eastingM: eastingM - own.eastingM + middle.eastingM,
        northingM: northingM - own.northingM + middle.northingM,
      }));
    });
  });
}

function meanOf(spots: readonly Spot[]): Spot {
  return {
    eastingM: spots.reduce((sum, { eastingM }) => sum + eastingM, 0) / spots.length,
    northingM: spots.reduce((sum, { northingM }) => sum + northingM, 0) / spots.length,
  };
}
