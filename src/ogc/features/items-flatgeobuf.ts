/** Features as FlatGeobuf, without its index: that would need all of them first. */
import { createFlatGeobufWriter, type FlatGeobufGeometryType } from '../../formats/flatgeobuf.js';
import { fieldOf } from './binary-field.js';
import { flatRows } from './flat-rows.js';
import type { ItemsAnswer } from './items-answer.js';
import { xFirst } from './row-geometry.js';

const BLOCK_BYTES = 65_536;

export async function* itemsFlatGeobuf({ request, first, pages }: ItemsAnswer): AsyncGenerator<Uint8Array> {
  const { collection, crs, series, isStream } = request;
  const flat = flatRows(collection, first, series);
  const geometry = xFirst(crs);
  const writer = createFlatGeobufWriter({
    name: collection.id,
    title: collection.title,
    description: collection.description,
    columns: flat.columns.map(fieldOf),
    geometryType: geometryTypeOf(collection.geometryType),
    srid: crs.srid,
    featureCount: isStream ? undefined : first.rows.length,
  });
  yield writer.header();
  let block: Uint8Array[] = [];
  let bytes = 0;
  for await (const { rows } of pages) {
    for (const row of rows) {
      const feature = writer.feature(flat.cells(row), geometry(row.geometry));
      block.push(feature);
      bytes += feature.length;
      if (bytes >= BLOCK_BYTES) {
        yield Buffer.concat(block);
        block = [];
        bytes = 0;
      }
    }
  }
  yield Buffer.concat(block);
}

const GEOMETRY_TYPES: readonly string[] = [
  'point',
  'linestring',
  'polygon',
  'multipoint',
  'multilinestring',
  'multipolygon',
  'geometrycollection',
] satisfies FlatGeobufGeometryType[];

const geometryTypeOf = (type: string): FlatGeobufGeometryType =>
  GEOMETRY_TYPES.includes(type) ? (type as FlatGeobufGeometryType) : 'any';
