/** The public API document with processes in it: valid, concrete, and named as pygeoapi names things. */
import { type Document, OpenAPIBackend } from 'openapi-backend';
import request from 'supertest';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ApiDocument } from '../../../src/ogc/common/api-document.js';
import { sha256 } from '../../support/sha256.js';
import { echo, testRegistry } from '../../support/test-processes.js';
import { describedApp } from './described-app.js';

let document: ApiDocument;
beforeAll(async () => {
  document = (await request(describedApp()).get('/api?f=json')).body;
});

test.each([
  ['as it is', {}],
  ['with keys', { config: { apiKeys: [sha256('k')] } }],
  [
    'with odd names',
    {
      registry: new Map([
        ...testRegistry,
        ['a/b {c}', { ...echo, description: { ...echo.description, id: 'a/b {c}' } }],
      ]),
    },
  ],
  [
    'with a process named like a collection',
    { registry: new Map([['lakes', { ...echo, description: { ...echo.description, id: 'lakes' } }]]) },
  ],
])('is valid OpenAPI 3.0 %s', async (_name, options) => {
  const { body } = await request(describedApp(options)).get('/api?f=json').expect(200);
  const backend = new OpenAPIBackend({ definition: body as Document, strict: true });
  await backend.loadDocument();
  expect(() => backend.validateDefinition()).not.toThrow();
  const operations = Object.values(body.paths as ApiDocument['paths']).flatMap((methods) => Object.values(methods));
  expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
  const tags = (body as ApiDocument).tags.map(({ name }) => name);
  expect(new Set(tags).size).toBe(tags.length);
  for (const { tags: used } of operations) for (const tag of used) expect(tags).toContain(tag);
});

describe('the document', () => {
  const named = (path: string, method = 'get') => {
    const { operationId, tags } = document.paths[path][method];
    return [operationId, tags];
  };

  test('has one concrete path per process, and the names pygeoapi gives', () => {
    expect(named('/processes')).toEqual(['getProcesses', ['server']]);
    expect(named('/processes/hello-world')).toEqual(['describeHello-worldProcess', ['hello-world']]);
    expect(named('/processes/hello-world/execution', 'post')).toEqual(['executeHello-worldJob', ['hello-world']]);
    expect(named('/jobs')).toEqual(['getJobs', ['jobs']]);
    expect(named('/jobs/{jobId}')).toEqual(['getJob', ['jobs']]);
    expect(named('/jobs/{jobId}', 'delete')).toEqual(['deleteJob', ['jobs']]);
    expect(named('/jobs/{jobId}/results')).toEqual(['getJobResults', ['jobs']]);
    expect(Object.keys(document.paths).some((path) => path.includes('{processId}'))).toBe(false);
    expect(document.components.parameters).not.toHaveProperty('processId');
  });

  test('describes the inputs of each process, with a request that works', () => {
    const { content } = document.paths['/processes/combine/execution'].post.requestBody as {
      content: Record<
        string,
        {
          schema: { properties: Record<string, { required?: string[]; properties: Record<string, object> }> };
          example: object;
        }
      >;
    };
    const { schema, example } = content['application/json'];
    expect(example).toEqual(testRegistry.get('combine')!.example);
    const { inputs, outputs } = schema.properties;
    // Inputs with a default, and those that may be missing, are not required.
    expect(inputs.required).toEqual(['points']);
    expect(Object.keys(outputs.properties)).toEqual(['up', 'report']);
    expect(JSON.stringify(inputs.properties.points)).toContain('#/components/schemas/collectionInput');
    expect(JSON.stringify(inputs.properties.cellSizeM)).toContain('"maximum":1000');
    // Keywords that OpenAPI 3.0 does not know are left out.
    expect(JSON.stringify(inputs)).not.toContain('contentMediaType');
  });

  test('is a page, too', async () => {
    const { text } = await request(describedApp()).get('/api.html').expect(200);
    expect(text).toContain('/processes/hello-world/execution');
    expect(text).toContain('/jobs/{jobId}/results');
  });

  test('says nothing of processes where there are none to offer', () => {
    expect(JSON.stringify(document.components.parameters)).not.toContain('Identifier of a process');
  });
});
