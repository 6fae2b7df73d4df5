/** A tile matrix set of the capabilities, as far as tiles are offered. Corners are in the axis order of the authority. */
import { crsByUri } from '../../geodesy/crs.js';
import {
  matrixColumns,
  matrixRows,
  scaleDenominator,
  TILE_PIXELS,
  type TileMatrixSet,
} from '../../geodesy/tile-matrix-set.js';
import { finestZoom, webMercatorQuad } from '../../geodesy/tile-matrix-sets.js';
import { type Xml, xml } from '../common/xml.js';

/** GoogleMapsCompatible belongs to this very name of EPSG:3857 (OGC 07-057r7, table E.4). */
const WEB_MERCATOR = 'urn:ogc:def:crs:EPSG:6.18:3:3857';

/** By its URN: clients read corners behind other names with x first. */
export function tileMatrixSetElement(set: TileMatrixSet): Xml {
  // The register says GoogleCRS84Quad of WorldCRS84Quad, too, which lacks the first scale of it, where the world is half a tile.
  const isGoogle = set === webMercatorQuad;
  const zooms = Array.from({ length: finestZoom(set) + 1 }, (_, zoom) => zoom);
  return xml`<TileMatrixSet>
<ows:Title>${set.title}</ows:Title>
<ows:Identifier>${set.id}</ows:Identifier>
<ows:SupportedCRS>${isGoogle ? WEB_MERCATOR : crsByUri(set.crsUri)!.urn}</ows:SupportedCRS>
${isGoogle && xml`<WellKnownScaleSet>urn:ogc:def:wkss:OGC:1.0:GoogleMapsCompatible</WellKnownScaleSet>\n`}${zooms.map(
  (zoom) => matrixElement(set, zoom),
)}</TileMatrixSet>
`;
}

function matrixElement(set: TileMatrixSet, zoom: number): Xml {
  const corner = [set.originX, set.originY].map(printed);
  if (crsByUri(set.crsUri)!.axisOrder === 'yx') corner.reverse();
  return xml`<TileMatrix>
<ows:Identifier>${zoom}</ows:Identifier>
<ScaleDenominator>${printed(scaleDenominator(set, zoom))}</ScaleDenominator>
<TopLeftCorner>${corner.join(' ')}</TopLeftCorner>
<TileWidth>${TILE_PIXELS}</TileWidth><TileHeight>${TILE_PIXELS}</TileHeight>
<MatrixWidth>${matrixColumns(set, zoom)}</MatrixWidth><MatrixHeight>${matrixRows(set, zoom)}</MatrixHeight>
</TileMatrix>
`;
}

/** 15 digits, as the register of tile matrix sets prints. */
const printed = (value: number): number => Number(value.toPrecision(15));
