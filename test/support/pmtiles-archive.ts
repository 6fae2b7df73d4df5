/** PMTiles in memory: a target for the writer, read back by the reference reader. */
import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { type Entry, PMTiles, readVarint, tileIdToZxy } from 'pmtiles';

/** Takes what is written, wherever it is written. */
export class MemoryTarget {
  bytes = new Uint8Array();
  readonly writes: number[] = [];

  async write(bytes: Uint8Array, position: number): Promise<void> {
    this.writes.push(bytes.length);
    if (position + bytes.length > this.bytes.length) {
      const larger = new Uint8Array(position + bytes.length);
      larger.set(this.bytes);
      this.bytes = larger;
    }
    this.bytes.set(bytes, position);
  }
}

export function readArchive(bytes: Uint8Array): PMTiles {
  return new PMTiles({
    getKey: () => 'memory',
    getBytes: async (offset, length) => ({ data: new Uint8Array(bytes.slice(offset, offset + length)).buffer }),
  });
}

export const readArchiveFile = async (path: string) => {
  const bytes = new Uint8Array(await readFile(path));
  return { bytes, archive: readArchive(bytes) };
};

export interface StoredTile {
  readonly zoom: number;
  readonly column: number;
  readonly row: number;
  readonly id: number;
  /** As they lie in the file. */
  readonly bytes: Uint8Array;
}

/** Every tile of an archive, in the order of its directories: root and leaves read entry by entry. */
export async function storedTiles(bytes: Uint8Array): Promise<StoredTile[]> {
  const header = await readArchive(bytes).getHeader();
  const { rootDirectoryOffset, rootDirectoryLength, leafDirectoryOffset, tileDataOffset } = header;
  const entriesAt = (offset: number, length: number): Entry[] =>
    readDirectory(gunzipSync(bytes.subarray(offset, offset + length))).flatMap((entry) =>
      entry.runLength === 0 ? entriesAt(leafDirectoryOffset + entry.offset, entry.length) : [entry],
    );
  return entriesAt(rootDirectoryOffset, rootDirectoryLength).flatMap(({ tileId, offset, length, runLength }) =>
    Array.from({ length: runLength }, (_, i) => {
      const [zoom, column, row] = tileIdToZxy(tileId + i);
      const start = tileDataOffset + offset;
      return { zoom, column, row, id: tileId + i, bytes: bytes.slice(start, start + length) };
    }),
  );
}

/** By the letter of the specification, appendix A.2. */
export function readDirectory(buf: Uint8Array): Entry[] {
  const position = { buf, pos: 0 };
  const column = (count: number) => Array.from({ length: count }, () => readVarint(position));
  const count = readVarint(position);
  const [ids, runs, lengths, offsets] = [column(count), column(count), column(count), column(count)];
  if (position.pos !== buf.length) throw new Error(`${buf.length - position.pos} bytes are left`);
  const entries: Entry[] = [];
  let tileId = 0;
  for (let i = 0; i < count; i++) {
    tileId += ids[i];
    const offset = offsets[i] === 0 ? entries[i - 1].offset + entries[i - 1].length : offsets[i] - 1;
    entries.push({ tileId, runLength: runs[i], length: lengths[i], offset });
  }
  return entries;
}
