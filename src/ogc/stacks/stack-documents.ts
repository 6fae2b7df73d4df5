/** Stacks as JSON. */
import { type Link, type Links, pathOf } from '../../http/links.js';
import type { ShelvedStack } from './stack-shelf.js';

export const stackPath = (name: string): string => `/stacks${pathOf(...name.split('/'))}`;

/** What the list says of each. */
export function stackSummary({ name, bytes, modified, reading }: ShelvedStack, links: Links) {
  const common = { name, sizeBytes: bytes, modified: modified.toISOString() };
  const own: readonly Link[] = [
    { rel: 'item', type: 'application/json', title: `Stack ${name}`, href: links.to(stackPath(name)) },
  ];
  if (reading.kind === 'fault') return { ...common, status: 'unusable', detail: reading.detail, links: own };
  const { title, dates, orbit, track, burstCycle, swath, polarisation, rows, columns, isSynthetic } = reading.facts;
  return {
    ...common,
    status: 'usable',
    ...(title === undefined ? {} : { title }),
    dateCount: dates.length,
    firstDate: dates[0],
    lastDate: dates[dates.length - 1],
    orbit,
    track,
    burstCycle,
    swath,
    polarisation,
    rows,
    columns,
    isSynthetic,
    links: own,
  };
}

/** All that is known of one. */
export function stackDocument(stack: ShelvedStack, links: Links) {
  const { links: _item, ...summary } = stackSummary(stack, links);
  if (stack.reading.kind === 'fault') return summary;
  const { dates, referenceDate, wavelengthM, crs, notices } = stack.reading.facts;
  return { ...summary, dates, referenceDate, wavelengthM, ...(crs === undefined ? {} : { crs }), notices };
}

/** Changes with anything that the documents say. */
export const versionOf = (stacks: readonly ShelvedStack[]): string =>
  JSON.stringify(stacks.map(({ name, bytes, modified, reading }) => [name, bytes, modified.getTime(), reading.kind]));
