/** Parameters that a request cannot do without. The standard has no code for their absence. */
import { invalidParameter } from '../../errors.js';
import type { KeyValueParameters } from '../common/key-value-parameters.js';

export function required(parameters: KeyValueParameters, name: string): string {
  const value = parameters.get(name);
  if (value === undefined || value === '') throw invalidParameter(name, 'expected a value, got none');
  return value;
}
