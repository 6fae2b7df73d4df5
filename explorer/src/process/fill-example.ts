/** The example of a process, as it would be written in the fields of its form. Pure. */
import type { Entries, Entry, Field, Narrowing } from './input-field.js';

export interface Filled {
  readonly entries: Entries;
  readonly narrowings: Readonly<Record<string, Narrowing>>;
  /** Of collections to be published, by output. */
  readonly names: Readonly<Record<string, string>>;
}

/**
 * @param fitting collections of this server for a field: an example names those of the demonstration, in whose place
 *   others stand where they are not there
 */
export function fillExample(
  fields: readonly Field[],
  { inputs, outputs }: { readonly inputs?: unknown; readonly outputs?: unknown },
  fitting: (field: Field) => readonly string[],
): Filled {
  const entries: Record<string, Entry> = {};
  const narrowings: Record<string, Narrowing> = {};
  const given = recordOf(inputs);
  for (const field of fields) {
    const value = given[field.name];
    if (value === undefined || value === null) continue;
    if (field.kind !== 'collections') {
      entries[field.name] = written(field, value);
      continue;
    }
    const members = (Array.isArray(value) ? value : [value]).map(recordOf);
    const there = fitting(field);
    const asked = members.flatMap(({ collection }) => (typeof collection === 'string' ? [collection] : []));
    const chosen = asked.filter((id) => there.includes(id));
    entries[field.name] = chosen.length > 0 ? chosen : there.slice(0, 1);
    const { bbox, filter } = members[0] ?? {};
    narrowings[field.name] = {
      // A place of the demonstration is none of other collections.
      ...(Array.isArray(bbox) && chosen.length > 0 ? { bbox: bbox.join(', ') } : {}),
      ...(typeof filter === 'string' ? { filter } : {}),
    };
  }
  const names = Object.entries(recordOf(outputs)).flatMap(([name, output]): [string, string][] => {
    const { collection } = recordOf(output);
    return typeof collection === 'string' ? [[name, collection]] : [];
  });
  return { entries, narrowings, names: Object.fromEntries(names) };
}

function written({ kind }: Field, value: unknown): Entry {
  switch (kind) {
    case 'choice':
      return JSON.stringify(value);
    case 'choices':
      return (Array.isArray(value) ? value : [value]).map((each) => JSON.stringify(each));
    case 'bbox':
      return listText(recordOf(value).bbox);
    case 'area':
    case 'numbers':
    case 'texts':
      return Array.isArray(value) ? listText(value) : JSON.stringify(value);
    case 'json':
      return JSON.stringify(value, undefined, 1);
    default:
      return typeof value === 'object' ? JSON.stringify(value) : String(value);
  }
}

const listText = (value: unknown): string => (Array.isArray(value) ? value.join(', ') : '');

const recordOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
