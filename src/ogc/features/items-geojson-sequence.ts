/** Features as a GeoJSON text sequence: each can be read without the others, so each carries its own dates. */
import { sequenceText } from '../../formats/geojson-sequence.js';
import { rowWriter } from './feature-text.js';
import type { ItemsAnswer } from './items-answer.js';
import { textBlocks } from './text-blocks.js';

export async function* itemsGeoJsonSequence({ request, first, pages }: ItemsAnswer): AsyncGenerator<string> {
  const write = rowWriter(request.collection, first, request.crs, request.series);
  for await (const { rows } of pages) yield* textBlocks(rows, (row) => sequenceText(write(row)));
}
