/** Asks the server how many points in view pass the filters, while the filters are looked at. */
import type { Application } from '../application.js';
import { layersOf } from '../application.js';
import { withinWorld } from '../server/documents.js';
import { LatestQuestion } from '../server/latest-question.js';
import { withCollection } from '../state/session.js';
import { text } from '../text/text.js';
import { cql2Text } from './filters.js';

/** After the last change, so that a hand on a control does not ask for each step. */
const REST_MS = 300;

export class Counter {
  private readonly question = new LatestQuestion(REST_MS);

  constructor(private readonly app: Application) {
    app.state.subscribe(() => this.later());
    app.session.subscribe((now, before) => {
      if (now.bounds !== before.bounds || now.facts !== before.facts) this.later();
    });
  }

  private later(): void {
    if (this.app.state.get().panel !== 'filters') return;
    const { bounds } = this.app.session.get();
    const layers = layersOf(this.app).filter(({ visible }) => visible);
    const key = JSON.stringify([bounds, layers.map(({ collection, filters }) => [collection, filters])]);
    if (!bounds) return;
    this.question.put(key, (signal) => {
      for (const { collection, filters } of layers) {
        this.count(collection, cql2Text(filters), bounds, signal).catch((error: Error) => {
          if (!signal.aborted) this.put(collection, text('notice.failed', { detail: error.message }));
        });
      }
    });
  }

  private async count(
    id: string,
    filter: string | undefined,
    bounds: readonly number[],
    signal: AbortSignal,
  ): Promise<void> {
    const box = withinWorld(bounds);
    const ask = (condition: string | undefined) =>
      this.app.server.json<{ numberMatched?: number }>(this.app.server.collectionPath(id, 'items'), {
        query: { limit: 1, bbox: box.join(','), filter: condition },
        signal,
      });
    const [some, all] = await Promise.all([ask(filter), ask(undefined)]);
    const total = all.numberMatched;
    if (some.numberMatched === undefined) this.put(id, text('filters.atLeast', { matched: 10_000 }));
    else
      this.put(
        id,
        text('filters.matching', {
          matched: some.numberMatched,
          total: total ?? text('filters.total', { most: 10_000 }),
        }),
      );
  }

  private put(id: string, words: string): void {
    this.app.session.set(({ counts }) => ({ counts: withCollection(counts, id, words) }));
  }
}
