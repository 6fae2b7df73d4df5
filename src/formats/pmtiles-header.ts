/**
 * The first 127 bytes of a PMTiles archive.
 *
 * Source: PMTiles version 3, section 3, https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md.
 */
import { HEADER_BYTES } from './pmtiles-directory.js';

const VERSION = 3;
export const TILE_TYPES = { mvt: 1, png: 2, jpeg: 3, webp: 4 } as const;
export const COMPRESSIONS = { none: 1, gzip: 2 } as const;

export interface Section {
  readonly offset: number;
  readonly length: number;
}

export interface PmtilesHeader {
  readonly root: Section;
  readonly metadata: Section;
  readonly leaves: Section;
  readonly tiles: Section;
  readonly addressedTiles: number;
  readonly tileEntries: number;
  readonly tileContents: number;
  readonly tileType: keyof typeof TILE_TYPES;
  readonly tileCompression: keyof typeof COMPRESSIONS;
  readonly minZoom: number;
  readonly maxZoom: number;
  /** west, south, east, north in degrees. */
  readonly bounds: readonly [number, number, number, number];
  /** Degrees. */
  readonly center: readonly [longitude: number, latitude: number];
  readonly centerZoom: number;
}

const STEPS_PER_DEGREE = 1e7;

/** Of an archive in order of its tiles ("clustered"), with directories and metadata under gzip. */
export function encodeHeader(header: PmtilesHeader): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  let at = 0;
  const u8 = (value: number) => view.setUint8(at++, value);
  const u64 = (value: number) => {
    view.setBigUint64(at, BigInt(value), true);
    at += 8;
  };
  const degrees = (steps: number) => {
    view.setInt32(at, steps, true);
    at += 4;
  };
  for (const character of 'PMTiles') u8(character.charCodeAt(0));
  u8(VERSION);
  for (const { offset, length } of [header.root, header.metadata, header.leaves, header.tiles]) {
    u64(offset);
    u64(length);
  }
  for (const count of [header.addressedTiles, header.tileEntries, header.tileContents]) u64(count);
  u8(1); // clustered
  u8(COMPRESSIONS.gzip);
  u8(COMPRESSIONS[header.tileCompression]);
  u8(TILE_TYPES[header.tileType]);
  u8(header.minZoom);
  u8(header.maxZoom);
  for (const steps of enclosing(header.bounds)) degrees(steps);
  u8(header.centerZoom);
  for (const value of header.center) degrees(Math.round(value * STEPS_PER_DEGREE));
  return bytes;
}

/** Readers show nothing of bounds without an area: those of a single point get one. */
function enclosing([west, south, east, north]: PmtilesHeader['bounds']): readonly number[] {
  const [minX, maxX] = between(west, east);
  const [minY, maxY] = between(south, north);
  return [minX, minY, maxX, maxY];
}

function between(least: number, most: number): readonly [number, number] {
  const [min, max] = [Math.round(least * STEPS_PER_DEGREE), Math.round(most * STEPS_PER_DEGREE)];
  return min < max ? [min, max] : [min - 1, max + 1];
}
