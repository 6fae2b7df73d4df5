/** What the processes of tests give when a tiny worker runs them, and how they are asked to. */
import type { Express } from 'express';
import request from 'supertest';
import type { TinyRun } from '../../support/tiny-worker.js';

export const csv = 'station,east\nA,1\n';

export const runs: Record<string, TinyRun> = {
  echo: async (inputs) =>
    Object.fromEntries(
      Object.entries(inputs)
        .filter(([name]) => name !== 'fail')
        .map(([name, value]) => [
          name,
          name === 'document' ? { bytes: Buffer.from(String(value)), mediaType: 'text/csv' } : { json: value },
        ]),
    ),
  'hello-world': async ({ name, message }) => {
    if (name === 'nobody') throw new Error('nobody cannot be greeted');
    return { echo: { json: { id: 'echo', value: `Hello ${name}! ${message ?? ''}`.trim() } } };
  },
  combine: async () => ({ up: { collection: 'l3-up-2020-2024' }, report: { json: { cells: 7 } } }),
  split: async () => ({ low: { collection: 'low-descending' }, high: { collection: 'high' } }),
  'waiting-only': async ({ number }) => ({
    number: { json: number },
    table: { bytes: Buffer.from(csv), mediaType: 'text/csv' },
  }),
};

export const POINTS = [{ collection: 'l2b-descending-2020-2024' }];

export function execute(app: Express, id: string, body: object, headers: Record<string, string> = {}): request.Test {
  const sent = request(app).post(`/processes/${id}/execution`);
  for (const [name, value] of Object.entries(headers)) sent.set(name, value);
  return sent.send(body);
}
