/** The chunk rows of a segment: its points in key order, some hundred to a row, none across the edge of a cell. */
import { encodePointChunk, headBytesOf, POSITION_STEPS_PER_METRE } from '../../formats/point-chunk.js';
import type { PointSegment } from './point-segment.js';

/**
 * About 20 KB. Of a tile's chunks those at its edge are read in vain: with four times the points in a chunk a tile of zoom
 * 13 read six times what it shows.
 */
export const CHUNK_POINTS = 512;

export interface ChunkRow {
  readonly cell: number;
  readonly pointCount: number;
  /** m, EPSG:3035, rounded outwards. */
  readonly minEastingM: number;
  readonly minNorthingM: number;
  readonly maxEastingM: number;
  readonly maxNorthingM: number;
  readonly headBytes: number;
  readonly data: Uint8Array;
}

export function* chunkRows(segment: PointSegment, order: Uint32Array): Generator<ChunkRow> {
  for (let start = 0; start < order.length; ) {
    const cell = segment.cell[order[start]];
    let end = start + 1;
    while (end < order.length && end - start < CHUNK_POINTS && segment.cell[order[end]] === cell) end++;
    yield chunkRow(segment, order.subarray(start, end), cell);
    start = end;
  }
}

function chunkRow(segment: PointSegment, rows: Uint32Array, cell: number): ChunkRow {
  const { pidWidth } = segment;
  const pid = new Uint8Array(rows.length * pidWidth);
  for (let i = 0; i < rows.length; i++) segment.writePid(rows[i], pid, i * pidWidth, pidWidth);
  const easting = picked(segment.easting, rows);
  const northing = picked(segment.northing, rows);
  const data = encodePointChunk({
    count: rows.length,
    longitude: picked(segment.longitude, rows),
    latitude: picked(segment.latitude, rows),
    easting,
    northing,
    tie: Uint16Array.from(rows, (index) => segment.tie[index]),
    attributes: segment.attributes.map((column) => column && picked(column, rows)),
    pid,
    pidWidth,
  });
  return {
    cell,
    pointCount: rows.length,
    minEastingM: Math.floor(least(easting) / POSITION_STEPS_PER_METRE),
    minNorthingM: Math.floor(least(northing) / POSITION_STEPS_PER_METRE),
    maxEastingM: Math.ceil(most(easting) / POSITION_STEPS_PER_METRE),
    maxNorthingM: Math.ceil(most(northing) / POSITION_STEPS_PER_METRE),
    headBytes: headBytesOf(data),
    data,
  };
}

function picked(column: Int32Array, rows: Uint32Array): Int32Array {
  const out = new Int32Array(rows.length);
  for (let i = 0; i < rows.length; i++) out[i] = column[rows[i]];
  return out;
}

const least = (values: Int32Array): number => values.reduce((a, b) => (b < a ? b : a));
const most = (values: Int32Array): number => values.reduce((a, b) => (b > a ? b : a));
