/** The body of an execution request in the public API document: the inputs of that very process, in the forms they may have. */
import type { ContractOperation } from '../../http/contract.js';
import type { ParameterDescription, RegisteredProcess } from '../../jobs/process-registry.js';
import { isMany, takesCollection } from './submission/input-form.js';

type JsonSchema = Readonly<Record<string, unknown>>;

const component = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });

export function executionBody({
  description,
  example,
}: RegisteredProcess): NonNullable<ContractOperation['requestBody']> {
  const inputs = Object.entries(description.inputs);
  const required = inputs.flatMap(([name, { minOccurs = 1, schema }]) =>
    minOccurs > 0 && schema.default === undefined ? [name] : [],
  );
  const schema: JsonSchema = {
    type: 'object',
    properties: {
      inputs: {
        type: 'object',
        properties: Object.fromEntries(inputs.map(([name, parameter]) => [name, inputSchema(parameter)])),
        ...(required.length > 0 ? { required } : {}),
        additionalProperties: false,
      },
      outputs: {
        type: 'object',
        properties: Object.fromEntries(Object.keys(description.outputs).map((id) => [id, component('outputRequest')])),
        additionalProperties: false,
      },
      response: { type: 'string', enum: ['raw', 'document'], default: 'raw' },
      subscriber: component('subscriber'),
    },
    ...(required.length > 0 ? { required: ['inputs'] } : {}),
  };
  return { required: true, content: { 'application/json': { schema, example } } };
}

function inputSchema(parameter: ParameterDescription): JsonSchema {
  const { title, description, maxOccurs = 1, minOccurs = 1 } = parameter;
  const one = takesCollection(parameter)
    ? { anyOf: [component('collectionInput'), component('nestedProcess'), component('inputReference')] }
    : {
        anyOf: [
          documented(parameter.schema),
          component('qualifiedValue'),
          component('inputReference'),
          component('nestedProcess'),
        ],
      };
  const annotations = { ...(title ? { title } : {}), ...(description ? { description } : {}) };
  if (!isMany(parameter)) return { ...annotations, ...one };
  const list = {
    type: 'array',
    items: one,
    minItems: minOccurs,
    ...(maxOccurs === 'unbounded' ? {} : { maxItems: maxOccurs }),
  };
  return { ...annotations, anyOf: [list, ...one.anyOf] };
}

/** OpenAPI 3.0 knows nothing of media types inside schemas, and addresses of other schemas lead nowhere from here. */
function documented(schema: JsonSchema): JsonSchema {
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    if ('$ref' in value) return {};
    return Object.fromEntries(
      Object.entries(value).flatMap(([name, entry]) =>
        ['contentMediaType', 'contentEncoding', 'contentSchema'].includes(name) && typeof entry === 'string'
          ? []
          : [[name, walk(entry)]],
      ),
    );
  };
  return walk(schema) as JsonSchema;
}
