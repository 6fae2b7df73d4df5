/** Another collection beside the topmost layer, and the same point in other releases. */
import { html, nothing, type TemplateResult } from 'lit';
import { type Application, notify, setTool, titleOf, topLayer } from '../application.js';
import { curveColour } from '../series/colours.js';
import { shownSeries } from '../series/series-loader.js';
import { readSeries } from '../server/documents.js';
import { ServerProblem } from '../server/server.js';
import { MOST_POINTS, type PointRef, samePoint } from '../state/state.js';
import { text } from '../text/text.js';
import { ChartFrame } from './chart-frame.js';
import { type Comparison, comparisonOf } from './comparison.js';
import { joinedSeries } from './joined-series.js';
import { shortName } from './short-name.js';

const chart = new ChartFrame('joined-series');

export function releaseControls(app: Application): TemplateResult {
  return html`${compareControls(app)}${sameElsewhere(app)}`;
}

function compareControls(app: Application): TemplateResult | typeof nothing {
  const top = topLayer(app);
  const others = (app.session.get().collections ?? []).filter(({ id }) => id !== top?.collection);
  if (!top || others.length === 0) return nothing;
  const comparison = comparisonOf(app.state.get().tools.compare);
  const choose = ({ currentTarget }: Event) => {
    const collection = (currentTarget as HTMLSelectElement).value;
    const next: Comparison | undefined = collection ? { collection, at: comparison?.at ?? 0.5 } : undefined;
    setTool(app, 'compare', next);
  };
  return html`<section aria-label=${text('tools.compare')}><h3>${text('tools.compare')}</h3>
    <label class="field"><span>${text('tools.compareWith')}</span><select @change=${choose} .value=${comparison?.collection ?? ''}>
      <option value="" ?selected=${!comparison}>${text('tools.compareNone')}</option>
      ${others.map(({ id }) => html`<option value=${id} ?selected=${id === comparison?.collection}>${shortName(app, id)}</option>`)}
    </select></label>
    ${comparison ? html`<p class="hint">${text('tools.compareAbout')}</p>` : nothing}</section>`;
}

function sameElsewhere(app: Application): TemplateResult | typeof nothing {
  const [point] = app.state.get().points;
  const others = point ? otherReleases(app, point) : [];
  const shown = shownSeries(app).filter(({ series }) => series.pid === point?.pid && series.dates.length > 0);
  if (!point || (others.length === 0 && shown.length < 2)) return nothing;
  const { isDark } = app.session.get();
  const joined = shown.length > 1 ? joinedSeries(shown.map(({ series }) => series)) : undefined;
  const title = `${point.pid}: ${text('tools.joined')}`;
  return html`<section aria-label=${text('tools.releases')}><h3>${text('tools.releases')}</h3>
    <p class="hint">${text('tools.releasesAbout')}</p>
    <div class="tool-buttons"><button type="button" @click=${() => void addElsewhere(app, point, others)}>${text('tools.releasesFind', { pid: point.pid })}</button></div>
    ${
      joined
        ? html`<p class="hint">${text('tools.joined')}</p>${chart.render(
            {
              x: joined.dates.map((date) => Date.parse(date) / 1000),
              isTime: true,
              xTitle: text('tools.date'),
              yTitle: text('tools.displacement'),
              unit: 'mm',
              leastSpan: 10,
              series: [
                { label: point.pid, values: joined.displacementMm, colour: curveColour(0, isDark), withPoints: true },
              ],
            },
            shown.map(({ series }) => `${series.collection}/${series.pid}`).join(),
            title,
          )}`
        : nothing
    }</section>`;
}

/** Collections of the same level and geometry. */
function otherReleases(app: Application, { collection }: PointRef): readonly string[] {
  const collections = app.session.get().collections ?? [];
  const own = collections.find(({ id }) => id === collection)?.egms;
  if (!own) return [];
  return collections
    .filter(({ id, egms }) => id !== collection && egms?.level === own.level && egms.geometry === own.geometry)
    .map(({ id }) => id);
}

async function addElsewhere(app: Application, { pid }: PointRef, collections: readonly string[]): Promise<void> {
  const found = await Promise.all(
    collections.map(async (collection) => {
      try {
        await readSeries(app.server, collection, pid);
        return [{ collection, pid }];
      } catch (error) {
        if (error instanceof ServerProblem && error.status === 404) return [];
        notify(
          app,
          'releases',
          text('tools.problem', { detail: `${titleOf(app, collection)}: ${(error as Error).message}` }),
        );
        return [];
      }
    }),
  );
  const added = found.flat();
  if (added.length === 0) notify(app, 'releases', text('tools.releasesNone', { pid }));
  app.state.set(({ points }) => ({
    points: [...points, ...added.filter((each) => !points.some((point) => samePoint(point, each)))].slice(
      0,
      MOST_POINTS,
    ),
  }));
}
