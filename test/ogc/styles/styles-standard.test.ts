import { describe, expect, test } from 'vitest';
import type { ApiDocument } from '../../../src/ogc/common/api-document.js';
import { answersOfContract } from '../../support/answers-of-contract.js';
import { listening } from '../../support/listening.js';
import { lineOfSight } from '../../support/styled-collections.js';
import { testApp } from '../../support/test-app.js';
import { L2, L3, STEPS, styledApp } from './styled-app.js';

const STYLES_REL = 'http://www.opengis.net/def/rel/ogc/1.0/styles';
const contract = answersOfContract('styles.yaml');

describe('OGC API - Styles', () => {
  test('is found from the landing page and from each collection that has styles', async () => {
    const { get } = styledApp();
    const relsOf = async (path: string) =>
      ((await get(path)).body.links as { rel: string; href: string }[])
        .filter(({ rel }) => rel === STYLES_REL)
        .map(({ href }) => new URL(href).pathname);
    expect(await relsOf('/')).toEqual(['/styles']);
    expect(await relsOf(`/collections/${lineOfSight.id}`)).toEqual([L2]);
    expect(await relsOf('/collections/lakes')).toEqual([]);
    const page = (await get(`/collections/${lineOfSight.id}?f=html`)).text;
    expect(page).toContain(`href="http://localhost${L2}?f=html"`);
  });

  test('declares what it does', async () => {
    const { get } = styledApp();
    const classes = ((await get('/conformance')).body.conformsTo as string[])
      .filter((uri) => uri.includes('ogcapi-styles-1'))
      .map((uri) => uri.slice(uri.lastIndexOf('/') + 1));
    expect(classes).toEqual(['core', 'manage-styles', 'style-validation']);
  });

  test('stands in the public document with a path for each collection', async () => {
    const { app } = styledApp();
    const { paths } = await listening(app, async (base) => (await fetch(`${base}/api`)).json() as Promise<ApiDocument>);
    expect(Object.keys(paths[L3])).toEqual(['get', 'post', 'patch']);
    expect(Object.keys(paths[`${L3}/{styleId}`])).toEqual(['get', 'put', 'delete']);
    expect(paths[`${L3}/{styleId}/legend`].get.operationId).toMatch(/^getL3-up-2020-2024StyleLegend$/);
    expect(Object.keys(paths[L2].post.requestBody!.content)).toContain('application/vnd.open-egms.style+json');
    expect(paths).not.toHaveProperty('/collections/{collectionId}/styles');
    const ids = Object.values(paths).flatMap((item) => Object.values(item).map(({ operationId }) => operationId));
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('is not offered by a server without styles', async () => {
    const paths = await listening(testApp(), async (base) => (await fetch(`${base}/styles`)).status);
    expect(paths).toBe(404);
  });

  test.each([
    ['/styles', 'getStyles', 'application/json'],
    [L2, 'getCollectionStyles', 'application/json'],
    [`${L2}/velocity`, 'getCollectionStyle', 'application/vnd.open-egms.style+json'],
    [`${L2}/steps`, 'getCollectionStyle', 'application/vnd.open-egms.style+json'],
    [`${L2}/velocity?f=mapbox`, 'getCollectionStyle', 'application/vnd.mapbox.style+json'],
    [`${L2}/displacement/metadata`, 'getCollectionStyleMetadata', 'application/json'],
    [`${L2}/steps/metadata`, 'getCollectionStyleMetadata', 'application/json'],
    [`${L2}/steps/legend?f=json`, 'getCollectionStyleLegend', 'application/json'],
  ])('%s is what the contract says of %s', async (path, operationId, mediaType) => {
    const { get, send } = styledApp();
    await send('post', L2).send(STEPS).expect(201);
    const { body } = await get(path).expect(200);
    expect(contract.faultsOf(operationId, body, mediaType)).toEqual([]);
  });
});
