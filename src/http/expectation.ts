/** Says in words what a parameter's schema asks for, for messages that help. */
import type { Schema } from './contract.js';

/** `an integer of at least 1`, `4 to 6 comma-separated numbers`, `one of compact, wide, series`. */
export function expectation(schema: Schema): string {
  if (schema.enum) return `one of ${schema.enum.join(', ')}`;
  const choices = (schema.items as Schema | undefined)?.enum;
  if (choices) return `a comma-separated list of ${choices.join(', ')}`;
  if (schema.type === 'array') return `${counted(schema)}comma-separated ${PLURALS[itemType(schema)] ?? 'values'}`;
  if (schema.type === 'boolean') return 'true or false';
  if (schema.type === 'integer' || schema.type === 'number') {
    const noun = schema.type === 'integer' ? 'an integer' : 'a number';
    return schema.minimum === undefined ? noun : `${noun} of at least ${schema.minimum}`;
  }
  return schema.maxLength === undefined ? 'a text' : `a text of at most ${String(schema.maxLength)} characters`;
}

/** True unless a number, alone or in a list, is too large to be one: `1e999` reads as infinity. */
export const isFiniteThroughout = (value: unknown): boolean =>
  Array.isArray(value) ? value.every(isFiniteThroughout) : typeof value !== 'number' || Number.isFinite(value);

const PLURALS: Readonly<Record<string, string>> = { number: 'numbers', integer: 'integers', string: 'texts' };

const itemType = ({ items }: Schema): string => String((items as Schema | undefined)?.type);

function counted({ minItems, maxItems }: Schema): string {
  if (minItems !== undefined && minItems === maxItems) return `${String(minItems)} `;
  if (minItems !== undefined && maxItems !== undefined) return `${String(minItems)} to ${String(maxItems)} `;
  return '';
}
