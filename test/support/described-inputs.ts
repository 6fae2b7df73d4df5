/** Inputs as the engine hands them to a process: what the request gives, and the defaults of the description. */
import { readFileSync } from 'node:fs';
import type { InputValues } from '../../src/jobs/process.js';

interface Description {
  readonly inputs: Readonly<Record<string, { readonly schema: { readonly default?: unknown } }>>;
}

export function withDefaults(processId: string, given: InputValues): InputValues {
  const file = new URL(`../../processes/${processId}/process.json`, import.meta.url);
  const { inputs } = JSON.parse(readFileSync(file, 'utf8')) as Description;
  const unknown = Object.keys(given).filter((name) => !(name in inputs));
  if (unknown.length > 0) throw new Error(`${processId} describes no input ${unknown.join(', ')}`);
  const defaults = Object.entries(inputs).flatMap(([name, { schema }]) =>
    schema.default === undefined ? [] : [[name, schema.default] as const],
  );
  return { ...Object.fromEntries(defaults), ...given };
}
