/**
 * The capabilities document, judged by the rules of its schema (wmtsGetCapabilities_response.xsd, owsAll.xsd 1.1.0) and of
 * OGC 07-057r7, clause 7.1, restated here.
 */
import { beforeEach, describe, expect, test } from 'vitest';
import { finestZoom, tileMatrixSets } from '../../../src/geodesy/tile-matrix-sets.js';
import { limitsOf } from '../../../src/ogc/common/drawing/tile-limits.js';
import { FEATURE_INFO_MEDIA_TYPES } from '../../../src/ogc/common/feature-info/feature-info.js';
import { parseXml, type XmlElement } from '../../../src/products/xml-tree.js';
import { defaultStyles } from '../../../src/render/default-styles.js';
import { fakeMaps, munich } from '../../support/fake-maps.js';
import { memoryCatalog, ustica } from '../../support/memory-catalog.js';
import { report, wmtsApp } from '../../support/wmts-app.js';

const maps = fakeMaps();
const get = wmtsApp(maps);
beforeEach(() => maps.forget());

const REQUEST = '/wmts?service=WMTS&request=GetCapabilities';
const documentAt = async (path: string): Promise<XmlElement> => parseXml((await get(path)).text, path);
const all = await documentAt(REQUEST);

const children = ({ content }: XmlElement): readonly XmlElement[] => (typeof content === 'string' ? [] : content);
const named = (element: XmlElement, name: string) => children(element).filter((child) => child.name === name);
const one = (element: XmlElement, ...path: string[]): XmlElement =>
  path.reduce((parent, name) => {
    const [found, ...others] = named(parent, name);
    if (!found || others.length > 0) throw new Error(`${parent.name}: expected one ${name}`);
    return found;
  }, element);
const textOf = (element: XmlElement, ...path: string[]) => String(one(element, ...path).content);
const layers = named(one(all, 'Contents'), 'Layer');
const sets = named(one(all, 'Contents'), 'TileMatrixSet');
const layerOf = (id: string) => layers.find((layer) => textOf(layer, 'ows:Identifier') === id)!;

/** Sequences of the schema: children stand in this order, some of them need not be there. */
const SEQUENCES: Readonly<Record<string, readonly string[]>> = {
  Capabilities: [
    'ows:ServiceIdentification',
    'ows:ServiceProvider',
    'ows:OperationsMetadata',
    'Contents',
    'Themes',
    'WSDL',
    'ServiceMetadataURL',
  ],
  'ows:ServiceIdentification': [
    'ows:Title',
    'ows:Abstract',
    'ows:Keywords',
    'ows:ServiceType',
    'ows:ServiceTypeVersion',
    'ows:Profile',
    'ows:Fees',
    'ows:AccessConstraints',
  ],
  'ows:ServiceProvider': ['ows:ProviderName', 'ows:ProviderSite', 'ows:ServiceContact'],
  'ows:ServiceContact': ['ows:IndividualName', 'ows:PositionName', 'ows:ContactInfo', 'ows:Role'],
  'ows:ContactInfo': [
    'ows:Phone',
    'ows:Address',
    'ows:OnlineResource',
    'ows:HoursOfService',
    'ows:ContactInstructions',
  ],
  'ows:OperationsMetadata': ['ows:Operation', 'ows:Parameter', 'ows:Constraint', 'ows:ExtendedCapabilities'],
  'ows:Operation': ['ows:DCP', 'ows:Parameter', 'ows:Constraint', 'ows:Metadata'],
  Contents: ['Layer', 'TileMatrixSet'],
  Layer: [
    'ows:Title',
    'ows:Abstract',
    'ows:Keywords',
    'ows:WGS84BoundingBox',
    'ows:Identifier',
    'ows:BoundingBox',
    'ows:Metadata',
    'Style',
    'Format',
    'InfoFormat',
    'Dimension',
    'TileMatrixSetLink',
    'ResourceURL',
  ],
  Style: ['ows:Title', 'ows:Abstract', 'ows:Keywords', 'ows:Identifier', 'LegendURL'],
  Dimension: [
    'ows:Title',
    'ows:Abstract',
    'ows:Keywords',
    'ows:Identifier',
    'ows:UOM',
    'UnitSymbol',
    'Default',
    'Current',
    'Value',
  ],
  TileMatrixSetLink: ['TileMatrixSet', 'TileMatrixSetLimits'],
  TileMatrixLimits: ['TileMatrix', 'MinTileRow', 'MaxTileRow', 'MinTileCol', 'MaxTileCol'],
  TileMatrixSet: [
    'ows:Title',
    'ows:Abstract',
    'ows:Keywords',
    'ows:Identifier',
    'ows:BoundingBox',
    'ows:SupportedCRS',
    'WellKnownScaleSet',
    'TileMatrix',
  ],
  TileMatrix: [
    'ows:Title',
    'ows:Abstract',
    'ows:Keywords',
    'ows:Identifier',
    'ScaleDenominator',
    'TopLeftCorner',
    'TileWidth',
    'TileHeight',
    'MatrixWidth',
    'MatrixHeight',
  ],
};

