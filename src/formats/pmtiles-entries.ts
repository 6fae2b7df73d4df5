/**
 * Where the tiles of an archive lie, in order of their numbers, and which contents are there already. In typed arrays,
 * because there may be millions: about 70 bytes a tile.
 */
import { createHash } from 'node:crypto';

const FIRST_CAPACITY = 1 << 10;

/** The rows of a directory: number, place, bytes, and for how many tiles in a row; 0 for a directory one level below. */
export class TileEntries {
  count = 0;
  id = new Float64Array(FIRST_CAPACITY);
  offset = new Float64Array(FIRST_CAPACITY);
  length = new Uint32Array(FIRST_CAPACITY);
  runLength = new Uint32Array(FIRST_CAPACITY);

  add(id: number, offset: number, length: number, runLength: number): void {
    if (this.count === this.id.length) this.#grow();
    this.id[this.count] = id;
    this.offset[this.count] = offset;
    this.length[this.count] = length;
    this.runLength[this.count++] = runLength;
  }

  #grow(): void {
    const { id, offset, length, runLength } = this;
    const capacity = 2 * id.length;
    this.id = new Float64Array(capacity);
    this.id.set(id);
    this.offset = new Float64Array(capacity);
    this.offset.set(offset);
    this.length = new Uint32Array(capacity);
    this.length.set(length);
    this.runLength = new Uint32Array(capacity);
    this.runLength.set(runLength);
  }
}

const HASH_WORDS = 4;

/** Contents that were written, by 128 bits of their SHA-256: two tiles of equal hash count as equal. */
export class KnownContents {
  count = 0;
  /** Of every slot of an open addressing: the hash, and the first entry that has this content, -1 for a free slot. */
  #hashes = new Uint32Array(HASH_WORDS * FIRST_CAPACITY);
  #entries = new Int32Array(FIRST_CAPACITY).fill(-1);

  /** The first entry with these bytes; `entry` becomes it when they are new, and comes back. */
  entryOf(bytes: Uint8Array, entry: number): number {
    if (4 * (this.count + 1) > 3 * this.#entries.length) this.#grow();
    const digest = createHash('sha256').update(bytes).digest();
    const hash = Uint32Array.from({ length: HASH_WORDS }, (_, word) => digest.readUInt32LE(4 * word));
    const slot = this.#slotOf(hash, 0);
    if (this.#entries[slot] >= 0) return this.#entries[slot];
    this.#hashes.set(hash, HASH_WORDS * slot);
    this.#entries[slot] = entry;
    this.count++;
    return entry;
  }

  /** The slot of the hash at `hash[from]`, or the free one where it belongs. */
  #slotOf(hash: Uint32Array, from: number): number {
    const mask = this.#entries.length - 1;
    let slot = hash[from] & mask;
    while (this.#entries[slot] >= 0 && !this.#holds(slot, hash, from)) slot = (slot + 1) & mask;
    return slot;
  }

  #holds(slot: number, hash: Uint32Array, from: number): boolean {
    for (let word = 0; word < HASH_WORDS; word++) {
      if (this.#hashes[HASH_WORDS * slot + word] !== hash[from + word]) return false;
    }
    return true;
  }

  #grow(): void {
    const [hashes, entries] = [this.#hashes, this.#entries];
    this.#hashes = new Uint32Array(2 * hashes.length);
    this.#entries = new Int32Array(2 * entries.length).fill(-1);
    for (let old = 0; old < entries.length; old++) {
      if (entries[old] < 0) continue;
      const from = HASH_WORDS * old;
      const slot = this.#slotOf(hashes, from);
      this.#hashes.set(hashes.subarray(from, from + HASH_WORDS), HASH_WORDS * slot);
      this.#entries[slot] = entries[old];
    }
  }
}
