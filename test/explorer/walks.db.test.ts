/**
 * Walks through the Explorer over the published bursts, function by function: what the page shows is what the server and
 * the delivered files say. One browser and one server for all of them. Skipped, with the reason in the title, where there is
 * no Chromium or no burst. OPEN_EGMS_TEST_PICTURES=1 draws the pictures of the manual anew.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Walk, whyNoWalk } from '../support/walk.js';
import { accessibilityWalk } from './walks/accessibility.js';
import { areasWalk } from './walks/areas.js';
import { badImportsWalk } from './walks/bad-imports.js';
import { downloadsWalk } from './walks/downloads.js';
import { exportsWalk } from './walks/exports.js';
import { failuresWalk } from './walks/failures.js';
import { filtersWalk } from './walks/filters.js';
import { fitsWalk } from './walks/fits.js';
import { importsWalk } from './walks/imports.js';
import { layersWalk } from './walks/layers.js';
import { processingWalk } from './walks/processing.js';
import { profileWalk } from './walks/profile.js';
import { publishedAreasWalk } from './walks/published-areas.js';
import { releasesWalk } from './walks/releases.js';
import { rubbishWalk } from './walks/rubbish.js';
import { searchWalk } from './walks/search.js';
import { seriesWalk } from './walks/series.js';
import { sharingWalk } from './walks/sharing.js';
import { timeWalk } from './walks/time.js';
import { viewWalk } from './walks/view.js';

const missing = whyNoWalk();

describe.skipIf(missing)(`walks over real bursts${missing ? ` (skipped: ${missing})` : ''}`, () => {
  const walk = new Walk();
  beforeAll(() => walk.start());
  afterAll(() => walk.end());

  describe('layers', () => layersWalk(walk));
  describe('filters', () => filtersWalk(walk));
  describe('time', () => timeWalk(walk));
  describe('view', () => viewWalk(walk));
  describe('search', () => searchWalk(walk));
  describe('series', () => seriesWalk(walk));
  describe('fits', () => fitsWalk(walk));
  describe('areas', () => areasWalk(walk));
  describe('profile', () => profileWalk(walk));
  describe('exports', () => exportsWalk(walk));
  describe('releases', () => releasesWalk(walk));
  describe('sharing', () => sharingWalk(walk));
  describe('maps of other services', () => importsWalk(walk));
  describe('bad services', () => badImportsWalk(walk));
  describe('processing', () => processingWalk(walk));
  describe('files', () => downloadsWalk(walk));
  describe('published areas', () => publishedAreasWalk(walk));
  describe('rubbish', () => rubbishWalk(walk));
  describe('accessibility', () => accessibilityWalk(walk));
  describe('failures', () => failuresWalk(walk));

  test('nothing was asked of the page that its policy forbids, and no script failed', () => {
    expect(walk.complaints).toEqual([]);
  });
});
