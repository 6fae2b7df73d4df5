/** What became of an arc. */
export const KEPT = 0;
/** Too far off from what the others say. */
export const REJECTED = 1;
/** No weight, no difference, or an end that was dropped. */
export const UNUSED = 2;
