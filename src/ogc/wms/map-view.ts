/** The part of the ground that a request wants to see, and how large: CRS or SRS, BBOX, WIDTH, HEIGHT, and the resolution. */
import { invalidParameter } from '../../errors.js';
import type { Crs } from '../../geodesy/crs.js';
import type { Box } from '../../geodesy/transform.js';
import { MAX_SIDE_PX, type MapView } from '../../maps/map.js';
import type { KeyValueParameters } from '../common/key-value-parameters.js';
import { isYFirst, offeredCrsOf } from './offered-crs.js';
import { required } from './required-parameter.js';
import type { WmsVersion } from './wms-version.js';

/** Dots per inch of OGC's pixel of 0.28 mm, as all servers that know such a parameter round it. */
const OGC_DPI = 90;
/** Beyond these a symbol is no symbol any more. */
const PIXEL_RATIOS = { least: 0.25, most: 8 };

export function readView(parameters: KeyValueParameters, version: WmsVersion): MapView {
  const crs = readCrs(parameters, version);
  return {
    crs,
    box: readBox(required(parameters, 'BBOX'), crs, version),
    ...readSides(parameters),
    pixelRatio: readPixelRatio(parameters),
  };
}

/** Each version has its name for it; clients that mix them up are understood. */
function readCrs(parameters: KeyValueParameters, version: WmsVersion): Crs {
  const [own, other] = version === '1.3.0' ? ['CRS', 'SRS'] : ['SRS', 'CRS'];
  return offeredCrsOf(parameters.get(own) || parameters.get(other) || required(parameters, own));
}

function readBox(text: string, crs: Crs, version: WmsVersion): Box {
  const parts = text.split(',').map((part) => part.trim());
  if (parts.length !== 4 || !parts.every(isDecimal)) {
    throw invalidParameter('BBOX', `expected four numbers between commas, got "${text.slice(0, 120)}"`);
  }
  const [first, second, third, fourth] = parts.map(Number);
  const [minX, minY, maxX, maxY] = isYFirst(crs, version)
    ? [second, first, fourth, third]
    : [first, second, third, fourth];
  if (!(minX < maxX && minY < maxY)) {
    throw invalidParameter('BBOX', `expected the lower corner first, and an area, got "${text}"`);
  }
  if (!Number.isFinite(maxX - minX) || !Number.isFinite(maxY - minY)) {
    throw invalidParameter('BBOX', `expected finite numbers, got "${text}"`);
  }
  return { minX, minY, maxX, maxY };
}

/** What JavaScript takes for numbers besides these (`0x10`, ``, `Infinity`) is none of the standard's. */
const isDecimal = (text: string): boolean => /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i.test(text);

export const readSides = (parameters: KeyValueParameters): Pick<MapView, 'widthPx' | 'heightPx'> => ({
  widthPx: readSide(parameters, 'WIDTH'),
  heightPx: readSide(parameters, 'HEIGHT'),
});

function readSide(parameters: KeyValueParameters, name: 'WIDTH' | 'HEIGHT'): number {
  const text = required(parameters, name);
  const side = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (side < 1 || side > MAX_SIDE_PX) {
    throw invalidParameter(
      name,
      `expected a whole number of pixels from 1 to ${MAX_SIDE_PX}, got "${text.slice(0, 80)}"`,
    );
  }
  return side;
}

/** By three names, as QGIS sends it to servers of all kinds. None of the standard's: what cannot be read is let pass. */
function readPixelRatio(parameters: KeyValueParameters): number {
  const [, option] = /(?:^|;)\s*dpi:([\d.]+)/i.exec(parameters.get('FORMAT_OPTIONS') ?? '') ?? [];
  const dpi = Number(parameters.get('DPI') ?? parameters.get('MAP_RESOLUTION') ?? option ?? OGC_DPI);
  if (!(dpi > 0)) return 1;
  return Math.min(PIXEL_RATIOS.most, Math.max(PIXEL_RATIOS.least, dpi / OGC_DPI));
}
