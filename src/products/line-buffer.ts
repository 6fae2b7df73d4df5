/** Chunks of any size in, complete lines out: one growing buffer, in which lines lie whole. */
import { ASCII } from './decimal.js';

const INITIAL_BYTES = 512 * 1024;
/** Kept free at the end, so that a parser may look a few bytes ahead of the last line feed. */
const LOOK_AHEAD_BYTES = 16;

export class LineBuffer {
  bytes: Buffer = Buffer.allocUnsafeSlow(INITIAL_BYTES);
  /** First byte not consumed; moved on by the reader of lines. */
  start = 0;
  /** After the last line feed: what lies between `start` and here is whole lines. */
  complete = 0;
  /** Whether the text given so far ends in a line feed. */
  endsInLineFeed = false;
  private end = 0;

  /** Bytes of the line that has begun and not ended. */
  get pending(): number {
    return this.end - this.complete;
  }

  append(chunk: Buffer): void {
    if (chunk.length === 0) return;
    this.makeRoom(chunk.length);
    chunk.copy(this.bytes, this.end);
    const lineFeed = chunk.lastIndexOf(ASCII.lf);
    if (lineFeed >= 0) this.complete = this.end + lineFeed + 1;
    this.end += chunk.length;
    this.endsInLineFeed = lineFeed === chunk.length - 1;
  }

  /** At the end of the text: its last line is complete with or without a line feed. */
  finish(): void {
    if (this.pending === 0) return;
    this.makeRoom(1);
    this.bytes[this.end++] = ASCII.lf;
    this.complete = this.end;
  }

  private makeRoom(length: number): void {
    const needed = length + LOOK_AHEAD_BYTES;
    if (this.end + needed <= this.bytes.length) return;
    const kept = this.end - this.start;
    const target = kept + needed > this.bytes.length ? Buffer.allocUnsafeSlow(2 * (kept + needed)) : this.bytes;
    this.bytes.copy(target, 0, this.start, this.end);
    this.bytes = target;
    this.complete -= this.start;
    this.end = kept;
    this.start = 0;
  }
}
