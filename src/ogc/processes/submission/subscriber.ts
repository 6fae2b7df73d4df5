/** Whom to tell of a job (conformance class callback): addresses that anybody may reach, so never one of ours. */

import type { Subscriber } from '../../../jobs/job.js';
import { excerpt } from '../../../jobs/parameter-schema.js';
import { httpAddress, type ReferenceRules, reachableAddresses } from '../../../jobs/reference-guard.js';
import { below, type Faults, isRecord } from './faults.js';

const MEMBERS = ['successUri', 'inProgressUri', 'failedUri'] as const;

export async function readSubscriber(
  given: unknown,
  pointer: string,
  rules: ReferenceRules,
  faults: Faults,
): Promise<Subscriber | undefined> {
  if (given === undefined || given === null) return undefined;
  if (!isRecord(given)) {
    faults.add(pointer, `expected an object with ${MEMBERS.join(', ')}, got ${excerpt(given)}`);
    return undefined;
  }
  for (const name of Object.keys(given)) {
    if (!(MEMBERS as readonly string[]).includes(name)) {
      faults.add(below(pointer, name), `is not known; there are ${MEMBERS.join(', ')}`);
    }
  }
  if (given.successUri === undefined) faults.add(below(pointer, 'successUri'), 'is missing');
  const subscriber: { -readonly [name in keyof Subscriber]: Subscriber[name] } = {};
  for (const name of MEMBERS) {
    const uri = given[name];
    if (uri === undefined) continue;
    const place = below(pointer, name);
    if (typeof uri !== 'string') faults.add(place, `expected an address as text, got ${excerpt(uri)}`);
    else {
      await faults.collect(place, () => reachableAddresses(httpAddress(uri), rules));
      subscriber[name] = uri;
    }
  }
  return subscriber;
}
