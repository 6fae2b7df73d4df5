/** The process that the conformance suite of OGC API - Processes is pointed at. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { check } from '../../../processes/echo/check.js';
import { run } from '../../../processes/echo/index.js';
import type { Database } from '../../../src/db/database.js';
import { runProcess } from '../../support/run-process.js';

interface Description {
  readonly inputs: Record<string, { schema: Record<string, unknown>; minOccurs: number }>;
  readonly outputs: Record<string, { schema: Record<string, unknown> }>;
}

const read = (file: string) =>
  JSON.parse(readFileSync(new URL(`../../../processes/echo/${file}`, import.meta.url), 'utf8'));
const description: Description = read('process.json');
const noDatabase = {} as Database;

describe('echo', () => {
  test('answers every input under its own name, unchanged', async () => {
    const inputs = {
      message: 'teststring',
      list: [3, 1, 2],
      area: { bbox: [51.9, 7, 52, 7.1], crs: 'http://www.opengis.net/def/crs/OGC/1.3/CRS84' },
      settings: { nested: { deep: [null, true, 1.5] } },
      document: 'two\nlines',
    };
    const { outputs } = await runProcess(run, noDatabase, inputs);
    expect(outputs).toEqual({
      message: { kind: 'json', value: 'teststring' },
      list: { kind: 'json', value: [3, 1, 2] },
      area: { kind: 'json', value: inputs.area },
      settings: { kind: 'json', value: inputs.settings },
      document: { kind: 'text', text: 'two\nlines', mediaType: 'text/plain' },
    });
  });

  test('answers only what it was sent: the suite sends some inputs and asks for every output', async () => {
    const wantedOutputs = Object.keys(description.outputs);
    for (const inputs of [{ message: 'teststring' }, { list: [1] }, { area: { bbox: [0, 0, 1, 1] } }, { pause: 0 }]) {
      const { outputs } = await runProcess(run, noDatabase, inputs, { wantedOutputs });
      expect(Object.keys(outputs)).toEqual(Object.keys(inputs));
      expect(check(inputs)).toEqual([]);
    }
    expect(check({})).toEqual([{ pointer: '/inputs', detail: expect.stringContaining('at least one') }]);
  });

  test('a pause ends at once when the job is dismissed, with the reason of the dismissal', async () => {
    const controller = new AbortController();
    const reason = new Error('dismissed');
    const running = runProcess(run, noDatabase, { message: 'late', pause: 60 }, { signal: controller.signal });
    setImmediate(() => controller.abort(reason));
    await expect(running).rejects.toBe(reason);
  });

  test('a pause tells its progress and then the message', async () => {
    const { outputs, shares } = await runProcess(run, noDatabase, { message: 'late', pause: 1 });
    expect(shares).toEqual([0.25, 0.5, 0.75, 1]);
    expect(outputs.message).toEqual({ kind: 'json', value: 'late' });
    expect(outputs.pause).toEqual({ kind: 'json', value: 1 });
  });
});

describe('the description of echo', () => {
  test('has the inputs in the order the suite takes them in, each with an output of the same name and schema kind', () => {
    expect(Object.keys(description.inputs)).toEqual(['message', 'pause', 'list', 'area', 'settings', 'document']);
    expect(Object.keys(description.outputs)).toEqual(Object.keys(description.inputs));
    for (const [name, { minOccurs }] of Object.entries(description.inputs)) {
      expect(minOccurs, name).toBe(0);
      expect(Object.keys(description.outputs[name].schema)[0]).toBe(Object.keys(description.inputs[name].schema)[0]);
    }
  });

  // How the suite reads a description: ets-ogcapi-processes10, CommonFixture.createInput.
  test('shows the suite one plain string first, a list of integers, a box, an object and a text with a media type', () => {
    const { message, list, area, settings, document } = description.inputs;
    expect(message.schema).toEqual({ type: 'string' });
    // Items of type string would make the suite send a bare string in place of the list.
    expect(list.schema).toMatchObject({ type: 'array', items: { type: 'integer' } });
    // It asks each member of allOf for a format, and stops at the first that is a box.
    expect((area.schema.allOf as { format?: string }[])[0].format).toBe('ogc-bbox');
    // To an object it sends {"value": "teststring"}, which a server may also read as the qualified text.
    expect(settings.schema).toEqual({ oneOf: [{ type: 'object' }, { type: 'string' }] });
    expect(document.schema.contentMediaType).toBe('text/plain');
  });

  test('uses keywords of OpenAPI 3.0 only', () => {
    expect(JSON.stringify(description)).not.toMatch(/"(?:const|\$schema|examples|\$ref|type":\[)/);
  });
});
