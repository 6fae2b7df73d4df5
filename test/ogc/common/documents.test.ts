import { Ajv } from 'ajv';
import request from 'supertest';
import { expect, test } from 'vitest';
import { type Contract, inlined, loadContract } from '../../../src/http/contract.js';
import { testApp, testConfig } from '../../support/test-app.js';

const contract = loadContract(['common.yaml'], testConfig.limits);
const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });

function schemaOf({ operations, components }: Contract, operationId: string): object {
  const responses = operations.find((operation) => operation.operationId === operationId)?.responses;
  const ok = inlined(responses?.['200'], components) as { content: Record<string, { schema: object }> };
  return ok.content['application/json'].schema;
}

test.each([
  ['/', 'getLandingPage'],
  ['/conformance', 'getConformanceDeclaration'],
  ['/collections', 'getCollections'],
  ['/collections?limit=1', 'getCollections'],
  ['/collections/lakes', 'describeCollection'],
  ['/collections/l2b-descending-2020-2024', 'describeCollection'],
])('%s is what the contract says of %s', async (path, operationId) => {
  const { body } = await request(testApp()).get(path);
  const validate = ajv.compile(schemaOf(contract, operationId));
  expect(validate(body) ? [] : validate.errors).toEqual([]);
});

test('a problem is what the contract says of problems', async () => {
  const { body } = await request(testApp()).get('/collections?limit=0');
  const validate = ajv.compile(inlined(contract.components.schemas.problem, contract.components) as object);
  expect(validate(body) ? [] : validate.errors).toEqual([]);
});
