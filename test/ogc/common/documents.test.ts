import { Ajv } from 'ajv';
import request from 'supertest';
import { expect, test } from 'vitest';
import { inlined, loadContract } from '../../../src/http/contract.js';
import { answersOfContract } from '../../support/answers-of-contract.js';
import { testApp, testConfig } from '../../support/test-app.js';

const contract = loadContract(['common.yaml'], testConfig.limits);
const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });

const app = testApp();
const answers = answersOfContract('common.yaml');

test.each([
  ['/', 'getLandingPage'],
  ['/conformance', 'getConformanceDeclaration'],
  ['/collections', 'getCollections'],
  ['/collections?limit=1', 'getCollections'],
  ['/collections/lakes', 'describeCollection'],
  ['/collections/l2b-descending-2020-2024', 'describeCollection'],
])('%s is what the contract says of %s', async (path, operationId) => {
  const { body } = await request(app).get(path);
  expect(answers.faultsOf(operationId, body)).toEqual([]);
});

test('a problem is what the contract says of problems', async () => {
  const { body } = await request(app).get('/collections?limit=0');
  const validate = ajv.compile(inlined(contract.components.schemas.problem, contract.components) as object);
  expect(validate(body) ? [] : validate.errors).toEqual([]);
});
