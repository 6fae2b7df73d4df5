/** A layer of the capabilities: a collection with its styles, legends, dates, limits and addresses. */
import type { Collection } from '../../catalog/collection.js';
import type { TileLimits, TileMatrixSet } from '../../geodesy/tile-matrix-set.js';
import { tileMatrixSets } from '../../geodesy/tile-matrix-sets.js';
import { type Links, pathOf } from '../../http/links.js';
import { legendEndsOf } from '../../maps/motion-sense.js';
import { legendSvg } from '../../render/legend.js';
import type { PointStyle } from '../../render/style.js';
import { FEATURE_INFO_MEDIA_TYPES } from '../common/feature-info.js';
import { offeredLimits } from '../common/tile-limits.js';
import { type Xml, xml } from '../common/xml.js';
import { description } from './description.js';
import { featureInfoTemplate, tileTemplate } from './resource-templates.js';
import { TILE_MEDIA_TYPES } from './tile-operations.js';
import { TIME, timeValues } from './time-dimension.js';

export interface LayerDescription {
  readonly collection: Collection;
  /** The default first. */
  readonly styles: readonly PointStyle[];
}

export function layerElement({ collection, styles }: LayerDescription, links: Links): Xml {
  const [west, south, east, north] = collection.bbox!;
  return xml`<Layer>
${description(collection.title, collection.description, collection.keywords)}<ows:WGS84BoundingBox>
<ows:LowerCorner>${west} ${south}</ows:LowerCorner>
<ows:UpperCorner>${east} ${north}</ows:UpperCorner>
</ows:WGS84BoundingBox>
<ows:Identifier>${collection.id}</ows:Identifier>
${styles.map((style, index) => styleElement(collection, style, index === 0, links))}${TILE_MEDIA_TYPES.map(
  (type) => xml`<Format>${type}</Format>\n`,
)}${FEATURE_INFO_MEDIA_TYPES.map((type) => xml`<InfoFormat>${type}</InfoFormat>\n`)}${timeElement(collection)}${tileMatrixSets.map(
  (set) => linkElement(collection, set),
)}${TILE_MEDIA_TYPES.map((type) => resource('tile', type, tileTemplate(collection, type, links)))}${FEATURE_INFO_MEDIA_TYPES.map(
  (type) => resource('FeatureInfo', type, featureInfoTemplate(collection, type, links)),
)}</Layer>
`;
}

function styleElement(collection: Collection, style: PointStyle, isDefault: boolean, links: Links): Xml {
  const { widthPx, heightPx } = legendSize(collection, style);
  const href = links.to(`/collections${pathOf(collection.id, 'styles', style.id)}/legend`, { f: 'png' });
  return xml`<Style isDefault="${String(isDefault)}">
${description(style.title, style.description)}<ows:Identifier>${style.id}</ows:Identifier>
<LegendURL format="image/png" xlink:href="${href}" width="${widthPx}" height="${heightPx}"/>
</Style>
`;
}

type LegendSize = { readonly widthPx: number; readonly heightPx: number };

/** Laying out a legend costs more than the rest of its layer, and most collections share their styles; not their ends. */
const legendSizes = new WeakMap<PointStyle, Map<string, LegendSize>>();

function legendSize(collection: Collection, style: PointStyle): LegendSize {
  const ends = legendEndsOf(collection, style);
  const sizes = legendSizes.get(style) ?? new Map<string, LegendSize>();
  legendSizes.set(style, sizes);
  const key = ends?.join('|') ?? '';
  const { widthPx, heightPx } = sizes.get(key) ?? legendSvg(style, { ends });
  sizes.set(key, { widthPx, heightPx });
  return { widthPx, heightPx };
}

function timeElement(collection: Collection): Xml | false {
  const values = timeValues(collection);
  if (values.length === 0) return false;
  return xml`<Dimension>
${description('Time', 'Displacement is drawn from the first date until this one.')}<ows:Identifier>${TIME}</ows:Identifier>
<ows:UOM>ISO8601</ows:UOM>
<Default>${values[values.length - 1]}</Default>
<Current>false</Current>
${values.map((value) => xml`<Value>${value}</Value>`)}
</Dimension>
`;
}

function linkElement(collection: Collection, set: TileMatrixSet): Xml | false {
  const limits = offeredLimits([collection], set);
  if (limits.length === 0) return false;
  return xml`<TileMatrixSetLink>
<TileMatrixSet>${set.id}</TileMatrixSet>
<TileMatrixSetLimits>${limits.map(limitsElement)}</TileMatrixSetLimits>
</TileMatrixSetLink>
`;
}

const limitsElement = ({ zoom, minRow, maxRow, minColumn, maxColumn }: TileLimits): Xml =>
  xml`<TileMatrixLimits><TileMatrix>${zoom}</TileMatrix><MinTileRow>${minRow}</MinTileRow><MaxTileRow>${maxRow}</MaxTileRow><MinTileCol>${minColumn}</MinTileCol><MaxTileCol>${maxColumn}</MaxTileCol></TileMatrixLimits>\n`;

const resource = (type: 'tile' | 'FeatureInfo', format: string, template: string | undefined): Xml | false =>
  template !== undefined && xml`<ResourceURL format="${format}" resourceType="${type}" template="${template}"/>\n`;
