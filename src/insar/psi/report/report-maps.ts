/** The maps of a report, each with its colours, and the atmosphere of every date with the same ones. */
import { isoDate } from '../../../products/epochs.js';
import type { EpochQuality, QualityMap } from '../quality/psi-quality.js';
import {
  coarser,
  colourBar,
  type MapScale,
  mapDrawing,
  type PixelSize,
  proportions,
  quantile,
  scaleBar,
} from './map-figure.js';
import { decimal, escaped } from './markup.js';
import type { QualityDocument } from './quality-document.js';

interface MapText {
  readonly title: string;
  readonly unit: string;
  readonly text: string;
}

/** Cells of the atmosphere along the longer side: they stand small, and there may be hundreds. */
const ATMOSPHERE_CELLS = 36;

/** Of a map: the page should show a whole one. */
const MAX_HEIGHT_PX = 540;

export function mapsSection({ quality, stack }: QualityDocument): string {
  const { dispersion, coherence, velocityMmPerYear, pointsPerKm2 } = quality.maps;
  const reach = Math.max(2, quantile([velocityMmPerYear], 0.98, Math.abs) ?? 0);
  const densest = Math.max(10, quantile([pointsPerKm2], 0.98) ?? 0);
  const figures = [
    mapFigure(velocityMmPerYear, { ramp: 'velocity', from: -reach, to: reach }, stack, {
      title: 'Mean velocity',
      unit: 'mm/yr, positive towards the satellite',
      text: 'Median of the points of a cell.',
    }),
    mapFigure(pointsPerKm2, { ramp: 'density', from: 0, to: densest }, stack, {
      title: 'Density of points',
      unit: 'points per km²',
      text: 'Persistent and distributed scatterers together.',
    }),
    mapFigure(coherence, { ramp: 'good', from: 0, to: 1 }, stack, {
      title: 'Coherence of points',
      unit: 'temporal coherence, 0 to 1',
      text: 'How well phases follow velocity and height error.',
    }),
    mapFigure(dispersion, { ramp: 'bad', from: 0, to: 1 }, stack, {
      title: 'Amplitude dispersion',
      unit: 'standard deviation over mean',
      text: 'Of all pixels: steady ground is yellow; noise has 0.52.',
    }),
  ];
  return `<div class="pair">${figures.join('\n')}</div>`;
}

function mapFigure(map: QualityMap, scale: MapScale, stack: PixelSize, { title, unit, text }: MapText): string {
  if (map.values.every((value) => value === null))
    return `<figure><h3>${title}</h3><p class="nothing">nothing to show</p></figure>`;
  const widthM = map.columns * map.cellPixels * stack.columnM;
  const most = Math.round(MAX_HEIGHT_PX * (proportions(map, stack) ?? 1));
  return `<figure><h3>${title}</h3><div style="max-width:${most}px">${mapDrawing(map, scale, stack, `${title}, ${unit}`)}${scaleBar(widthM)}</div>
${colourBar(scale, unit)}<figcaption>${text}</figcaption></figure>`;
}

export function atmosphereSection({ quality, stack }: QualityDocument): string {
  const { epochs, referenceDate } = quality;
  const maps = epochs.map(({ atmosphereMm }) => coarser(atmosphereMm, ATMOSPHERE_CELLS));
  const reach = quantile(maps, 0.98, Math.abs);
  if (reach === undefined) return '<p class="nothing">No atmosphere was estimated.</p>';
  const scale: MapScale = { ramp: 'delay', from: -Math.max(1, reach), to: Math.max(1, reach) };
  const figures = epochs.map((epoch, i) =>
    atmosphereFigure(epoch, maps[i], scale, stack, epoch.date === referenceDate),
  );
  return `${colourBar(scale, 'mm towards the satellite, relative to the reference date')}
<div class="many">${figures.join('\n')}</div>`;
}

function atmosphereFigure(
  { date, turbulenceRmsMm }: EpochQuality,
  map: QualityMap,
  scale: MapScale,
  stack: PixelSize,
  isReference: boolean,
): string {
  const caption = isReference ? 'reference' : `rms ${decimal(turbulenceRmsMm, 1)} mm`;
  return `<figure>${mapDrawing(map, scale, stack, `Atmosphere of ${isoDate(date)}`)}<figcaption>${escaped(isoDate(date))}<br>${caption}</figcaption></figure>`;
}