function misplaced(element: XmlElement): readonly string[] {
  const own = children(element);
  const order = own.length > 0 ? SEQUENCES[element.name] : undefined;
  const places = order ? own.map(({ name }) => order.indexOf(name)) : [];
  const wrong = places.flatMap((place, index) =>
    place < 0 || (index > 0 && place < places[index - 1]) ? [`${element.name}/${own[index].name}`] : [],
  );
  return [...wrong, ...own.flatMap(misplaced)];
}

describe('the document', () => {
  test('has its elements in the order of the schema', () => {
    expect(misplaced(all)).toEqual([]);
    expect(all.attributes).toMatchObject({ xmlns: 'http://www.opengis.net/wmts/1.0', version: '1.0.0' });
  });

  test('says what it is, who offers it, and where its operations are', () => {
    expect(textOf(all, 'ows:ServiceIdentification', 'ows:ServiceType')).toBe('OGC WMTS');
    expect(textOf(all, 'ows:ServiceProvider', 'ows:ProviderName')).toBe('A survey');
    const operations = named(one(all, 'ows:OperationsMetadata'), 'ows:Operation');
    expect(operations.map(({ attributes }) => attributes?.name)).toEqual([
      'GetCapabilities',
      'GetTile',
      'GetFeatureInfo',
    ]);
    for (const operation of operations) {
      const ways = named(one(operation, 'ows:DCP', 'ows:HTTP'), 'ows:Get');
      const encodings = ways.map((way) => textOf(way, 'ows:Constraint', 'ows:AllowedValues', 'ows:Value'));
      expect(encodings).toEqual(['KVP']);
      expect(ways[0].attributes?.['xlink:href']).toBe('http://wmts.example.org/wmts?');
    }
    expect(one(all, 'ServiceMetadataURL').attributes?.['xlink:href']).toBe(
      'http://wmts.example.org/wmts/1.0.0/WMTSCapabilities.xml',
    );
  });

  test('has a layer for every collection, and every identifier once', () => {
    const identifiers = (elements: readonly XmlElement[]) =>
      elements.map((element) => textOf(element, 'ows:Identifier'));
    expect(identifiers(layers)).toEqual([ustica.id, munich.id]);
    for (const group of [layers, sets, ...layers.map((layer) => named(layer, 'Style'))]) {
      expect(new Set(identifiers(group)).size).toBe(group.length);
    }
  });

  test('is there while nothing is published', async () => {
    const empty = parseXml((await wmtsApp(maps, { catalog: memoryCatalog([]) })(REQUEST)).text, 'capabilities');
    expect(children(one(empty, 'Contents'))).toEqual([]);
  });
});

