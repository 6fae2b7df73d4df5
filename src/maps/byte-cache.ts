/** The bytes that were asked for last, up to so many of them. */

/** Beside the bytes: key, entry and buffer. */
const ENTRY_BYTES = 512;

export class ByteCache {
  /** A Map keeps the order of insertion: the first is the one that was used longest ago. */
  readonly #entries = new Map<string, Uint8Array>();
  #bytes = 0;

  constructor(private readonly maxBytes: number) {}

  get(key: string): Uint8Array | undefined {
    const found = this.#entries.get(key);
    if (found) {
      this.#entries.delete(key);
      this.#entries.set(key, found);
    }
    return found;
  }

  set(key: string, bytes: Uint8Array): void {
    const cost = bytes.byteLength + ENTRY_BYTES;
    this.#drop(key);
    if (cost > this.maxBytes) return;
    this.#entries.set(key, bytes);
    this.#bytes += cost;
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.maxBytes) break;
      this.#drop(oldest);
    }
  }

  get bytes(): number {
    return this.#bytes;
  }

  #drop(key: string): void {
    const held = this.#entries.get(key);
    if (!held) return;
    this.#entries.delete(key);
    this.#bytes -= held.byteLength + ENTRY_BYTES;
  }
}
