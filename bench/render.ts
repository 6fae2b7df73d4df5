/** Drawing of points and cells, and pictures as files, without server or database. */

import { transformPoint } from '../src/geodesy/transform.js';
import type { Canvas } from '../src/render/canvas.js';
import { defaultStyles } from '../src/render/default-styles.js';
import { encodeImage, encodeSvgAsPng } from '../src/render/encode-image.js';
import { legendSvg } from '../src/render/legend.js';
import { rasteriseCells } from '../src/render/rasterise-cells.js';
import { rasterisePoints } from '../src/render/rasterise-points.js';
import { compileWarp } from '../src/render/screen-warp.js';
import { lookOf } from '../src/render/style.js';
import { type Measurement, median, round } from './report.js';

const POINTS = 100_000;
const MAP = { widthPx: 1024, heightPx: 768 };
const TILE = { widthPx: 256, heightPx: 256 };
const ROUNDS = 15;
const [velocity] = defaultStyles;

export async function benchRender(): Promise<readonly Measurement[]> {
  const look = lookOf(velocity, 14);
  const map = scatter(POINTS, MAP);
  const tile = scatter(5_000, TILE);
  const mapCanvas = rasterisePoints(MAP, map, look);
  const tileCanvas = rasterisePoints(TILE, tile, look);
  const warp = warpToMercator();
  const coordinates = { x: map.x.map((x) => 4_400_000 + 20 * x), y: map.y.map((y) => 2_400_000 - 20 * y) };
  const cells = { ...coordinates, values: map.values, size: 100 };
  return [
    await measured(`${POINTS.toLocaleString('en')} points on 1024 x 768, radius ${look.radiusPx} px (ms)`, 60, () =>
      rasterisePoints(MAP, map, look),
    ),
    await measured('the same with outline and halo (ms)', 150, () =>
      rasterisePoints(MAP, map, {
        ...look,
        outline: { colour: [0, 0, 0, 90], widthPx: 0.7 },
        halo: { min: -100, max: -15, colour: [0, 0, 0, 255], widthPx: 2 },
      }),
    ),
    await measured('5,000 points on a tile of 256 px (ms)', 6, () => rasterisePoints(TILE, tile, look)),
    await measured(`${POINTS.toLocaleString('en')} coordinates of EPSG:3035 to pixels of EPSG:3857 (ms)`, 10, () =>
      warp.project(coordinates.x, coordinates.y),
    ),
    await measured(`${POINTS.toLocaleString('en')} cells of 5 px in EPSG:3857 (ms)`, 150, () =>
      rasteriseCells(MAP, cells, look, warp),
    ),
    await measured('PNG of the map (ms)', 60, () => encodeImage(mapCanvas, 'png')),
    await measured('PNG of the tile (ms)', 10, () => encodeImage(tileCanvas, 'png')),
    await measured('JPEG of the map (ms)', 60, () => encodeImage(mapCanvas, 'jpeg')),
    await measured('legend, drawn and encoded (ms)', 30, () => encodeSvgAsPng(legendSvg(velocity).svg)),
  ];
}

async function measured(
  what: string,
  mostMs: number,
  work: () => Canvas | object | Promise<Buffer>,
): Promise<Measurement> {
  const times: number[] = [];
  for (let i = 0; i < ROUNDS + 3; i++) {
    const start = performance.now();
    await work();
    // The first ones warm up.
    if (i >= 3) times.push(performance.now() - start);
  }
  const typical = median(times);
  return { what, measured: round(typical), asked: `< ${mostMs}`, met: typical < mostMs };
}

/** Points all over a canvas, most of them slow. */
function scatter(count: number, { widthPx, heightPx }: typeof MAP) {
  let state = 1;
  const random = () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
  const points = { x: new Float64Array(count), y: new Float64Array(count), values: new Float32Array(count) };
  for (let i = 0; i < count; i++) {
    points.x[i] = random() * widthPx;
    points.y[i] = random() * heightPx;
    points.values[i] = 100 * (random() - 0.5) * (random() - 0.5);
  }
  return points;
}

function warpToMercator() {
  const forward = transformPoint('EPSG:3035', 'EPSG:3857');
  const [west, north] = forward(4_400_000, 2_400_000);
  const box = { minX: 4_400_000, minY: 2_384_640, maxX: 4_420_480, maxY: 2_400_000 };
  return compileWarp((x, y) => {
    const [px, py] = forward(x, y);
    return [(px - west) / 29, (north - py) / 29];
  }, box);
}
