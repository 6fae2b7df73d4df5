/** Processes for tests of the web interface: descriptions as a package has them, and what a worker would make of them. */
import type { ProcessDescription, ProcessRegistry, RegisteredProcess } from '../../src/jobs/process-registry.js';

const describe = (id: string, rest: Partial<ProcessDescription>): ProcessDescription => ({
  id,
  version: '1.0.0',
  title: `The process ${id}`,
  description: `Does what ${id} does.`,
  keywords: ['test'],
  jobControlOptions: ['sync-execute', 'async-execute', 'dismiss'],
  outputTransmission: ['value', 'reference'],
  inputs: {},
  outputs: {},
  ...rest,
});

/** As the conformance suite wants one: every kind of input comes back under its own name. */
const echoed: ProcessDescription['inputs'] = {
  message: { title: 'Message', schema: { type: 'string' }, minOccurs: 0 },
  pause: { title: 'Pause', schema: { type: 'integer', minimum: 0, maximum: 60 }, minOccurs: 0 },
  list: { title: 'List', schema: { type: 'string' }, minOccurs: 0, maxOccurs: 5 },
  area: {
    title: 'Area',
    schema: { allOf: [{ format: 'ogc-bbox' }, { $ref: '../../openapi/schemas/bbox.yaml' }] },
    minOccurs: 0,
  },
  settings: { title: 'Settings', schema: { type: 'object' }, minOccurs: 0 },
  document: { title: 'Document', schema: { type: 'string', contentMediaType: 'text/csv' }, minOccurs: 0 },
};

export const echo: RegisteredProcess = {
  description: describe('echo', {
    title: 'Echo',
    inputs: echoed,
    outputs: Object.fromEntries(Object.entries(echoed).map(([name, { title, schema }]) => [name, { title, schema }])),
  }),
  example: { inputs: { message: 'Hello' } },
};

export const hello: RegisteredProcess = {
  description: describe('hello-world', {
    title: 'Hello World',
    inputs: {
      name: { title: 'Name', description: 'Who is greeted', schema: { type: 'string' } },
      message: { title: 'Message', schema: { type: 'string' }, minOccurs: 0 },
    },
    outputs: { echo: { title: 'Greeting', schema: { type: 'object', contentMediaType: 'application/json' } } },
  }),
  example: { inputs: { name: 'World' } },
};

/** Reads collections, publishes one, and says something of it. */
export const combine: RegisteredProcess = {
  description: describe('combine', {
    title: 'Combine',
    inputs: {
      points: {
        title: 'Points',
        schema: { type: 'object', format: 'ogc-collection-input' },
        'x-collection': { kind: 'points', levels: ['L2a', 'L2b'] },
        maxOccurs: 'unbounded',
      },
      reference: {
        title: 'Reference',
        schema: { type: 'object', format: 'ogc-collection-input' },
        'x-collection': { kind: 'any' },
        minOccurs: 0,
      },
      cellSizeM: {
        title: 'Cell size',
        schema: { type: 'number', minimum: 10, maximum: 1000, default: 100 },
        minOccurs: 0,
      },
      method: { title: 'Method', schema: { type: 'string', enum: ['mean', 'median'], default: 'mean' }, minOccurs: 0 },
      start: { title: 'Start', schema: { type: 'string', format: 'date' }, minOccurs: 0 },
      stations: { title: 'Stations', schema: { type: 'string', contentMediaType: 'text/csv' }, minOccurs: 0 },
      secret: { title: 'Secret', schema: { type: 'string', format: 'password' }, minOccurs: 0 },
    },
    outputs: {
      up: {
        title: 'Up',
        schema: { type: 'object', format: 'ogc-collection' },
        'x-collection': { default: 'l3-up-<release>' },
      },
      report: { title: 'Report', schema: { type: 'object' } },
    },
    jobControlOptions: ['async-execute', 'dismiss'],
  }),
  example: { inputs: { points: [{ collection: 'l2b-descending-2020-2024' }] } },
  check: ({ method, cellSizeM }) =>
    method === 'median' && Number(cellSizeM) > 500
      ? [{ pointer: '/inputs/cellSizeM', detail: 'a median wants cells of at most 500 m' }]
      : [],
};

/** Publishes several collections; and nothing but one. */
export const split: RegisteredProcess = {
  description: describe('split', {
    inputs: {
      points: { schema: { type: 'object', format: 'ogc-collection-input' }, 'x-collection': {} },
    },
    outputs: {
      low: { schema: { type: 'object', format: 'ogc-collection' }, 'x-collection': { default: 'low-<geometry>' } },
      high: { schema: { type: 'object', format: 'ogc-collection' } },
    },
  }),
  example: { inputs: { points: { collection: 'l2b-descending-2020-2024' } } },
};

export const waitingOnly: RegisteredProcess = {
  description: describe('waiting-only', {
    inputs: { number: { schema: { type: 'number' } } },
    outputs: {
      number: { schema: { type: 'number' } },
      table: { schema: { type: 'string', contentMediaType: 'text/csv' } },
    },
    jobControlOptions: ['sync-execute'],
    outputTransmission: ['value'],
  }),
  example: { inputs: { number: 1 } },
};

export const testRegistry: ProcessRegistry = new Map(
  [combine, echo, hello, split, waitingOnly].map((process) => [process.description.id, process]),
);
