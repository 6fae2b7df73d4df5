/** Capabilities of WMTS 1.0.0. */
import { expect, test } from 'vitest';
import type { RasterWay } from '../../../explorer/src/imports/offer.js';
import { isWmts, wmtsOffer } from '../../../explorer/src/imports/wmts.js';
import { xmlElement } from '../../support/xml-element.js';

const ADDRESS = new URL('https://tiles.example.org/wmts/1.0.0/WMTSCapabilities.xml');
/** Scale denominator of zoom 0 of GoogleMapsCompatible (OGC 07-057r7, annex E.4). */
const SCALE_0 = 559_082_264.0287178;

interface SetOptions {
  readonly id?: string;
  readonly prefix?: string;
  readonly crs?: string;
  readonly zooms?: readonly number[];
  readonly corner?: string;
}

const set = ({
  id = 'web',
  prefix = '',
  crs = 'urn:ogc:def:crs:EPSG::3857',
  zooms = [0, 1, 2],
  corner = '-20037508.3427892 20037508.3427892',
}: SetOptions = {}) =>
  `<TileMatrixSet><ows:Identifier>${id}</ows:Identifier><ows:SupportedCRS>${crs}</ows:SupportedCRS>${zooms
    .map(
      (
        zoom,
      ) => `<TileMatrix><ows:Identifier>${prefix}${zoom}</ows:Identifier><ScaleDenominator>${SCALE_0 / 2 ** zoom}</ScaleDenominator>
    <TopLeftCorner>${corner}</TopLeftCorner><TileWidth>256</TileWidth><TileHeight>256</TileHeight></TileMatrix>`,
    )
    .join('')}</TileMatrixSet>`;

const capabilities = (
  layer: string,
  sets: string,
) => `<Capabilities xmlns="http://www.opengis.net/wmts/1.0" xmlns:ows="http://www.opengis.net/ows/1.1">
<ows:ServiceIdentification><ows:Title>Ortho</ows:Title></ows:ServiceIdentification>
<Contents><Layer><ows:Title>Photos</ows:Title><ows:Identifier>photos</ows:Identifier>
<Style isDefault="true"><ows:Identifier>plain</ows:Identifier></Style><TileMatrixSetLink><TileMatrixSet>web</TileMatrixSet></TileMatrixSetLink>
${layer}</Layer>${sets}</Contents></Capabilities>`;

const REST =
  '<ResourceURL resourceType="tile" format="image/png" template="https://tiles.example.org/{Layer}/{Style}/{TileMatrixSet}/{TileMatrix}/{TileRow}/{TileCol}.png?t={Time}"/>';
const layerOf = (content: string) => wmtsOffer(xmlElement(content), ADDRESS).layers[0];

test('WMTS templates get the names of zooms, styles and dimensions', () => {
  const time = '<Dimension><ows:Identifier>Time</ows:Identifier><Default>2024-01-01</Default></Dimension>';
  const content = capabilities(
    REST.replace('{Layer}', 'photos') + time,
    set({ prefix: 'EPSG:3857:', zooms: [3, 4, 5] }),
  );
  expect(isWmts(xmlElement(content))).toBe(true);
  expect(layerOf(content).ways).toEqual([
    {
      kind: 'raster',
      template: 'https://tiles.example.org/photos/plain/web/EPSG%3A3857%3A{z}/{y}/{x}.png?t=2024-01-01',
      tileSize: 256,
      minZoom: 3,
      maxZoom: 5,
    },
  ]);
});

test('without templates WMTS is asked by parameters, at the address it names', () => {
  const { template } = layerOf(capabilities('<Format>image/jpeg</Format>', set())).ways[0] as RasterWay;
  const { origin, searchParams } = new URL(template);
  expect(origin).toBe('https://tiles.example.org');
  expect(Object.fromEntries(searchParams)).toMatchObject({
    REQUEST: 'GetTile',
    LAYER: 'photos',
    STYLE: 'plain',
    FORMAT: 'image/jpeg',
    TILEMATRIXSET: 'web',
    TILEMATRIX: '{z}',
    TILEROW: '{y}',
    TILECOL: '{x}',
  });
});

test.each([
  ['of another reference system', set({ crs: 'urn:ogc:def:crs:EPSG::25832' })],
  ['with another corner', set({ corner: '-20037508 10000000' })],
  ['that is missing', set({ id: 'other' })],
  ['whose names are not the zooms', set({ prefix: '1' })],
])('a tile matrix set %s is not drawn as a web map', (_, sets) => {
  expect(layerOf(capabilities(REST, sets))).toMatchObject({ ways: [], refusal: 'import.noMercator' });
});

test('templates that are no addresses of the web are not drawn', () => {
  const evil = REST.replace(/template="[^"]*"/, 'template="javascript:alert({TileMatrix})"');
  expect(layerOf(capabilities(evil, set()))).toMatchObject({ ways: [], refusal: 'import.noPictures' });
});
