/** Velocity and height of the points beside a line, against the distance along it. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Application } from '../application.js';
import { curveColour } from '../series/colours.js';
import { numberText, serverText, text } from '../text/text.js';
import type { ChartContent } from './chart-content.js';
import { ChartFrame } from './chart-frame.js';
import { lengthM } from './ellipsoid.js';
import { type ProfilePoint, runningMedian } from './profile.js';
import type { Selection } from './selection.js';
import type { ToolResults } from './tool-results.js';

const velocities = new ChartFrame('profile-velocity');
const heights = new ChartFrame('profile-height');
/** Pieces of the line that have a median each. */
const PIECES = 40;

export function profileView(
  app: Application,
  selection: Extract<Selection, { kind: 'line' }>,
  { profile, key }: ToolResults,
): TemplateResult {
  if (!profile) return html`<p class="hint" role="status">${text('tools.reading')} …</p>`;
  const { points, matched, isShare } = profile;
  const { isDark } = app.session.get();
  const wholeM = lengthM(selection.line);
  const hasHeights = points.some(({ values }) => values[1] !== undefined && values[1] !== null);
  return html`<h3>${text('tools.profile')}</h3>
    <p class="hint" role="status">${text('tools.profileOf', { count: points.length, width: numberText(selection.widthM) })}</p>
    ${isShare ? html`<p class="hint" role="note">${text('tools.profileShare', { used: points.length, matched })}</p>` : nothing}
    ${velocities.render(velocityContent(points, wholeM, isDark), key, text('tools.profile'))}
    ${hasHeights ? heights.render(heightContent(points, wholeM, isDark), key, text('tools.height')) : nothing}`;
}

function velocityContent(points: readonly ProfilePoint[], wholeM: number, isDark: boolean): ChartContent {
  const medians = runningMedian(points, wholeM, PIECES);
  // One axis for both: where one has nothing, nothing is drawn.
  const places = [
    ...points.map(({ alongM, values }) => ({ alongM, value: values[0], median: undefined })),
    ...medians.map(({ alongM, median }) => ({ alongM, value: undefined, median })),
  ].sort((a, b) => a.alongM - b.alongM);
  return {
    x: places.map(({ alongM }) => alongM / 1000),
    isTime: false,
    xRange: [0, wholeM / 1000],
    xTitle: text('tools.distance'),
    yTitle: `${text('tools.velocity')} [${serverText('mm/yr')}]`,
    unit: serverText('mm/yr'),
    leastSpan: 4,
    series: [
      {
        label: text('tools.velocity'),
        values: places.map(({ value }) => value),
        colour: curveColour(0, isDark),
        withPoints: true,
        withoutLine: true,
      },
      { label: text('tools.medianLine'), values: places.map(({ median }) => median), colour: curveColour(1, isDark) },
    ],
  };
}

function heightContent(points: readonly ProfilePoint[], wholeM: number, isDark: boolean): ChartContent {
  return {
    x: points.map(({ alongM }) => alongM / 1000),
    isTime: false,
    xRange: [0, wholeM / 1000],
    xTitle: text('tools.distance'),
    yTitle: text('tools.height'),
    unit: 'm',
    leastSpan: 10,
    series: [
      {
        label: text('tools.height'),
        values: points.map(({ values }) => values[1]),
        colour: curveColour(2, isDark),
        withPoints: true,
        withoutLine: true,
      },
    ],
  };
}
