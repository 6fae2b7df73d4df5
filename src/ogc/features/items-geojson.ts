/** Features as one GeoJSON document, written row by row. */
import { datesText, rowWriter } from './feature-text.js';
import type { ItemsAnswer } from './items-answer.js';
import { textBlocks } from './text-blocks.js';

/** Larger numbers do not fit the 32 bits that some clients give it. */
const LARGEST_NUMBER_MATCHED = 2 ** 31 - 1;

/**
 * With the profiles `series` and `compact` the dates of the first series stand once in the document; features observed
 * on other dates carry their own. How many features there are is known when they are written: `numberReturned` is last.
 */
export async function* itemsGeoJson({ request, first, pages, links }: ItemsAnswer): AsyncGenerator<string> {
  const { crs, series } = request;
  const sharedDates = series.profile === 'wide' ? undefined : first.rows[0]?.series?.dates;
  const write = rowWriter(request.collection, first, crs, series, sharedDates);
  const { numberMatched } = first;
  const head = JSON.stringify({
    type: 'FeatureCollection',
    timeStamp: new Date().toISOString(),
    ...(numberMatched !== undefined && numberMatched <= LARGEST_NUMBER_MATCHED && { numberMatched }),
    links,
  });
  yield `${head.slice(0, -1)}${sharedDates ? `,"dates":${datesText(sharedDates)}` : ''},"features":[`;
  let count = 0;
  for await (const { rows } of pages) {
    yield* textBlocks(rows, (row) => `${count++ === 0 ? '' : ','}\n${write(row)}`);
  }
  yield `\n],"numberReturned":${count}}\n`;
}
