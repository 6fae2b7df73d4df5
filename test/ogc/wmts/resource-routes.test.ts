/** WMTS by addresses of resources. */
import { beforeEach, describe, expect, test } from 'vitest';
import { webMercatorQuad } from '../../../src/geodesy/tile-matrix-sets.js';
import { limitsOf } from '../../../src/ogc/common/drawing/tile-limits.js';
import { fakeMaps, munich } from '../../support/fake-maps.js';
import { ustica } from '../../support/memory-catalog.js';
import { report, wmtsApp } from '../../support/wmts-app.js';

const maps = fakeMaps();
const get = wmtsApp(maps);
beforeEach(() => maps.forget());

const { minRow, minColumn } = limitsOf(ustica, webMercatorQuad, 9)!;
const LAYER = `/wmts/1.0.0/${ustica.id}`;
const PLACE = `WebMercatorQuad/9/${minRow}/${minColumn}`;

describe('the address of a tile', () => {
  test('names style, time, set and place', async () => {
    const answer = await get(`${LAYER}/displacement/2020-01-17/${PLACE}.png`);
    expect([answer.status, answer.type]).toEqual([200, 'image/png']);
    expect(maps.asked[0].request.layers[0].style.attribute).toEqual({ type: 'displacement', to: '2020-01-17' });
  });

  test('may leave the time out, or as the template has it', async () => {
    await get(`${LAYER}/displacement/${PLACE}.png`);
    await get(`${LAYER}/displacement/%7BTime%7D/${PLACE}.png`);
    await get(`${LAYER}/displacement/default/${PLACE}.png`);
    await get(`${LAYER}/displacement/current/${PLACE}.png`);
    expect(maps.asked.map(({ request: { layers } }) => layers[0].style.attribute)).toEqual(
      Array(4).fill({ type: 'displacement' }),
    );
  });

  test('holds an interval, encoded', async () => {
    await get(`${LAYER}/displacement/2020-01-05%2F2020-01-17/${PLACE}.jpg`);
    const [{ request: asked }] = maps.asked;
    expect(asked.mediaType).toBe('image/jpeg');
    expect(asked.layers[0].style.attribute).toEqual({ type: 'displacement', from: '2020-01-05', to: '2020-01-17' });
  });

  test('holds layers with any name', async () => {
    const { minRow: row, minColumn: column } = limitsOf(munich, webMercatorQuad, 9)!;
    const answer = await get(
      `/wmts/1.0.0/${encodeURIComponent(munich.id)}/default/WebMercatorQuad/9/${row}/${column}.png`,
    );
    expect(answer.status).toBe(200);
    expect(maps.asked[0].request.layers[0].collection.id).toBe(munich.id);
  });
});

test('the address of what is under a pixel has row and column of the pixel behind those of the tile', async () => {
  const answer = await get(`${LAYER}/velocity/2020-01-17/${PLACE}/10/20.json`);
  expect(answer.body.features.map(({ id }: { id: string }) => id)).toEqual(['0A1']);
  expect((await get(`${LAYER}/velocity/${PLACE}/10/20.html`)).type).toBe('text/html');
  expect(maps.picked.map(({ row, column }) => [row, column])).toEqual(Array(2).fill([10, 20]));
});

describe('an address that names nothing is not found, with a report', () => {
  test.each([
    [`/wmts/1.0.0/nobody/velocity/${PLACE}.png`, 'InvalidParameterValue', 'layer'],
    [`${LAYER}/nobody/${PLACE}.png`, 'InvalidParameterValue', 'style'],
    [`${LAYER}//${PLACE}.png`, 'MissingParameterValue', 'style'],
    [`${LAYER}//default/${PLACE}/10/20.json`, 'MissingParameterValue', 'style'],
    [`${LAYER}/velocity/1999-01-01/${PLACE}.png`, 'InvalidParameterValue', 'Time'],
    [`${LAYER}/velocity/Quadkeys/9/${minRow}/${minColumn}.png`, 'InvalidParameterValue', 'TileMatrixSet'],
    [`${LAYER}/velocity/WebMercatorQuad/30/${minRow}/${minColumn}.png`, 'InvalidParameterValue', 'TileMatrix'],
    [`${LAYER}/velocity/WebMercatorQuad/9/2147483647/${minColumn}.png`, 'TileOutOfRange', 'TileRow'],
    [`${LAYER}/velocity/WebMercatorQuad/9/${minRow}/2147483647.png`, 'TileOutOfRange', 'TileCol'],
    [`${LAYER}/velocity/${PLACE}.gif`, 'InvalidParameterValue', 'format'],
    [`${LAYER}/velocity/${PLACE}`, 'InvalidParameterValue', 'format'],
    [`${LAYER}/velocity/${PLACE}/10/256.json`, 'PointIJOutOfRange', 'I'],
    [`${LAYER}/velocity/${PLACE}/300/20.json`, 'PointIJOutOfRange', 'J'],
    [`${LAYER}/velocity`, 'InvalidParameterValue', 'layer'],
    [`${LAYER}/velocity/a/b/c/d/e/f/g/h/i`, 'InvalidParameterValue', 'layer'],
  ])('%s', async (path, code, locator) => {
    expect(report(await get(path))).toMatchObject({ status: 404, type: 'application/xml', code, locator });
  });
});

test('an address with bytes that are no text is the fault of its sender', async () => {
  expect((await get('/wmts/1.0.0/%ff/velocity')).status).toBe(400);
});
