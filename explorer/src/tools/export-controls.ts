/** What is selected, to take home: points by a link to the server, what the page has made as files. */
import { html, nothing, type TemplateResult } from 'lit';
import { type Application, topLayer } from '../application.js';
import { saveFile } from '../shell/save-file.js';
import { text } from '../text/text.js';
import { exportUrl, type Profile, type Summary } from './read-selection.js';
import { outlines, type Selection } from './selection.js';

/** Of all points, straight from the server. */
const POINT_FILES = [
  { f: 'csv', label: 'tools.exportCsv', ending: 'csv' },
  { f: 'json', label: 'tools.exportGeojson', ending: 'geojson' },
  { f: 'fgb', label: 'tools.exportFlatGeobuf', ending: 'fgb' },
  { f: 'parquet', label: 'tools.exportParquet', ending: 'parquet' },
] as const;

export function exportControls(app: Application, selection: Selection): TemplateResult {
  const layer = topLayer(app);
  const results = app.session.get().toolResults;
  const link = ({ f, label, ending }: (typeof POINT_FILES)[number]) =>
    layer &&
    html`<a href=${exportUrl(app.server, layer, selection, f)} download=${`${layer.collection}-selection.${ending}`}>${text(label)}</a>`;
  return html`<section aria-label=${text('tools.export')}><h3>${text('tools.export')}</h3>
    <div class="tool-buttons">
      ${POINT_FILES.map(link)}
      ${results?.summary ? html`<button type="button" @click=${() => save(summaryCsv(results.summary!), 'text/csv', 'mean-displacement.csv')}>${text('tools.exportSummary')}</button>` : nothing}
      ${results?.profile ? html`<button type="button" @click=${() => save(profileCsv(results.profile!), 'text/csv', 'profile.csv')}>${text('tools.exportProfile')}</button>` : nothing}
      <button type="button" @click=${() => save(outlineJson(selection), 'application/geo+json', 'selection.geojson')}>${text('tools.exportShape')}</button>
      <button type="button" ?disabled=${!app.map} @click=${() => saveMap(app)}>${text('tools.exportMap')}</button>
    </div><p class="hint">${text('tools.exportAbout')}</p></section>`;
}

const save = (content: string, type: string, name: string): void => saveFile(new Blob([content], { type }), name);

/** The picture is thrown away after it is drawn: it has to be taken within the drawing. */
function saveMap(app: Application): void {
  const { map } = app.map!;
  map.once('render', () => {
    map.getCanvas().toBlob((picture) => picture && saveFile(picture, 'map.png'), 'image/png');
  });
  map.triggerRepaint();
}

const csv = (head: readonly string[], rows: readonly (readonly (string | number | null)[])[]): string =>
  `${[head, ...rows].map((row) => row.map((cell) => cell ?? '').join(',')).join('\r\n')}\r\n`;

const summaryCsv = ({ dates, meanMm, lowMm, highMm }: Summary): string =>
  csv(
    ['date', 'mean [mm]', 'p10 [mm]', 'p90 [mm]'],
    dates.map((date, i) => [date, meanMm[i], lowMm[i], highMm[i]]),
  );

const profileCsv = ({ points }: Profile): string =>
  csv(
    ['pid', 'along [m]', 'beside [m]', 'mean_velocity [mm/yr]', 'height [m]'],
    points.map(({ pid, alongM, besideM, values }) => [
      pid,
      alongM.toFixed(1),
      besideM.toFixed(1),
      values[0],
      values[1] ?? null,
    ]),
  );

function outlineJson(selection: Selection): string {
  const rings = outlines(selection).map((ring) => [...ring, ring[0]]);
  const geometry =
    selection.kind === 'line'
      ? { type: 'LineString', coordinates: selection.line }
      : { type: 'Polygon', coordinates: rings };
  return JSON.stringify({ type: 'Feature', properties: {}, geometry });
}
