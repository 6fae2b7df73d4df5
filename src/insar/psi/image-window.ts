/**
 * All dates of a rectangle of the image, read from the tiled store: a block with what lies around it. Tiles of the block come
 * whole, and are checked; of tiles above and below only the rows that are wanted.
 */
import type { KernelMemory } from '../../kernels/index.js';
import type { TileStore } from '../stack/tile-store.js';

/** In pixels of the image. */
export interface Rectangle {
  readonly firstRow: number;
  readonly rows: number;
  readonly firstColumn: number;
  readonly columns: number;
}

export interface ImageWindow extends Rectangle {
  /** For each date: (rows, columns) complex, interleaved, NaN = missing, padded with NaN to a multiple of 4 pixels. */
  readonly images: readonly Float32Array[];
}

/** A rectangle and so many rows and columns around it, cut at the edges of the image. */
export function withMargin(
  { firstRow, rows, firstColumn, columns }: Rectangle,
  marginRows: number,
  marginColumns: number,
  { heightPixels, widthPixels }: { readonly heightPixels: number; readonly widthPixels: number },
): Rectangle {
  const top = Math.max(0, firstRow - marginRows);
  const left = Math.max(0, firstColumn - marginColumns);
  return {
    firstRow: top,
    rows: Math.min(heightPixels, firstRow + rows + marginRows) - top,
    firstColumn: left,
    columns: Math.min(widthPixels, firstColumn + columns + marginColumns) - left,
  };
}

/** Reads into the memory of the kernels: valid until it is released. */
export async function readWindow(store: TileStore, rectangle: Rectangle, memory: KernelMemory): Promise<ImageWindow> {
  const { firstRow, rows, firstColumn, columns } = rectangle;
  const { tilePixels, dates } = store.header;
  const padded = 4 * Math.ceil((rows * columns) / 4);
  const values = memory.float32(2 * padded * dates.length);
  const images = dates.map((_, date) => {
    const image = values.subarray(2 * padded * date, 2 * padded * (date + 1));
    return image.fill(Number.NaN, 2 * rows * columns);
  });
  const mark = memory.mark();
  const tile = memory.float32(2 * dates.length * tilePixels * tilePixels);
  for (let tileRow = Math.floor(firstRow / tilePixels); tileRow * tilePixels < firstRow + rows; tileRow++) {
    const top = tileRow * tilePixels;
    const first = Math.max(0, firstRow - top);
    const count = Math.min(tilePixels, firstRow + rows - top) - first;
    const isPart = 2 * count <= tilePixels;
    for (let tileColumn = Math.floor(firstColumn / tilePixels); ; tileColumn++) {
      const left = tileColumn * tilePixels;
      if (left >= firstColumn + columns) break;
      if (isPart) await store.readTileRows(tileRow, tileColumn, first, count, tile);
      else await store.readTile(tileRow, tileColumn, tile);
      const from = { values: tile, rows: isPart ? count : tilePixels, firstRow: isPart ? 0 : first, left };
      copyRows(from, tilePixels, rectangle, top + first, count, images);
    }
  }
  memory.release(mark);
  return { ...rectangle, images };
}

/** Rows of a tile, as far as they lie in the rectangle, from planes to interleaved images. */
function copyRows(
  from: { readonly values: Float32Array; readonly rows: number; readonly firstRow: number; readonly left: number },
  tilePixels: number,
  { firstRow, firstColumn, columns }: Rectangle,
  row: number,
  count: number,
  images: readonly Float32Array[],
): void {
  const begin = Math.max(from.left, firstColumn);
  const width = Math.min(from.left + tilePixels, firstColumn + columns) - begin;
  const plane = from.rows * tilePixels;
  const { values } = from;
  for (let date = 0; date < images.length; date++) {
    const image = images[date];
    for (let k = 0; k < count; k++) {
      let real = 2 * date * plane + (from.firstRow + k) * tilePixels + begin - from.left;
      let to = 2 * ((row + k - firstRow) * columns + begin - firstColumn);
      for (const end = real + width; real < end; real++, to += 2) {
        image[to] = values[real];
        image[to + 1] = values[real + plane];
      }
    }
  }
}
