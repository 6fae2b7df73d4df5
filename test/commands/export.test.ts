/** What is refused before the store is opened. */
import { tmpdir } from 'node:os';
import { describe, expect, test } from 'vitest';
import { type ExportOptions, exportCollection } from '../../src/commands/export.js';
import { readConfig } from '../../src/config.js';

const usual: ExportOptions = {
  format: 'pmtiles',
  withSeries: false,
  bare: false,
  signal: new AbortController().signal,
};

const attempt = async (options: Partial<ExportOptions>) => {
  const config = await readConfig({ flags: { dataDir: '/nowhere' }, env: {}, cwd: '/' });
  return exportCollection(config, 'l3-up-2020-2024', { ...usual, ...options });
};

describe('an export is refused', () => {
  test.each([
    ['without a target', {}, '--out: expected either --out with a folder or --to with a file'],
    ['with two targets', { folder: 'a', file: 'b' }, '--out: expected either'],
    ['of products into one file', { format: 'egms', file: 'b' }, '--to: egms writes a file per product'],
    ['of a part as tiles', { file: 'b', bbox: '1,2,3,4' }, '--bbox: pmtiles holds whole collections'],
    ['of what matches as tiles', { file: 'b', filter: 'a > 1' }, '--filter: pmtiles holds whole collections'],
    ['of series as tiles', { file: 'b', withSeries: true }, '--series: pmtiles holds whole collections'],
    ['with zooms of no tiles', { format: 'csv', folder: 'a', maxZoom: '9' }, '--min-zoom, --max-zoom: expected'],
    ['into a folder as if it were a file', { file: tmpdir() }, '--to: expected the name of a file, got the folder'],
  ])('%s', async (_, options, detail) => {
    await expect(attempt(options)).rejects.toMatchObject({ status: 400, detail: expect.stringContaining(detail) });
  });
});
