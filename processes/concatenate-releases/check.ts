/** A release cannot be joined to itself. */
import type { CollectionInput, RequestCheck } from '../../src/jobs/process.js';

export const check: RequestCheck = ({ earlier, later }) => {
  const [first, second] = [earlier, later] as (CollectionInput | undefined)[];
  if (first?.collection === undefined || first.collection !== second?.collection) return [];
  return [
    { pointer: '/inputs/later/collection', detail: `expected another release than earlier, got ${first.collection}` },
  ];
};
