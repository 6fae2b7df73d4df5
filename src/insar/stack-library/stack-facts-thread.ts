/** Opens stacks one after another and says of each what it is, or why it cannot be used. */
import { parentPort } from 'node:worker_threads';
import { ServiceError } from '../../errors.js';
import { isSimulated } from '../psi/basic/stack-origin.js';
import { openStack } from '../stack/open-stack.js';
import type { StackReading } from './stack-facts.js';

const port = parentPort!;
port.on('message', async (path: string) => port.postMessage({ ok: true, result: await readingOf(path) }));

async function readingOf(path: string): Promise<StackReading> {
  try {
    const stack = await openStack(path);
    try {
      const { title, acquisitions, referenceIndex, epsg, orbit, track, burstCycle, swath, polarisation, wavelengthM } =
        stack.description;
      const dates = acquisitions.map(({ date }) => dashed(date));
      return {
        kind: 'facts',
        facts: {
          ...(title === undefined ? {} : { title }),
          dates,
          referenceDate: dates[referenceIndex],
          orbit,
          track,
          burstCycle,
          swath,
          polarisation,
          wavelengthM,
          rows: stack.heightPixels,
          columns: stack.widthPixels,
          ...(epsg === null ? {} : { crs: `EPSG:${epsg}` }),
          isSynthetic: await isSimulated(stack),
          notices: stack.notices,
        },
      };
    } finally {
      await stack.close();
    }
  } catch (error) {
    if (error instanceof ServiceError) return faultWith(error.status, error.code, error.detail);
    return faultWith(422, 'InvalidStack', `${path}: ${(error as Error).message}`);
  }
}

const faultWith = (status: number, code: string, detail: string): StackReading => ({
  kind: 'fault',
  status,
  code,
  detail,
});

/** `2020-01-03` of `20200103`. */
const dashed = (date: string): string => `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`;
