/** The page stands alone, says what happened in words that fit, and lets nothing in that could be more than text. */
import { describe, expect, test } from 'vitest';
import type { PsiQuality } from '../../../../src/insar/psi/quality/psi-quality.js';
import type { QualityDocument } from '../../../../src/insar/psi/report/quality-document.js';
import { reportPage } from '../../../../src/insar/psi/report/report-page.js';
import type { PointColumns } from '../../../../src/insar/psi/step-files.js';
import type { SlcStack } from '../../../../src/insar/stack/slc-stack.js';
import { isoDate, regularEpochs } from '../../../../src/products/epochs.js';
import { fakeQuality } from '../../../support/fake-pipeline.js';

const dates = regularEpochs('20200103', '20220301', 24);
const acquisitions = dates.map((date, i) => ({ date, slc: date, perpendicularBaselineM: i === 5 ? 0 : 10 * (i - 5) }));
const stack = {
  description: { acquisitions, referenceIndex: 5 },
  widthPixels: 400,
  heightPixels: 300,
} as unknown as SlcStack;

function documentOf(points: number, changes: Partial<PsiQuality> = {}, clusters = 1): QualityDocument {
  const block = { row: new Int32Array(points), samples: Int32Array.from({ length: points }, (_, i) => i % 2) };
  const quality = fakeQuality(stack, points > 0 ? [block as unknown as PointColumns] : [], clusters);
  return {
    type: 'open-egms-psi-quality',
    version: 1,
    softwareVersion: '1.2.3',
    productionDate: '2026-05-04',
    product: points > 0 ? 'EGMS_L2a_117_0264_IW2_VV_2020_2022_1' : null,
    isSynthetic: true,
    stack: {
      title: 'A <b>bold</b> title & "more"',
      fingerprint: '0123456789abcdef',
      orbit: 'ascending',
      track: 117,
      burstCycle: 264,
      swath: 2,
      polarisation: 'VV',
      wavelengthM: 0.0554658,
      rowM: 10,
      columnM: 5,
      isNorthUp: true,
      acquisitions: acquisitions.map(({ date, perpendicularBaselineM }) => ({
        date: isoDate(date),
        perpendicularBaselineM,
      })),
    },
    quality: { ...quality, ...changes },
  };
}

/** Elements that were opened and not closed, or closed and not opened. */
function unbalanced(page: string): string[] {
  const open: string[] = [];
  const text = page.replace(/<style>[^<]*<\/style>/, '').replace(/<(?:meta|br|!doctype)[^>]*>/g, '');
  for (const [tag, name] of text.matchAll(/<\/?([a-z][a-z0-9]*)[^>]*>/gi)) {
    if (tag.endsWith('/>')) continue;
    if (!tag.startsWith('</')) open.push(name);
    else if (open.at(-1) === name) open.pop();
    else return [...open, tag];
  }
  return open;
}

describe('the report', () => {
  const page = reportPage(documentOf(1000));

  test('loads nothing and runs nothing', () => {
    expect(page).not.toMatch(/<(script|link|img|iframe|object|embed|use|image|foreignObject)\b/i);
    expect(page).not.toMatch(/\b(href|src|on[a-z]+)=/i);
    expect(page).not.toMatch(/url\(|@import|https?:/i);
  });

  test('shows what came from outside as text', () => {
    expect(page).toContain('A &#60;b&#62;bold&#60;/b&#62; title &#38; &#34;more&#34;');
    expect(page).toContain('one date holds &#60;nothing&#62; &#38; is left out');
  });

  test('has no number that is none', () => {
    expect(page).not.toMatch(/NaN|Infinity|undefined|\bnull\b/);
  });

  test('says how many points there are, of which kind, and how dense', () => {
    // 300 x 400 pixels of 50 m2 are 6 km2.
    expect(page).toContain('<strong>1,000 points</strong>');
    expect(page).toContain('<dd>167<small> over 6.0 km²</small></dd>');
    expect(page).toContain('from 3 January 2020 to');
    expect(page).toContain('simulated images, not measurements');
  });

  test('says when velocities of parts cannot be compared', () => {
    expect(page).toContain('All points hang together');
    expect(reportPage(documentOf(1000, {}, 3))).toContain('fell into <strong>3 parts</strong>');
  });

  test('says when unwrapping is not proven', () => {
    const { quality } = documentOf(10);
    const epochs = quality.epochs.map((epoch, i) => (i < 2 ? { ...epoch, isCheapest: false } : epoch));
    expect(reportPage(documentOf(10, { epochs }))).toContain(`At 2 of ${dates.length} dates unwrapping was stopped`);
  });

  test('has a map for every date and a row in the table', () => {
    for (const date of dates) {
      expect(page).toContain(`aria-label="Atmosphere of ${isoDate(date)}"`);
      expect(page).toContain(`<td><time>${isoDate(date)}</time>`);
    }
  });

  test('without points says so and draws what there is', () => {
    const empty = reportPage(documentOf(0));
    expect(empty).toContain('gave <strong>no point</strong>');
    expect(empty).toContain('nothing to show');
    expect(empty).not.toMatch(/NaN|Infinity|undefined/);
  });

  test('without dates and maps at all is still a page', () => {
    const none = { rows: 0, columns: 0, cellPixels: 1, values: [] };
    const maps = { dispersion: none, coherence: none, velocityMmPerYear: none, pointsPerKm2: none };
    const bare = reportPage(documentOf(0, { dates: [], epochs: [], steps: [], warnings: [], maps }));
    expect(bare).toContain('</html>');
    expect(bare).not.toMatch(/NaN|Infinity|undefined/);
  });

  test('closes every element it opens', () => {
    expect(unbalanced(page)).toEqual([]);
    expect(unbalanced(reportPage(documentOf(0)))).toEqual([]);
    expect(unbalanced('<p><em>x</p>')).not.toEqual([]);
  });
});
