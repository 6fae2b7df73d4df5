/** What a PMTiles archive says of the collection in it, for those who find the file without its server. */
import type { Collection } from '../catalog/collection.js';
import { EGMS_ATTRIBUTION } from '../catalog/points/record.js';
import { softwareVersion } from '../http/package-files.js';
import { layerProperties } from '../ogc/tiles/tileset-document.js';

/** As tippecanoe began it and GDAL reads it. */
const FIELD_TYPES = { string: 'String', integer: 'Number', number: 'Number' } as const;

/** Name, description, attribution and layers as PMTiles and TileJSON 3.0 name them; units and signs beside them. */
export function tileArchiveMetadata(collection: Collection, minZoom: number, maxZoom: number) {
  const { id, title, description, version } = collection;
  const properties = Object.entries(layerProperties(collection));
  const typeOf = (type: string) => FIELD_TYPES[type as keyof typeof FIELD_TYPES];
  const sign = signConvention(collection);
  return {
    name: title,
    description,
    attribution: EGMS_ATTRIBUTION,
    type: 'overlay',
    version: `1.0.${version}`,
    generator: `Open EGMS ${softwareVersion}`,
    ...(sign === undefined ? {} : { sign_convention: sign }),
    vector_layers: [
      {
        id,
        description,
        minzoom: minZoom,
        maxzoom: maxZoom,
        fields: Object.fromEntries(properties.map(([name, { type }]) => [name, typeOf(type)])),
      },
    ],
    // Mapbox's statistics, as far as they are known without another pass: from these GDAL knows that layers hold points.
    tilestats: {
      layerCount: 1,
      layers: [
        {
          layer: id,
          count: collection.itemCount ?? 0,
          geometry: 'Point',
          attributeCount: properties.length,
          attributes: properties.map(([attribute, { type }]) => ({ attribute, type: typeOf(type).toLowerCase() })),
        },
      ],
    },
    attributes: Object.fromEntries(
      properties.map(([name, { description: meaning, 'x-ogc-unit': unit }]) => [
        name,
        { ...(meaning ? { description: meaning } : {}), ...(unit ? { unit } : {}) },
      ]),
    ),
  };
}

function signConvention({ identity }: Collection): string | undefined {
  if (!identity) return undefined;
  const towards = { up: 'upwards', east: 'eastwards', ascending: undefined, descending: undefined }[identity.geometry];
  return `velocities and displacements are positive ${towards ?? 'towards the satellite'}`;
}
