/**
 * A run of the pipeline as one page for people: summary, maps, atmosphere, network, histograms, dates, parameters. It stands
 * alone: drawings are part of it, there is no script, and it loads nothing.
 */

import { isoDate } from '../../../products/epochs.js';
import { leastLinkedCoherence } from '../psi-parameters.js';
import type { EpochQuality } from '../quality/psi-quality.js';
import { baselineChart, histogramChart, timeChart } from './chart.js';
import { dayText, escaped } from './markup.js';
import type { QualityDocument } from './quality-document.js';
import { atmosphereSection, mapsSection } from './report-maps.js';
import { REPORT_STYLE } from './report-style.js';
import { arcsTable, epochsTable, parametersTable, stepsTable } from './report-tables.js';
import { summarySection } from './summary.js';

export function reportPage(document: QualityDocument): string {
  const { quality, stack, product, isSynthetic } = document;
  const { title, track, burstCycle, swath, polarisation, orbit } = stack;
  const name = product ?? title ?? `Track ${track}, burst ${burstCycle}`;
  const place = `${orbit}, track ${track}, burst ${burstCycle}, IW${swath}, ${polarisation}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(name)}: report of the PSI processing</title>
<style>${REPORT_STYLE}</style>
</head>
<body>
<main>
<header>
<h1>${escaped(name)}</h1>
<p class="faint">${title && title !== name ? `${escaped(title)} · ` : ''}${place} · processed ${dayText(document.productionDate.replaceAll('-', ''))} by Open EGMS ${escaped(document.softwareVersion)}</p>
${isSynthetic ? '<p><span class="badge">simulated images, not measurements</span></p>' : ''}
</header>
${summarySection(document)}
${warningsList(quality.warnings)}
<h2>Maps</h2>
<p class="faint">${stack.isNorthUp ? 'North is up.' : 'In the geometry of the radar: the first line of the images is at the top, the first pixel at the left.'} Grey: nothing there.</p>
${mapsSection(document)}
<h2>Histograms</h2>
${histograms(document)}
<h2>Network</h2>
<p>Arcs join neighbouring points; each is judged by how well the phase differences of its ends follow a velocity and a height error.</p>
${network(document)}
<h2>Atmosphere of every date</h2>
${atmosphereSection(document)}
<h2>Dates</h2>
${dates(document)}
<h2>Parameters</h2>
${parametersTable(quality.parameters)}
<h2>Steps</h2>
${stepsTable(quality.steps)}
<p class="faint">Stack ${stack.fingerprint.slice(0, 16)}, ${quality.heightPixels} rows x ${quality.widthPixels} columns, wavelength ${(1000 * stack.wavelengthM).toFixed(3)} mm.</p>
</main>
</body>
</html>
`;
}

const warningsList = (warnings: readonly string[]): string =>
  warnings.length === 0
    ? ''
    : `<ul class="warnings">${warnings.map((warning) => `<li>${escaped(warning)}</li>`).join('')}</ul>`;

const figure = (title: string, drawing: string, caption = ''): string =>
  `<figure><h3>${title}</h3>${drawing}${caption && `<figcaption>${caption}</figcaption>`}</figure>`;

function histograms({ quality }: QualityDocument): string {
  const { dispersion, linkedCoherence, coherence, velocityMmPerYear, heightErrorM } = quality.histograms;
  const { maxDispersion, minCoherence } = quality.parameters;
  const least = (value: number) => [{ value, label: `least ${value}` }];
  const figures = [
    figure('Mean velocity', histogramChart(velocityMmPerYear, 'Mean velocity of points', 'mm/yr')),
    figure(
      'Coherence of points',
      histogramChart(coherence, 'Coherence of points', 'temporal coherence', least(minCoherence)),
    ),
    figure('Height error', histogramChart(heightErrorM, 'Height error of points', 'm, true minus given')),
    figure(
      'Amplitude dispersion of pixels',
      histogramChart(dispersion, 'Amplitude dispersion of pixels', 'standard deviation over mean', [
        { value: maxDispersion, label: `largest ${maxDispersion}` },
      ]),
    ),
    figure(
      'Coherence of phase linking',
      histogramChart(
        linkedCoherence,
        'Temporal coherence of phase linking',
        'temporal coherence',
        least(leastLinkedCoherence(quality.parameters, quality.counts.usableDates)),
      ),
    ),
  ];
  return `<div class="pair">${figures.join('\n')}</div>`;
}

function network({ quality }: QualityDocument): string {
  const { coherence, lengthM, threshold } = quality.arcs;
  const marks = [{ value: threshold, label: `threshold ${threshold.toFixed(2)}` }];
  const figures = [
    figure(
      'Coherence of arcs',
      histogramChart(coherence, 'Coherence of arcs', 'temporal coherence', marks),
      `Noise alone passes the threshold once in ${oneIn(quality.parameters.falseAlarmRate)}.`,
    ),
    figure('Length of arcs', histogramChart(lengthM, 'Length of arcs', 'm')),
  ];
  return `${arcsTable(quality)}<div class="pair">${figures.join('\n')}</div>`;
}

const oneIn = (rate: number) => Math.round(1 / rate).toLocaleString('en');

function dates({ quality, stack }: QualityDocument): string {
  const baselineM = new Map(
    stack.acquisitions.map(({ date, perpendicularBaselineM }) => [date.replaceAll('-', ''), perpendicularBaselineM]),
  );
  const shareOf = new Map(quality.epochs.map(({ date, validShare }) => [date, validShare]));
  const dated = [...baselineM].map(([date, perpendicularM]) => ({
    date,
    perpendicularM,
    // A date without an entry was left out altogether.
    isUsable: (shareOf.get(date) ?? 0) > 0,
  }));
  // Everything is relative to the reference date: its zeros say nothing.
  const measured = (of: (epoch: EpochQuality) => number) =>
    quality.epochs.map((epoch) => (epoch.date === quality.referenceDate ? null : of(epoch)));
  const charts =
    quality.epochs.length === 0
      ? ''
      : timeChart(
          quality.epochs.map(({ date }) => date),
          [
            { label: 'turbulence', look: 'first', values: measured((epoch) => epoch.turbulenceRmsMm) },
            { label: 'noise left', look: 'second', values: measured((epoch) => epoch.noiseRmsMm) },
          ],
          'Turbulence and noise of every date',
          'root mean square, mm',
        );
  return `<div class="pair">${figure('Baselines', baselineChart(dated, quality.referenceDate, 'Perpendicular baselines'), `Reference date (red): ${escaped(isoDate(quality.referenceDate))}.`)}
${figure('Atmosphere and noise', charts)}</div>
<h3>All dates</h3>
${epochsTable(quality.epochs, baselineM, quality.referenceDate)}`;
}
