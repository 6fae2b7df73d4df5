/** Stored styles in memory; `style-store-contract.ts` holds it and the one over a database to the same. */
import {
  refusalOfPut,
  refusalOfRemoval,
  type StoredStyle,
  type StyleSet,
  type StyleStore,
} from '../../src/catalog/styles/style-set.js';

/** @param collectionIds what there is to have styles */
export function memoryStyleStore(collectionIds: readonly string[], now = () => new Date()): StyleStore {
  const sets = new Map<string, StyleSet>();
  const setOf = (id: string): StyleSet => sets.get(id) ?? { version: '0', styles: [] };
  const isGone = (id: string) => !collectionIds.includes(id);
  return {
    versions: async () => new Map([...sets].map(([id, { version }]) => [id, version])),
    version: async (id) => setOf(id).version,
    styleSet: async (id) => setOf(id),
    put: async (collectionId, { id, document }, expected) => {
      if (isGone(collectionId)) return 'gone';
      const set = setOf(collectionId);
      const refusal = refusalOfPut(set, id, expected);
      if (refusal) return refusal;
      const version = next();
      const earlier = set.styles.find((style) => style.id === id);
      const kept: unknown = JSON.parse(JSON.stringify(document));
      const style: StoredStyle = { id, document: kept, version, created: earlier?.created ?? now(), modified: now() };
      const styles = [...set.styles.filter((each) => each.id !== id), style];
      sets.set(collectionId, { ...set, version, styles: styles.sort((a, b) => (a.id < b.id ? -1 : 1)) });
      return earlier ? 'replaced' : 'created';
    },
    remove: async (collectionId, id, expected) => {
      if (isGone(collectionId)) return 'gone';
      const { defaultId, ...set } = setOf(collectionId);
      const refusal = refusalOfRemoval(set, id, expected);
      if (refusal) return refusal;
      sets.set(collectionId, {
        version: next(),
        styles: set.styles.filter((style) => style.id !== id),
        ...(defaultId === undefined || defaultId === id ? {} : { defaultId }),
      });
      return 'removed';
    },
    setDefault: async (collectionId, id) => {
      if (isGone(collectionId)) return 'gone';
      const set = setOf(collectionId);
      if (set.defaultId === id) return 'set';
      const { defaultId: _, ...others } = set;
      sets.set(collectionId, { ...others, version: next(), ...(id === undefined ? {} : { defaultId: id }) });
      return 'set';
    },
  };
}

/** No version comes twice, whatever store it is of. */
let lastVersion = 0;
const next = (): string => String(++lastVersion);
