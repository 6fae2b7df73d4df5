/** Which way a displacement goes: stated wherever one leaves the server. */
import type { Collection } from '../../catalog/collection.js';

type Geometry = NonNullable<Collection['identity']>['geometry'];

interface Direction {
  readonly positive: string;
  /** Both ends of a scale, in the few letters that a legend has room for. */
  readonly ends: readonly [low: string, high: string];
}

const LINE_OF_SIGHT: Direction = { positive: 'towards the satellite', ends: ['away', 'towards satellite'] };

const DIRECTIONS: Readonly<Record<Geometry, Direction>> = {
  ascending: LINE_OF_SIGHT,
  descending: LINE_OF_SIGHT,
  up: { positive: 'upwards', ends: ['down', 'up'] },
  east: { positive: 'eastwards', ends: ['west', 'east'] },
};

/** What is of no product of EGMS is taken to be along a line of sight. */
export const directionOf = ({ identity }: Collection): Direction => DIRECTIONS[identity?.geometry ?? 'ascending'];
