/**
 * Points under a pixel as a page for the small frames in which map clients show it: a chart of the series, a table of the
 * attributes. It needs nothing besides itself: the drawing carries its own look, and where a client cuts the style off,
 * all is still there.
 */
import { createHash } from 'node:crypto';
import { Html, html } from '../../../http/html.js';
import { type Links, pathOf } from '../../../http/links.js';
import { motionSense } from '../../../maps/motion-sense.js';
import { seriesChart } from '../chart/series-chart.js';
import { numberText, unitText } from '../unit-text.js';
import { cellsOf, drawnValue, type PointInfo } from './point.js';

const STYLE = `
body { margin: 0.6rem; color: #1d2730; background: #fff; font: 14px/1.45 system-ui, sans-serif; }
section { margin: 0 0 1.2rem; }
h2 { margin: 0; font-size: 1.05rem; }
p { margin: 0.1rem 0 0.4rem; }
svg { display: block; width: 100%; max-width: 44rem; overflow: visible; }
svg text { font-size: 19px; }
table { border-collapse: collapse; }
td, th { padding: 0.1rem 0.8rem 0.1rem 0; border-bottom: 1px solid #d5dbdf; text-align: left; font-weight: 400; }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
.faint { color: #55636f; }
`;

/**
 * Headers in place of those of the server's pages: any portal may show this in a frame (a policy that names
 * `frame-ancestors` goes before X-Frame-Options), its one style is known by its digest, and there is nothing else to load.
 */
export const FRAMEABLE: Readonly<Record<string, string>> = {
  'Content-Security-Policy': [
    "default-src 'none'",
    `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
    "base-uri 'none'",
    "form-action 'none'",
    'frame-ancestors *',
  ].join('; '),
};

export function featureInfoPage(points: readonly PointInfo[], links: Links): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${points.length === 1 ? points[0].row.id : 'Measurement points'}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
${points.length === 0 ? html`<p>No measurement point here.</p>` : points.map((point, i) => pointSection(point, i, links))}
</body>
</html>
`;
}

function pointSection(point: PointInfo, index: number, links: Links): Html {
  const { pick, row } = point;
  const { collection } = pick.layer;
  const page = links.to(`/collections${pathOf(collection.id, 'items', row.id)}`, { f: 'html' });
  const sense = motionSense(collection);
  const cells = cellsOf(point);
  const velocity = Number(cells.find(({ property }) => property.name === 'mean_velocity')?.cell ?? Number.NaN);
  return html`<section>
<h2><a href="${page}" target="_blank" rel="noopener">${row.id}</a></h2>
<p class="faint">${collection.title}</p>
<p>${drawnText(point)}</p>
${row.series && seriesChart(row.id, row.series, velocity, `chart-${index}`)}
${row.series && html`<p class="faint">Displacement in mm${sense && html`, positive ${sense.positive}`}.</p>`}
<table>
${cells.map(
  ({ property, cell, encoding }) =>
    html`<tr><th scope="row">${property.title ?? property.name}</th><td class="number">${
      cell === null ? '–' : encoding === 'number' ? numberText(cell) : cell
    }</td><td>${unitText(property.unit)}</td></tr>\n`,
)}</table>
</section>
`;
}

function drawnText(point: PointInfo): Html {
  const { title, value, unit, from, to } = drawnValue(point);
  const { pointCount } = point.pick;
  return html`${title}${from !== undefined && ` from ${from} to ${to}`}: <strong>${
    value === null ? 'no value' : numberText(String(value))
  }</strong> ${value !== null && unit}${pointCount > 1 && html` <span class="faint">(fastest of ${pointCount} points drawn as one)</span>`}`;
}
