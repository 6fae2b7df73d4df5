/** What map services of somebody else say of themselves, as plain as the standards let them, around Ustica. */

export const FOREIGN_BOX = [12.9, 38.5, 13.5, 38.9] as const;
const [WEST, SOUTH, EAST, NORTH] = FOREIGN_BOX;
/** Scale denominator of zoom 0 of GoogleMapsCompatible (OGC 07-057r7, annex E.4). */
const SCALE_0 = 559_082_264.0287178;
const XML = '<?xml version="1.0" encoding="UTF-8"?>';

export interface WmsFacts {
  /** Of the service, without a question mark. */
  readonly url: string;
  readonly version?: '1.1.1' | '1.3.0';
  readonly reference?: string;
  /** Put in as they are: whoever wants marks in them writes them as XML does. */
  readonly title?: string;
  readonly about?: string;
  readonly credit?: string;
  readonly layers?: string;
}

export const wmsLayer = (name: string, title: string): string =>
  `<Layer queryable="1"><Name>${name}</Name><Title>${title}</Title></Layer>`;

export function wmsCapabilities({
  url,
  version = '1.3.0',
  reference = 'EPSG:3857',
  title = 'Geology',
  about = 'Rocks',
  credit = 'A survey',
  layers = wmsLayer('geology', title),
}: WmsFacts): string {
  const isOld = version === '1.1.1';
  const root = isOld ? 'WMT_MS_Capabilities' : 'WMS_Capabilities';
  const resource = `<OnlineResource xmlns:xlink="http://www.w3.org/1999/xlink" xlink:type="simple" xlink:href="${url}?"/>`;
  const operation = (name: string, format: string) =>
    `<${name}><Format>${format}</Format><DCPType><HTTP><Get>${resource}</Get></HTTP></DCPType></${name}>`;
  const place = isOld
    ? `<SRS>${reference}</SRS><LatLonBoundingBox minx="${WEST}" miny="${SOUTH}" maxx="${EAST}" maxy="${NORTH}"/>`
    : `<CRS>${reference}</CRS><EX_GeographicBoundingBox><westBoundLongitude>${WEST}</westBoundLongitude><eastBoundLongitude>${EAST}</eastBoundLongitude>
<southBoundLatitude>${SOUTH}</southBoundLatitude><northBoundLatitude>${NORTH}</northBoundLatitude></EX_GeographicBoundingBox>`;
  return `${XML}<${root} version="${version}"${isOld ? '' : ' xmlns="http://www.opengis.net/wms"'}>
<Service><Name>WMS</Name><Title>${title}</Title><Abstract>${about}</Abstract>${resource}</Service>
<Capability><Request>${operation('GetCapabilities', 'text/xml')}${operation('GetMap', 'image/png')}${operation('GetFeatureInfo', 'text/plain')}</Request>
<Layer><Title>${title}</Title><Abstract>${about}</Abstract>${place}<Attribution><Title>${credit}</Title></Attribution>${layers}</Layer></Capability></${root}>`;
}

