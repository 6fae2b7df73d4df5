/**
 * Collections as they were a moment ago. A map on a screen asks for dozens of tiles in one breath, each of which would ask
 * the database first whether its collection is still the same: the answer of a quarter of a second ago will do for all.
 * What they then read is of one version all the same, because the readers check it (`collectionChanged`).
 */
import type { Catalog } from './catalog.js';
import type { Collection } from './collection.js';
import type { ItemsPage } from './items.js';

/** Shorter than people notice, longer than the tiles of a view need to be asked for. */
const RECENT_MS = 250;

interface Kept {
  readonly untilMs: number;
  readonly value: Promise<unknown>;
}

export class RecentCatalog implements Catalog {
  readonly #kept = new Map<string, Kept>();

  constructor(
    private readonly catalog: Catalog,
    private readonly now: () => number = () => performance.now(),
  ) {}

  collection(id: string): Promise<Collection | undefined> {
    return this.#recent(`id ${id}`, () => this.catalog.collection(id));
  }

  collections(): Promise<readonly Collection[]> {
    return this.#recent('all', () => this.catalog.collections());
  }

  items(...question: Parameters<Catalog['items']>): Promise<ItemsPage> {
    return this.catalog.items(...question);
  }

  item(...question: Parameters<Catalog['item']>): Promise<ItemsPage> {
    return this.catalog.item(...question);
  }

  ping(): Promise<void> {
    return this.catalog.ping();
  }

  forget(): void {
    this.#kept.clear();
  }

  #recent<T>(key: string, ask: () => Promise<T>): Promise<T> {
    const nowMs = this.now();
    const kept = this.#kept.get(key);
    if (kept && kept.untilMs > nowMs) return kept.value as Promise<T>;
    // Names that do not exist are asked for, too: what is over goes, so that they do not pile up.
    for (const [old, { untilMs }] of this.#kept) if (untilMs <= nowMs) this.#kept.delete(old);
    const value = ask();
    this.#kept.set(key, { untilMs: nowMs + RECENT_MS, value });
    value.catch(() => this.#kept.delete(key));
    return value;
  }
}
