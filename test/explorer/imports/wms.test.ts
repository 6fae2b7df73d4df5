/** Capabilities of WMS, honest ones and others. */
import { describe, expect, test } from 'vitest';
import { refuseEntities } from '../../../explorer/src/imports/entities.js';
import { MOST_OFFERED, type RasterWay } from '../../../explorer/src/imports/offer.js';
import { isWms, wmsOffer } from '../../../explorer/src/imports/wms.js';
import { xmlElement } from '../../support/xml-element.js';

const ADDRESS = new URL('https://maps.example.org/ows?map=geo&SERVICE=WMS&REQUEST=GetCapabilities');

const capabilities = (
  layers: string,
  { href = 'https://maps.example.org/ows?map=geo&amp;', formats = ['image/jpeg', 'image/png'] } = {},
) => `
<WMS_Capabilities version="1.3.0" xmlns="http://www.opengis.net/wms" xmlns:xlink="http://www.w3.org/1999/xlink">
<Service><Name>WMS</Name><Title>Geology</Title></Service>
<Capability><Request><GetMap>${formats.map((format) => `<Format>${format}</Format>`).join('')}
<DCPType><HTTP><Get><OnlineResource xlink:href="${href}"/></Get></HTTP></DCPType></GetMap></Request>${layers}</Capability></WMS_Capabilities>`;

const offerOf = (content: string) => wmsOffer(xmlElement(content), ADDRESS);
const templateOf = (content: string) => new URL((offerOf(content).layers[0].ways[0] as RasterWay).template);

describe('WMS capabilities', () => {
  test('of 1.3.0 become pictures by box, with what layers inherit', () => {
    const content = capabilities(`<Layer><Title>All</Title><CRS>EPSG:3857</CRS>
      <EX_GeographicBoundingBox><westBoundLongitude>5</westBoundLongitude><eastBoundLongitude>8</eastBoundLongitude>
      <southBoundLatitude>45</southBoundLatitude><northBoundLatitude>47</northBoundLatitude></EX_GeographicBoundingBox>
      <Layer><Name>faults &amp; folds</Name><Title>Faults</Title></Layer></Layer>`);
    const root = xmlElement(content);
    expect(isWms(root)).toBe(true);
    const { title, standard, layers } = wmsOffer(root, ADDRESS);
    expect({ title, standard }).toEqual({ title: 'Geology', standard: 'WMS 1.3.0' });
    expect(layers).toMatchObject([{ title: 'Faults', bounds: [5, 45, 8, 47] }]);
    const { searchParams } = templateOf(content);
    expect(Object.fromEntries(searchParams)).toEqual({
      map: 'geo',
      SERVICE: 'WMS',
      VERSION: '1.3.0',
      REQUEST: 'GetMap',
      LAYERS: 'faults & folds',
      STYLES: '',
      FORMAT: 'image/png',
      TRANSPARENT: 'TRUE',
      CRS: 'EPSG:3857',
      WIDTH: '256',
      HEIGHT: '256',
      BBOX: '{bbox-epsg-3857}',
    });
  });

  test('of 1.1.1 ask for SRS, among several in one element', () => {
    const content = `<WMT_MS_Capabilities version="1.1.1"><Service><Title>Old</Title></Service><Capability><Request><GetMap>
      <Format>image/gif</Format></GetMap></Request><Layer><Name>a</Name><SRS>EPSG:4326 EPSG:900913</SRS>
      <LatLonBoundingBox minx="-10" miny="40" maxx="0" maxy="50"/></Layer></Capability></WMT_MS_Capabilities>`;
    expect(offerOf(content).layers[0].bounds).toEqual([-10, 40, 0, 50]);
    const { searchParams } = templateOf(content);
    expect([searchParams.get('SRS'), searchParams.get('VERSION'), searchParams.get('FORMAT')]).toEqual([
      'EPSG:900913',
      '1.1.1',
      'image/gif',
    ]);
    expect(searchParams.has('CRS')).toBe(false);
  });

  test('say which layers cannot be drawn on a web map', () => {
    const { layers } = offerOf(capabilities('<Layer><Name>a</Name><CRS>EPSG:25832</CRS></Layer>'));
    expect(layers).toMatchObject([{ id: 'a', ways: [], refusal: 'import.noMercator' }]);
  });

  test('lose no TLS by what they say of themselves, and lead to no scripts', () => {
    const layer = '<Layer><Name>a</Name><CRS>EPSG:3857</CRS></Layer>';
    expect(templateOf(capabilities(layer, { href: 'http://maps.example.org/ows?' })).protocol).toBe('https:');
    const evil = templateOf(capabilities(layer, { href: 'javascript:alert(1)//' }));
    expect(evil.host).toBe('maps.example.org');
  });

  test('keep titles with scripts as text, cut those without end, and offer no pictures that browsers run', () => {
    const script = '&lt;img src=x onerror=alert(1)&gt;';
    const content = capabilities(
      `<Layer><Name>a</Name><Title>${script}</Title><Abstract>${'x'.repeat(100_000)}</Abstract><CRS>EPSG:3857</CRS></Layer>`,
      { formats: ['image/svg+xml'] },
    );
    const [layer] = offerOf(content).layers;
    expect(layer.title).toBe('<img src=x onerror=alert(1)>');
    expect(layer.about!.length).toBeLessThan(400);
    expect(layer.refusal).toBe('import.noPictures');
  });

  test('with layers without number or depth are cut', () => {
    const many = '<Layer><Name>a</Name><CRS>EPSG:3857</CRS></Layer>'.repeat(MOST_OFFERED + 5);
    const cut = offerOf(capabilities(`<Layer>${many}</Layer>`));
    expect([cut.layers.length, cut.isCut]).toEqual([MOST_OFFERED, true]);
    const nest = (depth: number): string => (depth === 0 ? '<Name>deep</Name>' : `<Layer>${nest(depth - 1)}</Layer>`);
    expect(offerOf(capabilities(nest(60))).layers).toEqual([]);
  });

  test('with entities of their own are not read', () => {
    expect(() => refuseEntities('<!DOCTYPE a [<!ENTITY b "bbbb">]><a>&b;</a>')).toThrow('import.entities');
    expect(() =>
      refuseEntities('<!DOCTYPE WMT_MS_Capabilities SYSTEM "http://example.org/wms.dtd"><a/>'),
    ).not.toThrow();
  });
});
