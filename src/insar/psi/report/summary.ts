/** A run in words and in a few large numbers: what a reader takes away who reads no further. */
import { dayText, decimal, percent, timeText, whole } from './markup.js';
import type { QualityDocument } from './quality-document.js';

export function summarySection(document: QualityDocument): string {
  const { quality, stack } = document;
  const { counts, steps } = quality;
  const points = counts.persistentPoints + counts.distributedPoints;
  const km2 = (counts.pixels * stack.rowM * stack.columnM) / 1e6;
  const seconds = steps.reduce((sum, step) => sum + step.seconds, 0);
  const others = quality.epochs.filter(({ date }) => date !== quality.referenceDate);
  const noise = middle(others.map(({ noiseRmsMm }) => noiseRmsMm));
  const facts: (readonly [name: string, value: string, small: string])[] = [
    ['Points', whole(points), ''],
    ['per km²', km2 > 0 ? whole(points / km2) : '–', ` over ${decimal(km2, km2 < 10 ? 1 : 0)} km²`],
    ['Persistent', whole(counts.persistentPoints), points > 0 ? ` ${percent(counts.persistentPoints / points)}` : ''],
    [
      'Distributed',
      whole(counts.distributedPoints),
      points > 0 ? ` ${percent(counts.distributedPoints / points)}` : '',
    ],
    ['Dates', whole(counts.usableDates), ` of ${quality.dates.length}`],
    ['Noise of a value', decimal(noise, 1), ' mm, median of dates'],
    ['Arcs kept', quality.arcs.count > 0 ? percent(quality.arcs.kept / quality.arcs.count) : '–', ''],
    ['Computing', timeText(seconds), ''],
  ];
  return `${sentences(document, points)}
<dl class="facts">${facts.map(([name, value, small]) => `<div><dt>${name}</dt><dd>${value}${small && `<small>${small}</small>`}</dd></div>`).join('')}</dl>`;
}

function sentences({ quality, stack }: QualityDocument, points: number): string {
  const { counts, dates, arcs, epochs } = quality;
  const span =
    dates.length > 0
      ? `${dates.length} images from ${dayText(dates[0])} to ${dayText(dates[dates.length - 1])}`
      : 'No images';
  if (points === 0) {
    const candidates = counts.persistentCandidates + counts.distributedCandidates;
    return `<p class="lead">${span}, seen from the ${stack.orbit} orbit, gave <strong>no point</strong>: nothing was steady enough to be told from noise. Of ${whole(counts.pixels)} pixels ${candidates > 0 ? whole(candidates) : 'none'} were candidates. Where there should be points, look at the amplitude dispersion below and at the dates; a larger <code>maxDispersion</code> or a larger window lets more candidates in.</p>`;
  }
  const parts =
    counts.clusters > 1
      ? `The network fell into <strong>${counts.clusters} parts</strong>; each has a reference of its own (<code>cluster_label</code>), and velocities of different parts cannot be compared.`
      : 'All points hang together in one network and share one reference.';
  const doubtful = epochs.filter(({ isCheapest }) => !isCheapest).length;
  const unwrapping =
    doubtful === 0
      ? 'Phases were unwrapped at least cost at every date'
      : `At ${doubtful} of ${epochs.length} dates unwrapping was stopped before it was proven to be at least cost`;
  const open =
    arcs.triangles > 0
      ? `; ${percent(arcs.failingTriangles / arcs.triangles)} of the triangles of arcs did not close`
      : '';
  return `<p class="lead">${span}, seen from the ${stack.orbit} orbit, gave <strong>${whole(points)} points</strong> with displacement series along the line of sight, positive towards the satellite.</p>
<p>${parts} ${unwrapping}${open}. Velocities are relative: ${quality.parameters.trend === 'plane' ? 'their median and a plane were' : 'their median was'} taken off.</p>`;
}

function middle(values: readonly number[]): number | undefined {
  const known = values.filter(Number.isFinite).sort((a, b) => a - b);
  return known[Math.floor(known.length / 2)];
}
