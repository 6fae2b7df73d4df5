/**
 * Asks the server how the points in view, or in the selection, are displaced at the date that the map shows: while the
 * time panel is open. Series have dates of their own, so that of the dates nearby the nearest with values is taken.
 */
import type { Application } from '../application.js';
import { datedLayer } from '../application.js';
import { withinWorld } from '../server/documents.js';
import { LatestQuestion } from '../server/latest-question.js';
import { ServerProblem } from '../server/server.js';
import type { LayerState } from '../state/state.js';
import { decodeSelection, groundsOf, type Selection } from '../tools/selection.js';
import { cql2Text } from './filters.js';
import { type StatisticsByDate, type ValuesAtDate, valuesAt } from './values-at-date.js';

export interface DateStatistics {
  readonly isSelection: boolean;
  /** `empty`: no point has a value near the date. */
  readonly state: 'reading' | 'read' | 'empty' | 'failed';
  readonly problem?: string;
  readonly values?: ValuesAtDate;
}

/** After the last change: dates follow one another quickly while they are played. */
const REST_MS = 350;
/** Satellites come every 6 or 12 days. */
const REACH_DAYS = 12;
const DAY_MS = 86_400_000;

export class DateStatisticsReader {
  private readonly question = new LatestQuestion(REST_MS);

  constructor(private readonly app: Application) {
    app.state.subscribe(() => this.later());
    app.session.subscribe((now, before) => {
      if (now.bounds !== before.bounds || now.facts !== before.facts) this.later();
    });
  }

  private later(): void {
    const { date, panel, tools } = this.app.state.get();
    const { bounds } = this.app.session.get();
    const layer = datedLayer(this.app);
    if (date === undefined || panel !== 'time' || !layer || !bounds) return;
    const selection = decodeSelection(tools.select);
    const area = selection && selection.kind !== 'line' ? selection : undefined;
    const key = JSON.stringify([date, layer.collection, layer.filters, area ?? bounds]);
    const isSelection = area !== undefined;
    const put = (statistics: Omit<DateStatistics, 'isSelection'>) =>
      this.app.session.set({ dateStatistics: { isSelection, ...statistics } });
    const ask = (signal: AbortSignal) => {
      const tell = (statistics: Omit<DateStatistics, 'isSelection'>) => !signal.aborted && put(statistics);
      this.read(layer, date, area, bounds, signal).then(
        (values) => tell(values ? { state: 'read', values } : { state: 'empty' }),
        (error: Error) => {
          if (!(error instanceof ServerProblem) && !signal.aborted) console.error(error);
          tell({ state: 'failed', problem: error.message });
        },
      );
    };
    this.question.put(key, ask, () => {
      // What stood there stays until it is replaced, so that nothing flickers while dates go by.
      if (this.app.session.get().dateStatistics?.isSelection !== isSelection) put({ state: 'reading' });
    });
  }

  private async read(
    { collection, filters }: LayerState,
    date: string,
    area: Selection | undefined,
    bounds: readonly number[],
    signal: AbortSignal,
  ): Promise<ValuesAtDate | undefined> {
    const { server } = this.app;
    const day = (offset: number) => new Date(Date.parse(date) + offset * DAY_MS).toISOString().slice(0, 10);
    const ground = area ? { coords: groundsOf(area)[0] } : { bbox: withinWorld(bounds).join(',') };
    const query = {
      ...ground,
      'parameter-name': 'displacement',
      aggregate: 'mean,median,p10,p90',
      datetime: `${day(-REACH_DAYS)}/${day(REACH_DAYS)}`,
      filter: cql2Text(filters),
      f: 'geojson',
    };
    const url = server.url(server.collectionPath(collection, area ? 'area' : 'cube'), query);
    const response = await server.ask(url, signal);
    if (response.status === 204) return undefined;
    const { features } = (await response.json()) as { features: readonly { properties: StatisticsByDate }[] };
    return valuesAt(date, features[0]?.properties);
  }
}
