/** Statistics of the points of one or more areas, instead of the points. */
import { type AreaSummary, type Areas, summarisable } from '../../catalog/points/area-summary.js';
import { collectionChanged, invalidParameter } from '../../errors.js';
import { emptyReply, type Reply, textReply } from '../../http/reply.js';
import type { StreamSlots } from '../common/stream-slots.js';
import type { ParameterSelection } from './edr-parameters.js';
import type { EdrContext, EdrRequest } from './edr-request.js';
import type { Ground } from './grounds.js';
import { linkHeader } from './link-header.js';
import { CONTENT_CRS, fileName, linksOf, SAMPLE_HEADER, sampleText } from './points-answer.js';
import { summaryCoverages } from './summary-coveragejson.js';
import { summaryCsv } from './summary-csv.js';
import { summaryGeoJson } from './summary-geojson.js';
import { percentilesOf, readStatistics } from './summary-parameter.js';

/** Points of one area that are read; of more an even share. About three seconds' worth. */
const MAX_POINTS = 250_000;

const WRITERS = { covjson: summaryCoverages, geojson: summaryGeoJson, csv: summaryCsv } as const;

/** What can be summed up of the parameters asked for. Throws `invalidParameter` for names and attributes that cannot. */
export function summarySelection(context: EdrContext, { collection, selection }: EdrRequest): ParameterSelection {
  const possible = summarisable(collection);
  const properties = selection.properties.filter(({ name }) => possible.includes(name));
  const texts = selection.properties.filter((each) => !properties.includes(each)).map(({ name }) => name);
  if (context.query['parameter-name'] && texts.length > 0) {
    throw invalidParameter('parameter-name', `${texts.join(', ')} cannot be summed up by aggregate`);
  }
  return { ...selection, properties };
}

export async function answerWithSummaries(
  context: EdrContext,
  request: EdrRequest,
  grounds: readonly Ground[],
  { areas, slots }: { readonly areas: Areas; readonly slots: StreamSlots },
): Promise<Reply> {
  const { collection, crs, interval } = request;
  const statistics = readStatistics(context.query.aggregate ?? []);
  const selection = summarySelection(context, request);
  const parts = await slots.run(async () => {
    const read: { ground: Ground; summary: AreaSummary }[] = [];
    for (const ground of grounds) {
      const question = {
        points: { ...ground.conditions, datetime: interval },
        attributes: selection.properties.map(({ name }) => name),
        withSeries: selection.withSeries,
        percentiles: percentilesOf(statistics),
        maxPoints: MAX_POINTS,
      };
      read.push({ ground, summary: await areas.summarise(collection, question, context.signal) });
    }
    return read;
  });
  const [{ summary: first }] = parts;
  if (parts.some(({ summary }) => summary.version !== first.version)) throw collectionChanged(collection.id);
  const matched = parts.reduce((sum, { summary }) => sum + summary.matched, 0);
  const used = parts.reduce((sum, { summary }) => sum + summary.used, 0);
  if (matched === 0) return emptyReply(204);
  const { format } = context;
  const links = linksOf(context, request);
  const text = WRITERS[format.id as keyof typeof WRITERS]({ request, selection, statistics, parts, links });
  return textReply(format.mediaType, text, {
    freshness: { version: first.version, modified: collection.modified },
    headers: {
      [CONTENT_CRS]: `<${crs.uri}>`,
      'OGC-NumberMatched': String(matched),
      ...(used < matched && { [SAMPLE_HEADER]: sampleText(used / matched, matched) }),
      ...(format.id !== 'geojson' && { Link: linkHeader(links) }),
      ...(format.id === 'csv' && {
        'Content-Disposition': `attachment; filename="${fileName(collection.id)}-summary.csv"`,
      }),
    },
  });
}
