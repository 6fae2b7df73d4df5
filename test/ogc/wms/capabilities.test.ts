/**
 * Capabilities against the rules of OGC's schemas, restated here: capabilities_1_3_0.xsd (OGC 06-042, annex E.1) and
 * WMS_MS_Capabilities.dtd (OGC 01-068r3, annex A.1).
 */
import request from 'supertest';
import { describe, expect, test } from 'vitest';
import type { XmlElement } from '../../../src/products/xml-tree.js';
import { ustica } from '../../support/memory-catalog.js';
import { testConfig } from '../../support/test-app.js';
import { exceptionOf, LAYER, mapService, twoLayers, xmlOf } from './wms-app.js';

const CAPABILITIES = { SERVICE: 'WMS', REQUEST: 'GetCapabilities' };
const service = mapService({ collections: twoLayers });

async function capabilities(version: '1.1.1' | '1.3.0') {
  const response = await service.get({ ...CAPABILITIES, VERSION: version });
  expect(response.status).toBe(200);
  return { response, root: xmlOf(response.text ?? response.body.toString()) };
}

const children = ({ content }: XmlElement) => (typeof content === 'string' ? [] : content);
const child = (element: XmlElement, name: string) => children(element).find((each) => each.name === name)!;
const all = (element: XmlElement, name: string): XmlElement[] =>
  children(element).flatMap((each) => [...(each.name === name ? [each] : []), ...all(each, name)]);
const text = (element: XmlElement, name: string) => child(element, name)?.content;
const href = (element: XmlElement) => child(element, 'OnlineResource').attributes?.['xlink:href'] ?? '';
const namedLayers = (root: XmlElement) => all(root, 'Layer').filter((layer) => child(layer, 'Name'));
const box = (layer: XmlElement, crs: string) =>
  all(layer, 'BoundingBox')
    .map(({ attributes = {} }) => attributes)
    .find(({ CRS, SRS }) => (CRS ?? SRS) === crs);

/** Names of the children of each element, in order, each followed by a blank. */
const COMMON_MODELS: Record<string, RegExp> = {
  ContactInformation:
    /^(ContactPersonPrimary )?(ContactPosition )?(ContactAddress )?(ContactVoiceTelephone )?(ContactFacsimileTelephone )?(ContactElectronicMailAddress )?$/,
  ContactPersonPrimary: /^ContactPerson ContactOrganization $/,
  KeywordList: /^(Keyword )+$/,
  Exception: /^(Format )+$/,
  GetCapabilities: /^(Format )+(DCPType )+$/,
  GetMap: /^(Format )+(DCPType )+$/,
  GetFeatureInfo: /^(Format )+(DCPType )+$/,
  DCPType: /^HTTP $/,
  HTTP: /^(Get Post |Get )$/,
  Get: /^OnlineResource $/,
  Attribution: /^(Title )?(OnlineResource )?(LogoURL )?$/,
  DataURL: /^Format OnlineResource $/,
  MetadataURL: /^Format OnlineResource $/,
  Style: /^Name Title (Abstract )?(LegendURL )*(StyleSheetURL )?(StyleURL )?$/,
  LegendURL: /^Format OnlineResource $/,
};

const MODELS = {
  '1.3.0': {
    ...COMMON_MODELS,
    WMS_Capabilities: /^Service Capability $/,
    Service:
      /^Name Title (Abstract )?(KeywordList )?OnlineResource (ContactInformation )?(Fees )?(AccessConstraints )?(LayerLimit )?(MaxWidth )?(MaxHeight )?$/,
    Capability: /^Request Exception (sld:UserDefinedSymbolization )?(Layer )?$/,
    Request: /^GetCapabilities GetMap (GetFeatureInfo )?(sld:GetLegendGraphic )?$/,
    'sld:GetLegendGraphic': /^(Format )+(DCPType )+$/,
    Layer:
      /^(Name )?Title (Abstract )?(KeywordList )?(CRS )*(EX_GeographicBoundingBox )?(BoundingBox )*(Dimension )*(Attribution )?(AuthorityURL )*(Identifier )*(MetadataURL )*(DataURL )*(FeatureListURL )*(Style )*(MinScaleDenominator )?(MaxScaleDenominator )?(Layer )*$/,
    EX_GeographicBoundingBox: /^westBoundLongitude eastBoundLongitude southBoundLatitude northBoundLatitude $/,
  },
  '1.1.1': {
    ...COMMON_MODELS,
    WMT_MS_Capabilities: /^Service Capability $/,
    Service:
      /^Name Title (Abstract )?(KeywordList )?OnlineResource (ContactInformation )?(Fees )?(AccessConstraints )?$/,
    Capability: /^Request Exception (VendorSpecificCapabilities )?(UserDefinedSymbolization )?(Layer )?$/,
    Request:
      /^GetCapabilities GetMap (GetFeatureInfo )?(DescribeLayer )?(GetLegendGraphic )?(GetStyles )?(PutStyles )?$/,
    GetLegendGraphic: /^(Format )+(DCPType )+$/,
    Layer:
      /^(Name )?Title (Abstract )?(KeywordList )?(SRS )*(LatLonBoundingBox )?(BoundingBox )*(Dimension )*(Extent )*(Attribution )?(AuthorityURL )*(Identifier )*(MetadataURL )*(DataURL )*(FeatureListURL )*(Style )*(ScaleHint )?(Layer )*$/,
  },
} as const satisfies Record<string, Record<string, RegExp>>;