export function wmtsCapabilities(url: string, isRest: boolean): string {
  const matrix = (zoom: number) =>
    `<TileMatrix><ows:Identifier>${zoom}</ows:Identifier><ScaleDenominator>${SCALE_0 / 2 ** zoom}</ScaleDenominator>
<TopLeftCorner>-20037508.3427892 20037508.3427892</TopLeftCorner><TileWidth>256</TileWidth><TileHeight>256</TileHeight>
<MatrixWidth>${2 ** zoom}</MatrixWidth><MatrixHeight>${2 ** zoom}</MatrixHeight></TileMatrix>`;
  const rest = `<ResourceURL resourceType="tile" format="image/png" template="${url}/{Style}/{TileMatrixSet}/{TileMatrix}/{TileRow}/{TileCol}.png"/>`;
  const get = `<ows:OperationsMetadata><ows:Operation name="GetTile"><ows:DCP><ows:HTTP><ows:Get xlink:href="${url}?"/></ows:HTTP></ows:DCP></ows:Operation></ows:OperationsMetadata>`;
  return `${XML}<Capabilities version="1.0.0" xmlns="http://www.opengis.net/wmts/1.0" xmlns:ows="http://www.opengis.net/ows/1.1" xmlns:xlink="http://www.w3.org/1999/xlink">
<ows:ServiceIdentification><ows:Title>Photographs</ows:Title></ows:ServiceIdentification>${isRest ? '' : get}
<Contents><Layer><ows:Title>Photographs</ows:Title><ows:WGS84BoundingBox><ows:LowerCorner>${WEST} ${SOUTH}</ows:LowerCorner><ows:UpperCorner>${EAST} ${NORTH}</ows:UpperCorner></ows:WGS84BoundingBox>
<ows:Identifier>photos</ows:Identifier><Style isDefault="true"><ows:Identifier>plain</ows:Identifier></Style><Format>image/png</Format>
<TileMatrixSetLink><TileMatrixSet>web</TileMatrixSet></TileMatrixSetLink>${isRest ? rest : ''}</Layer>
<TileMatrixSet><ows:Identifier>web</ows:Identifier><ows:SupportedCRS>urn:ogc:def:crs:EPSG::3857</ows:SupportedCRS>${Array.from({ length: 19 }, (_, zoom) => matrix(zoom)).join('')}</TileMatrixSet></Contents></Capabilities>`;
}

/** A square that fills most of what is seen. */
export const FEATURES = {
  type: 'FeatureCollection',
  features: [
    {
      type: 'Feature',
      id: '__proto__',
      properties: { constructor: 'x', toString: 1, name: '<img src=x onerror=alert(1)>' },
      geometry: { type: 'Polygon', coordinates: [ring(13.1, 38.65, 13.25, 38.75)] },
    },
  ],
};

function ring(west: number, south: number, east: number, north: number): readonly (readonly number[])[] {
  return [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
}

export const tileJson = (url: string): object => ({
  tilejson: '3.0.0',
  name: 'Relief',
  tiles: [`${url}/{z}/{x}/{y}.png`],
  bounds: FOREIGN_BOX,
  minzoom: 0,
  maxzoom: 18,
});

/** OGC API: a landing page, its collections, and what they lead to. Undefined for paths that are none of it. */
export function ogcApi(url: string, path: string): object | undefined {
  const json = 'application/json';
  const rel = 'http://www.opengis.net/def/rel/ogc/1.0';
  const collection = (id: string, links: readonly object[]) => ({
    id,
    title: `The ${id}`,
    attribution: 'A survey',
    extent: { spatial: { bbox: [FOREIGN_BOX] } },
    links,
  });
  switch (path) {
    case '':
    case '/':
      return {
        title: 'A survey',
        links: [
          { rel: 'self', href: `${url}/`, type: json },
          { rel: 'data', href: 'collections', type: json },
        ],
      };
    case '/collections':
      return {
        links: [],
        collections: [
          collection('tiled', [{ rel: `${rel}/tilesets-map`, href: `${url}/tiled/tiles`, type: json }]),
          collection('mapped', [{ rel: `${rel}/map`, href: `${url}/mapped/map`, type: 'image/png' }]),
          collection('features', [{ rel: 'items', href: `${url}/features/items`, type: 'application/geo+json' }]),
        ],
      };
    case '/tiled/tiles':
      return {
        tilesets: [
          { tileMatrixSetId: 'WorldCRS84Quad', links: [{ rel: 'self', href: `${url}/tiled/tiles/other`, type: json }] },
          {
            tileMatrixSetId: 'WebMercatorQuad',
            links: [{ rel: 'self', href: `${url}/tiled/tiles/web`, type: json }],
          },
        ],
      };
    case '/tiled/tiles/web':
      return {
        links: [{ rel: 'item', href: `${url}/tiled/tiles/web/{tileMatrix}/{tileRow}/{tileCol}`, type: 'image/png' }],
      };
    case '/features/items':
      return FEATURES;
    default:
      return undefined;
  }
}
