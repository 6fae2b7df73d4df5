/** What the sign of a motion means, in words: along the line of sight at level 2, up or east at level 3. */
import type { Collection } from '../catalog/collection.js';
import type { PointStyle, StyleAttribute } from '../render/style.js';

/** Whether the sign of the attribute is a direction. */
export const isMotion = (attribute: StyleAttribute): boolean =>
  attribute.type === 'displacement' || attribute.name === 'mean_velocity' || attribute.name === 'acceleration';

const ENDS = {
  lineOfSight: ['away', 'towards satellite'],
  up: ['down', 'up'],
  east: ['west', 'east'],
} as const satisfies Record<string, readonly [low: string, high: string]>;

/** What the low and the high end of a legend mean: `down` and `up`. Undefined for what has no direction. */
export function legendEndsOf(
  { identity }: Pick<Collection, 'identity'>,
  { attribute }: Pick<PointStyle, 'attribute'>,
): readonly [low: string, high: string] | undefined {
  if (!isMotion(attribute) || !identity) return undefined;
  const { geometry } = identity;
  return ENDS[geometry === 'up' || geometry === 'east' ? geometry : 'lineOfSight'];
}

/** `Positive: towards the satellite.` */
export function signTextOf({ identity }: Pick<Collection, 'identity'>, attribute: StyleAttribute): string | undefined {
  if (!isMotion(attribute) || !identity) return undefined;
  if (identity.geometry === 'up') return 'Positive upwards, negative downwards.';
  if (identity.geometry === 'east') return 'Positive eastwards, negative westwards.';
  return 'Along the line of sight: positive towards the satellite, negative away from it.';
}