/** Elements whose children are not as their model has them. What has no model is a leaf. */
function misplaced(element: XmlElement, models: Record<string, RegExp>): string[] {
  const names = children(element)
    .map(({ name }) => `${name} `)
    .join('');
  const model = models[element.name] ?? /^$/;
  const below = children(element).flatMap((each) => misplaced(each, models));
  return model.test(names) ? below : [`${element.name}: ${names}`, ...below];
}

describe.each(['1.1.1', '1.3.0'] as const)('capabilities of %s', async (version) => {
  const { response, root } = await capabilities(version);

  test('have their elements in the order of the schema', () => {
    expect(misplaced(root, MODELS[version])).toEqual([]);
    expect(root.attributes).toMatchObject({ version, updateSequence: expect.stringMatching(/Z$/) });
    expect(text(child(root, 'Service'), 'Name')).toBe(version === '1.3.0' ? 'WMS' : 'OGC:WMS');
  });

  test('have the media type and the head of the version', () => {
    expect(response.headers['content-type']).toMatch(
      version === '1.3.0' ? /^text\/xml/ : /^application\/vnd\.ogc\.wms_xml/,
    );
    const doctype =
      '<!DOCTYPE WMT_MS_Capabilities SYSTEM "http://schemas.opengis.net/wms/1.1.1/WMS_MS_Capabilities.dtd">';
    expect(response.text.includes(doctype)).toBe(version === '1.1.1');
    expect(response.text.includes('xsi:schemaLocation="http://www.opengis.net/wms http://')).toBe(version === '1.3.0');
  });

  test('have addresses of operations to which parameters can be added', () => {
    const gets = all(root, 'Get').map(href);
    expect(gets).toHaveLength(4);
    for (const address of gets) expect(address).toMatch(/\/wms\?$/);
  });

  test('have one root layer without a name and a layer for each collection of points', () => {
    const layers = all(root, 'Layer');
    expect(layers).toHaveLength(3);
    expect(text(layers[0], 'Title')).toBe('Ground motion of Ustica');
    expect(namedLayers(root).map((layer) => text(layer, 'Name'))).toEqual([LAYER, 'l3-up-2020-2024']);
    for (const layer of namedLayers(root)) expect(layer.attributes).toMatchObject({ queryable: '1', opaque: '0' });
  });

  test('list all systems on the root, once each, and boxes only of those', () => {
    const names = all(root, version === '1.3.0' ? 'CRS' : 'SRS').map(({ content }) => content);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(expect.arrayContaining(['CRS:84', 'EPSG:4326', 'EPSG:3857', 'EPSG:3035', 'EPSG:4258']));
    for (let zone = 25; zone <= 38; zone++) expect(names).toContain(`EPSG:326${zone}`);
    for (let zone = 28; zone <= 38; zone++) expect(names).toContain(`EPSG:258${zone}`);
    for (const layer of namedLayers(root)) {
      const boxed = all(layer, 'BoundingBox').map(({ attributes = {} }) => attributes.CRS ?? attributes.SRS);
      expect(new Set(boxed).size).toBe(boxed.length);
      expect(boxed.filter((name) => !names.includes(name))).toEqual([]);
      expect(boxed).toEqual(expect.arrayContaining(['CRS:84', 'EPSG:3035', 'EPSG:25832']));
    }
  });

  test('have boxes with their axes in the order of the version', () => {
    const [layer] = namedLayers(root);
    const lowerX: Record<string, number> = { 'EPSG:3035': 4596636.7, 'EPSG:4326': 13.15, 'EPSG:4258': 13.15 };
    const lowerY: Record<string, number> = { 'EPSG:3035': 1739567.68, 'EPSG:4326': 38.69, 'EPSG:4258': 38.69 };
    for (const crs of Object.keys(lowerX)) {
      const { minx, miny } = box(layer, crs)!;
      const expected = version === '1.3.0' ? [lowerY[crs], lowerX[crs]] : [lowerX[crs], lowerY[crs]];
      expect([Number(minx), Number(miny)]).toEqual(expected);
    }
    for (const crs of ['CRS:84', 'EPSG:3857', 'EPSG:25832', 'EPSG:32633']) {
      const { minx, miny } = box(layer, crs)!;
      expect(Number(minx)).toBeLessThan(Number(miny));
    }
  });

  test('have a geographic box with an area on every layer', () => {
    for (const layer of namedLayers(root)) {
      const numbers =
        version === '1.3.0'
          ? children(child(layer, 'EX_GeographicBoundingBox')).map(({ content }) => Number(content))
          : ['minx', 'maxx', 'miny', 'maxy'].map((name) =>
              Number(child(layer, 'LatLonBoundingBox').attributes?.[name]),
            );
      expect(numbers).toEqual([13.15, 13.2, 38.69, 38.72]);
    }
  });

  test('have the dimension time with its default', () => {
    const [layer] = namedLayers(root);
    const [extent] = all(layer, version === '1.3.0' ? 'Dimension' : 'Extent');
    expect(extent.attributes).toMatchObject({ name: 'time', default: '2020-01-29', nearestValue: '1' });
    expect(extent.content).toBe('2020-01-05/2020-01-29/P12D');
    expect(all(layer, 'Dimension')[0].attributes).toMatchObject({ name: 'time', units: 'ISO8601' });
  });

  test('say in words how displacements are meant, and of which level they are', () => {
    const [first, second] = namedLayers(root).map((layer) => text(layer, 'Abstract'));
    expect(first).toMatch(/Calibrated.*positive towards the satellite/);
    expect(second).toMatch(/Ortho.*positive upwards/);
  });

  test('have styles of distinct names, whose legends are as large as is said', async () => {
    const styles = all(namedLayers(root)[0], 'Style');
    const names = styles.map((style) => text(style, 'Name'));
    expect(names[0]).toBe('velocity');
    expect(new Set(names).size).toBe(names.length);
    for (const style of styles) {
      const legend = child(style, 'LegendURL');
      const { pathname, search } = new URL(href(legend));
      const { body, headers } = await request(service.app).get(`${pathname}${search}`);
      expect(headers['content-type']).toBe(text(legend, 'Format'));
      const [width, height] = [body.readUInt32BE(16), body.readUInt32BE(20)];
      expect({ width: String(width), height: String(height) }).toEqual(legend.attributes);
    }
  });

  test('have links to data whose formats are as is said, whatever a client prefers', async () => {
    const links = namedLayers(root).flatMap((layer) => [...all(layer, 'DataURL'), ...all(layer, 'MetadataURL')]);
    expect(links).toHaveLength(version === '1.3.0' ? 4 : 2);
    for (const link of links) {
      const { pathname, search } = new URL(href(link));
      const answer = await request(service.app).get(`${pathname}${search}`).set('Accept', 'text/html, */*;q=0.2');
      expect(answer.status).toBe(200);
      expect(answer.headers['content-type']).toContain(text(link, 'Format'));
    }
  });
});