describe('a layer', () => {
  test('tells its box, longitude first', () => {
    const box = one(layerOf(munich.id), 'ows:WGS84BoundingBox');
    expect([textOf(box, 'ows:LowerCorner'), textOf(box, 'ows:UpperCorner')]).toEqual(['11 47.9', '12 48.5']);
  });

  test('has its styles, one of which is the default', () => {
    const styles = named(layerOf(ustica.id), 'Style');
    expect(styles.map((style) => textOf(style, 'ows:Identifier'))).toEqual(defaultStyles.map(({ id }) => id));
    expect(styles.map(({ attributes }) => attributes?.isDefault).filter((value) => value === 'true')).toHaveLength(1);
    expect(styles[0].attributes?.isDefault).toBe('true');
  });

  test('has a legend for each style', () => {
    for (const style of named(layerOf(ustica.id), 'Style')) {
      const id = textOf(style, 'ows:Identifier');
      expect(one(style, 'LegendURL').attributes).toMatchObject({
        format: 'image/png',
        'xlink:href': `http://wmts.example.org/collections/${ustica.id}/styles/${id}/legend?f=png`,
      });
    }
  });

  test('has its dates, the last by default', () => {
    const dimension = one(layerOf(munich.id), 'Dimension');
    expect(textOf(dimension, 'ows:Identifier')).toBe('Time');
    expect(textOf(dimension, 'ows:UOM')).toBe('ISO8601');
    expect(textOf(dimension, 'Default')).toBe('2020-04-01');
    expect(named(dimension, 'Value').map(({ content }) => content)).toEqual(['2019-06-01', '2020-01-05', '2020-04-01']);
  });

  test('is limited to the tiles that its collection touches, in each matrix of each set', () => {
    for (const collection of [ustica, munich]) {
      const links = named(layerOf(collection.id), 'TileMatrixSetLink');
      expect(links.map((link) => textOf(link, 'TileMatrixSet'))).toEqual(tileMatrixSets.map(({ id }) => id));
      for (const link of links) {
        const set = tileMatrixSets.find(({ id }) => id === textOf(link, 'TileMatrixSet'))!;
        const told = named(one(link, 'TileMatrixSetLimits'), 'TileMatrixLimits').map((limits) =>
          children(limits).map(({ content }) => Number(content)),
        );
        const wanted = Array.from({ length: finestZoom(set) + 1 }, (_, zoom) => {
          const { minRow, maxRow, minColumn, maxColumn } = limitsOf(collection, set, zoom)!;
          return [zoom, minRow, maxRow, minColumn, maxColumn];
        });
        expect(told).toEqual(wanted);
      }
    }
  });

  test('has addresses that lead to its tiles and to what is under a pixel', async () => {
    const urls = named(layerOf(munich.id), 'ResourceURL').map(({ attributes = {} }) => attributes);
    expect(urls.map(({ resourceType, format }) => `${resourceType} ${format}`)).toEqual([
      'tile image/png',
      'tile image/jpeg',
      ...FEATURE_INFO_MEDIA_TYPES.map((type) => `FeatureInfo ${type}`),
    ]);
    const { minRow, minColumn } = limitsOf(munich, tileMatrixSets[2], 7)!;
    const values: Record<string, string> = {
      Style: 'displacement',
      Time: '2020-01-05',
      TileMatrixSet: tileMatrixSets[2].id,
      TileMatrix: '7',
      TileRow: String(minRow),
      TileCol: String(minColumn),
      J: '3',
      I: '4',
    };
    for (const { template, format } of urls) {
      // As the schema has it.
      expect(template).toMatch(/^([A-Za-z0-9\-_.!~*'();/?:@+$,#{}=&]|%[A-Fa-f0-9][A-Fa-f0-9])+$/);
      const { pathname } = new URL(template.replace(/\{(\w+)\}/g, (_, name: string) => values[name]));
      const answer = await get(pathname);
      expect([answer.status, answer.type]).toEqual([200, format]);
    }
    expect(maps.asked[0].request.layers[0].style.attribute).toEqual({ type: 'displacement', to: '2020-01-05' });
  });

  test('without dates has no dimension, and no variable of one', async () => {
    const catalog = memoryCatalog([[{ ...ustica, dates: [] }, []]]);
    const { text } = await wmtsApp(maps, { catalog })(REQUEST);
    expect(text).not.toContain('<Dimension>');
    expect(text).not.toContain('{Time}');
  });
});

describe('a tile matrix set', () => {
  const setOf = (id: string) => sets.find((set) => textOf(set, 'ows:Identifier') === id)!;
  const matrices = (id: string) => named(setOf(id), 'TileMatrix');

  test('names its system by a URN and its corner in the order of the axes', () => {
    const corner = (id: string) => textOf(matrices(id)[0], 'TopLeftCorner');
    expect(textOf(setOf('WebMercatorQuad'), 'ows:SupportedCRS')).toBe('urn:ogc:def:crs:EPSG:6.18:3:3857');
    expect(corner('WebMercatorQuad')).toBe('-20037508.3427892 20037508.3427892');
    // Northing first.
    expect(textOf(setOf('EuropeanETRS89_LAEAQuad'), 'ows:SupportedCRS')).toBe('urn:ogc:def:crs:EPSG::3035');
    expect(corner('EuropeanETRS89_LAEAQuad')).toBe('5500000 2000000');
    // Longitude first.
    expect(textOf(setOf('WorldCRS84Quad'), 'ows:SupportedCRS')).toBe('urn:ogc:def:crs:OGC:1.3:CRS84');
    expect(corner('WorldCRS84Quad')).toBe('-180 90');
  });

  test('has the scales of the register, each once', () => {
    // OGC 07-057r7, table E.4: GoogleMapsCompatible. GoogleCRS84Quad of E.3 begins at twice the first scale of WorldCRS84Quad.
    const scales = (id: string) => matrices(id).map((matrix) => Number(textOf(matrix, 'ScaleDenominator')));
    expect(textOf(setOf('WebMercatorQuad'), 'WellKnownScaleSet')).toBe('urn:ogc:def:wkss:OGC:1.0:GoogleMapsCompatible');
    expect(named(setOf('WorldCRS84Quad'), 'WellKnownScaleSet')).toEqual([]);
    expect(scales('WebMercatorQuad')[0]).toBeCloseTo(559_082_264.0287178, 5);
    expect(scales('WebMercatorQuad')[18]).toBeCloseTo(2132.729583849784, 9);
    expect(scales('WorldCRS84Quad')[0]).toBeCloseTo(279_541_132.0143589, 5);
    for (const { id } of tileMatrixSets) expect(new Set(scales(id)).size).toBe(matrices(id).length);
  });

  test('has as many matrices as every layer has limits', () => {
    for (const set of sets) {
      const id = textOf(set, 'ows:Identifier');
      const link = named(layers[0], 'TileMatrixSetLink').find((entry) => textOf(entry, 'TileMatrixSet') === id)!;
      expect(named(one(link, 'TileMatrixSetLimits'), 'TileMatrixLimits')).toHaveLength(matrices(id).length);
    }
  });
});

describe('GetCapabilities', () => {
  test('answers at the address of a resource, too, with the same', async () => {
    const answer = await get('/wmts/1.0.0/WMTSCapabilities.xml');
    expect([answer.status, answer.type]).toEqual([200, 'application/xml']);
    expect(answer.text).toBe((await get(REQUEST)).text);
  });

  test('answers the same to names in any case and order', async () => {
    const { text } = await get(REQUEST);
    expect((await get('/wmts?VERSION=1.0.0&ReQuest=GetCapabilities&SERVICE=WMTS')).text).toBe(text);
  });

  test('gives the sections that are asked for', async () => {
    const sectionsOf = async (names: string) =>
      children(await documentAt(`${REQUEST}&sections=${names}`)).map(({ name }) => name);
    const every = children(all).map(({ name }) => name);
    expect(await sectionsOf('')).toEqual(every);
    expect(await sectionsOf('All')).toEqual(every);
    expect(await sectionsOf('Contents,All')).toEqual(every);
    expect(await sectionsOf('all')).toEqual(every);
    expect(await sectionsOf('Contents')).toEqual(['Contents']);
    expect(await sectionsOf('ServiceIdentification,ServiceProvider')).toEqual([
      'ows:ServiceIdentification',
      'ows:ServiceProvider',
    ]);
    expect(await sectionsOf('Themes')).toEqual([]);
    expect(report(await get(`${REQUEST}&sections=Bogus`))).toMatchObject({
      status: 400,
      code: 'InvalidParameterValue',
      locator: 'sections',
    });
  });

  test('agrees on a version, or says that there is none to agree on', async () => {
    expect((await get(`${REQUEST}&AcceptVersions=2.0.0,1.0.0`)).status).toBe(200);
    expect((await get(`${REQUEST}&AcceptVersions=`)).status).toBe(200);
    expect(report(await get(`${REQUEST}&AcceptVersions=2.0.0,0.9.0`))).toMatchObject({
      status: 400,
      code: 'VersionNegotiationFailed',
      locator: undefined,
    });
  });

  test('comes in the first type that it has, and in its own where it has none', async () => {
    expect((await get(`${REQUEST}&AcceptFormats=text/html,text/xml`)).type).toBe('text/xml');
    expect((await get(`${REQUEST}&AcceptFormats=text/html`)).type).toBe('application/xml');
  });

  test('says no more than that nothing has changed to those who know', async () => {
    const known = all.attributes!.updateSequence;
    const short = await documentAt(`${REQUEST}&updateSequence=${encodeURIComponent(known)}`);
    expect(children(short)).toEqual([]);
    expect(short.attributes).toMatchObject({ version: '1.0.0', updateSequence: known });
    expect((await get(`${REQUEST}&updateSequence=0`)).text).toBe((await get(REQUEST)).text);
    expect(report(await get(`${REQUEST}&updateSequence=9999-01-01T00:00:00Z`))).toMatchObject({
      status: 400,
      code: 'InvalidUpdateSequence',
      locator: undefined,
    });
  });

  test('has another updateSequence when a collection goes or a style changes', async () => {
    const sequence = async (app: typeof get) => parseXml((await app(REQUEST)).text, 'xml').attributes!.updateSequence;
    const known = await sequence(get);
    expect(await sequence(wmtsApp(maps, { catalog: memoryCatalog([[ustica, []]]) }))).not.toBe(known);
    const edited = fakeMaps(defaultStyles.map((style) => ({ ...style, opacity: 0.5 })));
    expect(await sequence(wmtsApp(edited))).not.toBe(known);
  });

  test('answers 304 to those who have it', async () => {
    const { etag } = (await get(REQUEST)).headers;
    expect((await get(REQUEST).set('If-None-Match', etag)).status).toBe(304);
  });

  test('carries the key of a client that sent it in the address', async () => {
    const { text } = await get(`${REQUEST}&api_key=secret`);
    expect(text).toContain('xlink:href="http://wmts.example.org/wmts?api_key=secret&amp;"');
    expect(text).toMatch(/\/\{TileCol\}\.png\?api_key=secret"/);
  });
});
