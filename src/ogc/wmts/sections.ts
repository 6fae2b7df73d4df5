/** Sections of the capabilities that a client may ask for alone. */
import { invalid } from './exception-report.js';

const SECTIONS = ['ServiceIdentification', 'ServiceProvider', 'OperationsMetadata', 'Contents', 'Themes'] as const;
export type Section = (typeof SECTIONS)[number];

/** All for no names. Throws `InvalidParameterValue` for a name that none of them has. */
export function readSections(names: readonly string[]): ReadonlySet<Section> {
  const known: readonly string[] = [...SECTIONS, 'All'];
  const strange = names.find((name) => !known.includes(name));
  if (strange !== undefined) {
    throw invalid('sections', `expected some of ${known.join(', ')}, got "${strange.slice(0, 80)}"`);
  }
  const isAll = names.length === 0 || names.includes('All');
  return new Set(SECTIONS.filter((section) => isAll || names.includes(section)));
}
