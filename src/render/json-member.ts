/** Reading JSON that a client sent: each value with its place in the document, so that faults can say where they are. */
import { colourOf } from './colour.js';

export interface Fault {
  readonly pointer: string;
  readonly detail: string;
}

/** A value within a document, with its place. Faults are collected, and reading goes on with something harmless. */
export class JsonMember {
  constructor(
    private readonly value: unknown,
    private readonly pointer: string,
    private readonly faults: Fault[],
  ) {}

  get isAbsent(): boolean {
    return this.value === undefined;
  }

  fault(detail: string): void {
    // What does not even have its parent is told once, there.
    if (!this.faults.some(({ pointer }) => pointer === this.pointer))
      this.faults.push({ pointer: this.pointer, detail });
  }

  /** Checks the members when they are named. */
  object(members?: readonly string[]): JsonMember {
    if (!isObject(this.value)) this.expected('an object');
    else if (members) {
      for (const name of Object.keys(this.value)) {
        if (!members.includes(name)) {
          this.member(name.slice(0, 40)).fault(`no such member; known: ${members.join(', ')}`);
        }
      }
    }
    return this;
  }

  member(name: string): JsonMember {
    const value = isObject(this.value) && Object.hasOwn(this.value, name) ? this.value[name] : undefined;
    return new JsonMember(value, `${this.pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, this.faults);
  }

  list<T>(fewest: number, most: number, read: (item: JsonMember) => T): T[] {
    if (!Array.isArray(this.value) || this.value.length < fewest || this.value.length > most) {
      this.expected(`a list of ${fewest} to ${most}`);
      return [];
    }
    return this.value.map((item, index) => read(new JsonMember(item, `${this.pointer}/${index}`, this.faults)));
  }

  text({ pattern, like = 'a text', longest = 64 }: { pattern?: RegExp; like?: string; longest?: number }): string {
    const { value } = this;
    if (typeof value !== 'string' || value.length > longest || (pattern && !pattern.test(value))) {
      this.expected(`${like} of at most ${longest} characters`);
      return '';
    }
    const unwritable = UNWRITABLE.exec(value);
    if (unwritable) this.expected(`characters that XML can hold, not ${codePointName(unwritable[0])}`);
    return value;
  }

  colour(): string {
    if (typeof this.value === 'string' && colourOf(this.value)) return this.value.toLowerCase();
    this.expected('a colour like #c53a2f or #c53a2f80');
    return '#000000';
  }

  /** Values are drawn as float32, which ends near 3.4e38. */
  number(least = -1e30, most = 1e30): number {
    if (typeof this.value === 'number' && this.value >= least && this.value <= most) return this.value;
    this.expected(`a number from ${least} to ${most}`);
    return Number.NaN;
  }

  integer(least: number, most: number): number {
    if (Number.isInteger(this.value)) return this.number(least, most);
    this.expected(`a whole number from ${least} to ${most}`);
    return least;
  }

  boolean(): boolean {
    if (typeof this.value !== 'boolean') this.expected('true or false');
    return this.value === true;
  }

  date(): string {
    const text = typeof this.value === 'string' ? this.value : '';
    const isDate =
      /^\d{4}-\d\d-\d\d$/.test(text) &&
      !Number.isNaN(Date.parse(text)) &&
      new Date(text).toISOString().startsWith(text);
    if (!isDate) this.expected('a date like 2021-03-31');
    return text;
  }

  oneOf<T extends string>(known: readonly T[]): T {
    const found = known.find((each) => each === this.value);
    if (found === undefined) this.expected(`one of ${known.join(', ')}`);
    return found ?? known[0];
  }

  private expected(what: string): void {
    this.fault(`expected ${what}, got ${shown(this.value)}`);
  }
}

/** Controls, halves of surrogate pairs and the like: neither SLD nor the database can hold all of them. */
const UNWRITABLE = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

const codePointName = (character: string): string =>
  `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const shown = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 60));
