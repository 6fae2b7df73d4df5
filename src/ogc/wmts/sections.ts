/** Sections of the capabilities that a client may ask for alone. */
import { invalid } from './exception-report.js';

const SECTIONS = ['ServiceIdentification', 'ServiceProvider', 'OperationsMetadata', 'Contents', 'Themes'] as const;
export type Section = (typeof SECTIONS)[number];

/**
 * Undefined for all of them: no names, or `All`, in any case, since clients write `all`. Throws `InvalidParameterValue`
 * for a name that none of them has.
 */
export function readSections(names: readonly string[]): ReadonlySet<Section> | undefined {
  const known: readonly string[] = [...SECTIONS, 'All'];
  const isAll = (name: string) => name.toLowerCase() === 'all';
  const strange = names.find((name) => !known.includes(name) && !isAll(name));
  if (strange !== undefined) {
    throw invalid('sections', `expected some of ${known.join(', ')}, got "${strange.slice(0, 80)}"`);
  }
  if (names.length === 0 || names.some(isAll)) return undefined;
  return new Set(SECTIONS.filter((section) => names.includes(section)));
}
