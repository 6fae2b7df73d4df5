/** Says in a few words what an input or output is. */
import type { ParameterDescription } from '../../jobs/process-registry.js';
import { isRecord } from './submission/faults.js';
import { isMany, mediaTypesOf, takesCollection } from './submission/input-form.js';
import { isBoxSchema } from './submission/input-values.js';
import { isCollectionOutput } from './submission/outputs.js';

/** `number, 0 to 1`, `one of up, east`, `collection of points, level L2b`. */
export function schemaText(parameter: ParameterDescription): string {
  const one = oneText(parameter);
  return isMany(parameter) ? `${one} (several)` : one;
}

function oneText(parameter: ParameterDescription): string {
  const { schema } = parameter;
  if (isCollectionOutput(parameter) || takesCollection(parameter)) return collectionText(parameter);
  if (isBoxSchema(schema)) return 'bounding box';
  const file = parameter['x-file'];
  return file ? `${plainText(schema)}, or ${file.mediaType} by reference` : plainText(schema);
}

function collectionText({ 'x-collection': demand = {} }: ParameterDescription): string {
  const { kind = 'points', levels, geometries } = demand;
  return [
    kind === 'points' ? 'collection of points' : 'collection',
    ...(levels ? [`level ${levels.join(' or ')}`] : []),
    ...(geometries ? [geometries.join(' or ')] : []),
  ].join(', ');
}

function plainText(schema: Readonly<Record<string, unknown>>): string {
  const { type, format, items, enum: values, minimum, maximum } = schema;
  const alternatives = schema.oneOf ?? schema.anyOf;
  if (Array.isArray(values)) return `one of ${values.map(String).join(', ')}`;
  if (Array.isArray(alternatives)) return alternatives.filter(isRecord).map(plainText).join(' or ');
  if (type === 'array') return `list of ${isRecord(items) ? plainText(items) : 'values'}`;
  const [mediaType] = mediaTypesOf(schema);
  const name = mediaType ?? (typeof format === 'string' ? format : typeof type === 'string' ? type : 'JSON');
  return [name, ...rangeText(minimum, maximum)].join(', ');
}

function rangeText(minimum: unknown, maximum: unknown): readonly string[] {
  if (minimum !== undefined && maximum !== undefined) return [`${String(minimum)} to ${String(maximum)}`];
  if (minimum !== undefined) return [`at least ${String(minimum)}`];
  return maximum === undefined ? [] : [`at most ${String(maximum)}`];
}

/** `yes`, `no`, or the value that is taken instead. */
export function occurrenceText({ minOccurs = 1, schema }: ParameterDescription): string {
  if (schema.default !== undefined) return `no: ${JSON.stringify(schema.default)}`;
  return minOccurs === 0 ? 'no' : 'yes';
}
