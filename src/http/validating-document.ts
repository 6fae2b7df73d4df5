/**
 * The internal OpenAPI document, for openapi-backend: templated paths, every reference resolved. It differs from the
 * public one in two points, because openapi-backend splits every parameter with `explode: false` at commas, numbers
 * and texts too, and because more than the `maximum` of a page size must be clamped, not refused.
 */
import type { Document } from 'openapi-backend';
import { type Contract, inlined, type Parameter } from './contract.js';

export function validatingDocument({ operations, components }: Contract): Document {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of operations) {
    paths[operation.path] ??= {};
    paths[operation.path][operation.method] = {
      operationId: operation.operationId,
      parameters: operation.parameters.map(({ parameter }) => forValidation(parameter)),
      // A stream is its handler's to judge.
      requestBody: operation.streamsBody ? undefined : inlined(operation.requestBody, components),
      responses: inlined(operation.responses, components),
    };
  }
  return { openapi: '3.0.3', info: { title: 'Open EGMS', version: '1' }, paths } as Document;
}

function forValidation({ style, explode, ...parameter }: Parameter): unknown {
  if (parameter.in === 'path') return parameter;
  if (parameter.schema.type === 'array') return { ...parameter, style, explode };
  const { maximum, ...schema } = parameter.schema;
  return { ...parameter, schema };
}
