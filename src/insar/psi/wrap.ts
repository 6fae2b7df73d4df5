/** A phase without its whole turns, within pi of zero. */
export const wrap = (phase: number): number => phase - 2 * Math.PI * Math.round(phase / (2 * Math.PI));
