/** The styles of a collection from both sources: those of the program and those that its keepers have stored. */
import type { Collection } from '../catalog/collection.js';
import type { StoredStyle, StyleSet, StyleStore } from '../catalog/styles/style-set.js';
import { ServiceError } from '../errors.js';
import type { PointStyle } from '../render/style.js';
import { parseStyle } from '../render/style-json.js';
import type { MapStyles } from './map-styles.js';
import { programStylesOf } from './program-styles.js';
import { fitFaults } from './style-fit.js';

export interface OfferedStyle {
  readonly style: PointStyle;
  /** Absent: it comes with the program. */
  readonly stored?: Pick<StoredStyle, 'version' | 'created' | 'modified'>;
}

export interface StyleList {
  /** Changes with the collection and with its stored styles. */
  readonly version: string;
  /** The default first. */
  readonly offered: readonly OfferedStyle[];
  readonly styles: readonly PointStyle[];
  /** As it is stored, with what does not fit the collection as it is now. */
  readonly set: StyleSet;
}

/**
 * Lists are kept until the collection or its styles change; each question costs one look at their version, so that a
 * change by another server is seen at once.
 */
export class StoredStyles implements MapStyles {
  readonly #lists = new Map<string, StyleList>();

  constructor(
    private readonly store: Pick<StyleStore, 'version' | 'versions' | 'styleSet'>,
    /** Told of stored styles that this program cannot read; they are left out. */
    private readonly onFault: (text: string) => void = () => {},
  ) {}

  async stylesOf(collection: Collection): Promise<readonly PointStyle[]> {
    return (await this.listOf(collection)).styles;
  }

  async listOf(collection: Collection): Promise<StyleList> {
    if (collection.kind !== 'points') return this.#listAt(collection, '0');
    return this.#listAt(collection, await this.store.version(collection.id));
  }

  /** The lists of many collections, with one look at their versions. */
  async listsOf(collections: readonly Collection[]): Promise<readonly StyleList[]> {
    const versions = await this.store.versions();
    return Promise.all(collections.map((collection) => this.#listAt(collection, versions.get(collection.id) ?? '0')));
  }

  async #listAt(collection: Collection, setVersion: string): Promise<StyleList> {
    const kept = this.#lists.get(collection.id);
    if (kept?.version === versionOf(collection, setVersion)) return kept;
    const set = setVersion === '0' ? { version: '0', styles: [] } : await this.store.styleSet(collection.id);
    const offered = this.#offered(collection, set);
    // The set may have moved on since its version was asked for.
    const version = versionOf(collection, set.version);
    const list: StyleList = { version, offered, styles: offered.map(({ style }) => style), set };
    this.#lists.set(collection.id, list);
    return list;
  }

  #offered(collection: Collection, set: StyleSet): readonly OfferedStyle[] {
    const stored = set.styles.flatMap((entry) => this.#read(collection, entry));
    const program = programStylesOf(collection).map(
      (style): OfferedStyle => stored.find((own) => own.style.id === style.id) ?? { style },
    );
    const all = [...program, ...stored.filter((own) => !program.includes(own))];
    const chosen = all.find(({ style }) => style.id === set.defaultId);
    return chosen ? [chosen, ...all.filter((each) => each !== chosen)] : all;
  }

  /** A collection that was replaced may lack what a style was made for; the style waits for it to come back. */
  #read(collection: Collection, { id, document, version, created, modified }: StoredStyle): readonly OfferedStyle[] {
    try {
      const style = parseStyle(document);
      return fitFaults(style, collection).length === 0 ? [{ style, stored: { version, created, modified } }] : [];
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      this.onFault(`style ${id} of ${collection.id} cannot be read and is left out: ${error.detail}`);
      return [];
    }
  }
}

const versionOf = ({ version }: Collection, setVersion: string): string => `${version}/${setVersion}`;
