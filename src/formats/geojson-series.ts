/** Displacement series as JSON text: millions of numbers, nearly all of them tenths of a millimetre that come again. */
import { jsonString } from './geojson.js';

/** Text of n/10 at n + OFFSET, filled as needed: all a stored series of int16 can hold. */
const OFFSET = 32_768;
const tenths: string[] = new Array(2 * OFFSET);

/** One displacement in mm; null where it was not observed. */
export function displacementText(displacementMm: number | null): string {
  if (displacementMm === null || !Number.isFinite(displacementMm)) return 'null';
  const n = Math.round(displacementMm * 10);
  if (n / 10 !== displacementMm || n < -OFFSET || n >= OFFSET) return String(displacementMm);
  tenths[n + OFFSET] ??= String(displacementMm);
  return tenths[n + OFFSET];
}

/** `[-1.2,null,0.4]`. */
export function seriesArrayText(displacementMm: readonly (number | null)[]): string {
  let text = '[';
  for (let i = 0; i < displacementMm.length; i++) {
    text += (i === 0 ? '' : ',') + displacementText(displacementMm[i]);
  }
  return `${text}]`;
}

/** Compiles the writer of one property per date, `"20200103":-1.2,"20200109":null`, for `FeatureExtras.properties`. */
export function wideSeriesWriter(names: readonly string[]): (displacementMm: readonly (number | null)[]) => string {
  const keys = names.map((name, i) => `${i === 0 ? '' : ','}${jsonString(name)}:`);
  return (displacementMm) => {
    let text = '';
    for (let i = 0; i < keys.length; i++) text += keys[i] + displacementText(displacementMm[i]);
    return text;
  };
}