describe('capabilities', () => {
  test('of 1.3.0 tell the limits', async () => {
    const { root } = await capabilities('1.3.0');
    const limits = ['LayerLimit', 'MaxWidth', 'MaxHeight'].map((name) => text(child(root, 'Service'), name));
    expect(limits).toEqual(['16', '4096', '4096']);
  });

  test('know the formats of exceptions of their version', async () => {
    const formats = async (version: '1.1.1' | '1.3.0') =>
      children(all((await capabilities(version)).root, 'Exception')[0]).map(({ content }) => content);
    expect(await formats('1.3.0')).toEqual(['XML', 'INIMAGE', 'BLANK']);
    expect(await formats('1.1.1')).toEqual(['xml', 'inimage', 'blank'].map((name) => `application/vnd.ogc.se_${name}`));
  });

  test('come with names of parameters in any case, and whatever else is sent', async () => {
    const { text: body, status } = await service.get({
      sErViCe: 'WMS',
      rEqUeSt: 'getcapabilities',
      VeRsIoN: '1.3.0',
      fOrMaT: 'invalid',
      f: 'nothing',
      BoGuS: 'ignored',
    });
    expect(status).toBe(200);
    expect(xmlOf(body).name).toBe('WMS_Capabilities');
  });

  test.each([
    [undefined, 'WMS_Capabilities'],
    ['', 'WMS_Capabilities'],
    ['100.0.0', 'WMS_Capabilities'],
    ['1.2.0', 'WMT_MS_Capabilities'],
    ['0.0.0', 'WMT_MS_Capabilities'],
  ])('of version %s are a %s', async (VERSION, name) => {
    const response = await service.get({ ...CAPABILITIES, VERSION });
    expect(xmlOf(response.text).name).toBe(name);
  });

  test.each(['1.1.1', '1.3.0'])('of %s say whom to ask, with the whole address or none', async (VERSION) => {
    const contact = { name: 'Jane', position: 'Keeper', city: 'Palermo', phone: '+39 1', email: 'jane@example.org' };
    const config = { ...testConfig, service: { ...testConfig.service, contact } };
    const { text: document } = await mapService({ config }).get({ ...CAPABILITIES, VERSION });
    const information = child(child(xmlOf(document), 'Service'), 'ContactInformation');
    expect(children(information).map(({ name }) => name)).toEqual([
      'ContactPersonPrimary',
      'ContactPosition',
      'ContactAddress',
      'ContactVoiceTelephone',
      'ContactElectronicMailAddress',
    ]);
    expect(children(child(information, 'ContactAddress')).map(({ name, content }) => [name, content.length])).toEqual([
      ['AddressType', 6],
      ['Address', 0],
      ['City', 7],
      ['StateOrProvince', 0],
      ['PostCode', 0],
      ['Country', 0],
    ]);
    const bare = xmlOf((await service.get({ ...CAPABILITIES, VERSION })).text);
    expect(all(bare, 'ContactAddress')).toEqual([]);
  });

  test('are told to clients of 1.0.0, in their words', async () => {
    const old = await service.get({ SERVICE: 'WMS', WMTVER: '1.1.1', REQUEST: 'capabilities' });
    expect(xmlOf(old.text).name).toBe('WMT_MS_Capabilities');
    expect(xmlOf((await service.get({ ...CAPABILITIES, WMTVER: '1.1.1' })).text).name).toBe('WMT_MS_Capabilities');
  });

  test('of 1.1.1 have no more attributes of a dimension than their document type declares', async () => {
    const extents = namedLayers((await capabilities('1.1.1')).root).flatMap((layer) => all(layer, 'Extent'));
    expect(extents.length).toBeGreaterThan(0);
    for (const { attributes } of extents) expect(Object.keys(attributes!)).toEqual(['name', 'default', 'nearestValue']);
  });

  test('are refused to who holds them, and to who holds newer ones', async () => {
    const { root } = await capabilities('1.3.0');
    const held = async (UPDATESEQUENCE: string) => service.get({ ...CAPABILITIES, UPDATESEQUENCE });
    expect(exceptionOf(await held(root.attributes!.updateSequence))).toMatchObject({ code: 'CurrentUpdateSequence' });
    expect(exceptionOf(await held('3000-01-01T00:00:00Z'))).toMatchObject({ code: 'InvalidUpdateSequence' });
    expect(xmlOf((await held('2000-01-01T00:00:00Z')).text).name).toBe('WMS_Capabilities');
  });

  test('are not sent again to a cache that has them', async () => {
    const first = await service.get(CAPABILITIES);
    const again = await request(service.app)
      .get('/wms?SERVICE=WMS&REQUEST=GetCapabilities')
      .set('Host', 'example.org')
      .set('If-None-Match', first.headers.etag);
    expect(again.status).toBe(304);
  });

  test('carry a key on that came with the address', async () => {
    const { text: body } = await service.get({ ...CAPABILITIES, api_key: 'a&b' });
    const gets = all(xmlOf(body), 'Get').map(href);
    for (const address of gets) expect(address).toMatch(/\/wms\?api_key=a%26b&$/);
  });

  test('of a catalog without points are a root layer alone', async () => {
    const { get } = mapService({ collections: [] });
    const { text: body } = await get(CAPABILITIES);
    const root = xmlOf(body);
    expect(misplaced(root, MODELS['1.3.0'])).toEqual([]);
    expect(all(root, 'Layer')).toHaveLength(1);
  });

  test('hold whatever a title holds', async () => {
    const odd = { ...ustica, title: 'a <b> & "c" \u0001', description: ']]>', keywords: ['<&>'] };
    const { get } = mapService({ collections: [[odd, []]] });
    const [layer] = namedLayers(xmlOf((await get(CAPABILITIES)).text));
    expect(text(layer, 'Title')).toBe('a <b> & "c" \ufffd');
  });
});

describe('links to the service', () => {
  test('stand on the landing page and on collections of points', async () => {
    const landing = await request(service.app).get('/?f=json');
    const link = landing.body.links.find(({ rel }: { rel: string }) => rel === 'service-meta');
    const { pathname, search } = new URL(link.href);
    expect(xmlOf((await request(service.app).get(`${pathname}${search}`)).text).name).toBe('WMS_Capabilities');
    const titles = async (id: string) =>
      (await request(service.app).get(`/collections/${id}`)).body.links.map(({ title }: { title: string }) => title);
    expect(await titles(LAYER)).toContain(`Layer ${LAYER} of WMS`);
    expect((await titles('lakes')).join()).not.toContain('WMS');
  });
});
