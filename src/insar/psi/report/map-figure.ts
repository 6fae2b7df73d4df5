/**
 * A small map as a drawing: cells of one colour are one path, row by row in runs, so that hundreds of maps stay a small page
 * and need no picture that a browser would have to load.
 */
import type { QualityMap } from '../quality/psi-quality.js';
import { roundTicks } from './axis.js';
import { coordinate, decimal, escaped } from './markup.js';
import { type RampId, rampColour } from './ramp.js';

export interface MapScale {
  readonly ramp: RampId;
  readonly from: number;
  readonly to: number;
}

/** Metres on the ground from row to row and from column to column of the images. */
export interface PixelSize {
  readonly rowM: number;
  readonly columnM: number;
}

const CLASSES = 40;

/** The map alone, as wide as its place, in the proportions of the ground. `name` is read out in its stead. */
export function mapDrawing(map: QualityMap, scale: MapScale, pixel: PixelSize, name: string): string {
  const { rows, columns } = map;
  if (rows === 0 || columns === 0) return '<p class="nothing">no map</p>';
  const paths = new Map<number, string[]>();
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; ) {
      const shade = shadeOf(map.values[row * columns + column], scale);
      const start = column++;
      while (column < columns && shadeOf(map.values[row * columns + column], scale) === shade) column++;
      if (shade === undefined) continue;
      const path = paths.get(shade) ?? [];
      path.push(`M${start} ${row}h${column - start}v1h${start - column}z`);
      paths.set(shade, path);
    }
  }
  const drawn = [...paths].sort(([a], [b]) => a - b);
  const cells = drawn.map(([shade, path]) => `<path fill="${shadeColour(scale, shade)}" d="${path.join('')}"/>`);
  const ratio = proportions(map, pixel);
  const style = ratio === undefined ? '' : ` style="aspect-ratio:${coordinate(ratio)}"`;
  return `<svg class="map" viewBox="0 0 ${columns} ${rows}" preserveAspectRatio="none" shape-rendering="crispEdges" role="img" aria-label="${escaped(name)}"${style}>${cells.join('')}</svg>`;
}

/** Width over height, on the ground; undefined when there is no size to tell. */
export function proportions({ rows, columns }: QualityMap, { rowM, columnM }: PixelSize): number | undefined {
  const ratio = (columns * columnM) / (rows * rowM);
  return Number.isFinite(ratio) && ratio > 0 ? ratio : undefined;
}

function shadeOf(value: number | null, { from, to }: MapScale): number | undefined {
  if (value === null || !Number.isFinite(value)) return undefined;
  return Math.min(CLASSES - 1, Math.max(0, Math.floor((CLASSES * (value - from)) / (to - from))));
}

const shadeColour = ({ ramp }: MapScale, shade: number): string => rampColour(ramp, (shade + 0.5) / CLASSES);

/** The colours with round numbers below them. */
export function colourBar(scale: MapScale, unit: string, decimals = 0): string {
  const { from, to } = scale;
  const shades = Array.from(
    { length: CLASSES },
    (_, i) => `<rect x="${i}" width="1.05" height="1" fill="${shadeColour(scale, i)}"/>`,
  );
  const ticks = roundTicks(from, to, 4);
  const needed = Math.max(decimals, ...ticks.map((tick) => (String(tick).split('.')[1] ?? '').length));
  const labels = ticks.map((tick) => {
    const share = (tick - from) / (to - from);
    // Labels at the ends stay inside.
    const shift = share < 0.04 ? 0 : share > 0.96 ? -100 : -50;
    return `<span style="left:${coordinate(100 * share)}%;transform:translateX(${shift}%)">${decimal(tick, needed)}</span>`;
  });
  return `<div class="bar"><svg viewBox="0 0 ${CLASSES} 1" preserveAspectRatio="none" aria-hidden="true">${shades.join('')}</svg>
<div class="ticks">${labels.join('')}</div><div class="unit">${escaped(unit)}</div></div>`;
}

/** A line as long as a round distance, over the map it is put under. */
export function scaleBar(widthM: number): string {
  if (!(widthM > 0)) return '';
  const ticks = roundTicks(0, widthM, 4);
  const lengthM = ticks[1] ?? widthM;
  const text = lengthM >= 1000 ? `${lengthM / 1000} km` : `${lengthM} m`;
  return `<div class="distance" style="width:${coordinate((100 * lengthM) / widthM)}%">${text}</div>`;
}

/** Means of blocks of cells, for where there is little room. */
export function coarser(map: QualityMap, most: number): QualityMap {
  const step = Math.ceil(Math.max(map.rows, map.columns) / most);
  if (step <= 1) return map;
  const [rows, columns] = [Math.ceil(map.rows / step), Math.ceil(map.columns / step)];
  const values: (number | null)[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) values.push(blockMean(map, row * step, column * step, step));
  }
  return { rows, columns, cellPixels: map.cellPixels * step, values };
}

function blockMean(map: QualityMap, firstRow: number, firstColumn: number, step: number): number | null {
  let [sum, count] = [0, 0];
  for (let row = firstRow; row < Math.min(map.rows, firstRow + step); row++) {
    for (let column = firstColumn; column < Math.min(map.columns, firstColumn + step); column++) {
      const value = map.values[row * map.columns + column];
      if (value === null || !Number.isFinite(value)) continue;
      sum += value;
      count++;
    }
  }
  return count === 0 ? null : sum / count;
}

/** Value below which a share of the known cells lies; undefined without any. */
export function quantile(
  maps: readonly QualityMap[],
  share: number,
  of = (value: number) => value,
): number | undefined {
  const known = maps.flatMap(({ values }) =>
    values.filter((value): value is number => value !== null && Number.isFinite(value)).map(of),
  );
  known.sort((a, b) => a - b);
  return known[Math.min(known.length - 1, Math.floor(share * known.length))];
}
