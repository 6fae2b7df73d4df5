/** What the sign of a motion means, in words: along the line of sight at level 2, up or east at level 3. */
import type { Collection } from '../catalog/collection.js';
import type { PointStyle, StyleAttribute } from '../render/style.js';

type Identified = Pick<Collection, 'identity'>;
type Geometry = NonNullable<Collection['identity']>['geometry'];

export interface MotionSense {
  /** Continues "positive": `upwards`. */
  readonly positive: string;
  /** Both ends of a scale, in the few letters that a legend has room for. */
  readonly ends: readonly [low: string, high: string];
  /** A sentence. */
  readonly text: string;
}

const LINE_OF_SIGHT: MotionSense = {
  positive: 'towards the satellite',
  ends: ['away', 'towards satellite'],
  text: 'Along the line of sight: positive towards the satellite, negative away from it.',
};

const SENSES: Readonly<Record<Geometry, MotionSense>> = {
  ascending: LINE_OF_SIGHT,
  descending: LINE_OF_SIGHT,
  up: { positive: 'upwards', ends: ['down', 'up'], text: 'Positive upwards, negative downwards.' },
  east: { positive: 'eastwards', ends: ['west', 'east'], text: 'Positive eastwards, negative westwards.' },
};

/** Of the displacements of a collection; undefined for what is no product of EGMS, whose signs may mean anything. */
export const motionSense = ({ identity }: Identified): MotionSense | undefined => identity && SENSES[identity.geometry];

/** Whether the sign of the attribute is a direction. */
export const isMotion = (attribute: StyleAttribute): boolean =>
  attribute.type === 'displacement' || attribute.name === 'mean_velocity' || attribute.name === 'acceleration';

/** What the low and the high end of a legend mean: `down` and `up`. Undefined for what has no direction. */
export const legendEndsOf = (
  collection: Identified,
  { attribute }: Pick<PointStyle, 'attribute'>,
): MotionSense['ends'] | undefined => (isMotion(attribute) ? motionSense(collection)?.ends : undefined);

/** `Positive upwards, negative downwards.` Undefined for what has no direction. */
export const signTextOf = (collection: Identified, attribute: StyleAttribute): string | undefined =>
  isMotion(attribute) ? motionSense(collection)?.text : undefined;
