/**
 * Which collections the jobs of one request read and publish. What one of them publishes must be nobody else's, no
 * other's of the same request, and nothing that one of them reads: what came out would hang on who is first.
 */
import type { Catalog } from '../../../catalog/catalog.js';
import type { Collection } from '../../../catalog/collection.js';
import type { Faults } from './faults.js';

export interface Published {
  /** Where a name for the output is given, or would be. */
  readonly pointer: string;
  /** As it is asked for, or as the process names it by itself; there, what is not known yet stands in angle brackets. */
  readonly name: string;
}

export class TreeCollections {
  readonly #read = new Map<string, string>();
  readonly #published: Published[] = [];

  addRead(id: string, pointer: string): void {
    this.#read.set(id, pointer);
  }

  addPublished(published: Published): void {
    this.#published.push(published);
  }

  async judge(catalog: Catalog, faults: Faults): Promise<void> {
    for (const [index, { name, pointer }] of this.#published.entries()) {
      const twin = this.#published.slice(0, index).find((other) => other.name === name);
      if (twin) faults.add(pointer, `${name} is also published by ${twin.pointer}; give one of them another name`);
      const reader = this.#read.get(name);
      if (reader !== undefined) {
        faults.add(
          pointer,
          `${name} is also read at ${reader}: no request may read what it replaces; give another name`,
        );
      }
      const existing = isComplete(name) ? await catalog.collection(name) : undefined;
      if (existing && existing.originJobId === undefined) {
        faults.addTaken(pointer, `${name} ${originText(existing)}; give the output another name`);
      }
    }
  }
}

const originText = ({ kind }: Collection): string =>
  kind === 'table' ? 'is a table of the configuration' : 'holds products as they were delivered';

const isComplete = (name: string): boolean => !name.includes('<');

/**
 * The name of an output that the request does not name: `l3-up-<release>`, filled in from what the collections of the
 * job have in common.
 */
export function defaultName(template: string, inputs: readonly Collection[]): string {
  return template.replace(/<(release|level|geometry)>/g, (placeholder, member: 'release' | 'level' | 'geometry') => {
    const values = new Set(inputs.map(({ identity }) => identity?.[member]));
    const [value] = values;
    return values.size === 1 && value !== undefined ? value : placeholder;
  });
}
