/**
 * FlatGeobuf 3, written as a stream: a header, then features one by one, without the spatial index, which would need all of
 * them first. The builders for header, columns and geometries are those of the `flatgeobuf` package; what it lacks is
 * writing without holding everything.
 *
 * Coordinates are x first whatever the reference system. The format has no place for a feature's id: give it a column.
 */
import { Builder } from 'flatbuffers';
import { magicbytes } from 'flatgeobuf/lib/mjs/constants.js';
import { Column } from 'flatgeobuf/lib/mjs/flat-geobuf/column.js';
import { Crs } from 'flatgeobuf/lib/mjs/flat-geobuf/crs.js';
import { Feature } from 'flatgeobuf/lib/mjs/flat-geobuf/feature.js';
import { Geometry } from 'flatgeobuf/lib/mjs/flat-geobuf/geometry.js';
import { GeometryType } from 'flatgeobuf/lib/mjs/flat-geobuf/geometry-type.js';
import { Header } from 'flatgeobuf/lib/mjs/flat-geobuf/header.js';
import { buildGeometry } from 'flatgeobuf/lib/mjs/generic/geometry.js';
import { parseGC, parseGeometry } from 'flatgeobuf/lib/mjs/geojson/geometry.js';
import { type CellGeometry, type Cells, isFiniteText } from './cells.js';
import type { Field } from './fields.js';
import { columnTypes, propertiesEncoder } from './flatgeobuf-properties.js';

/** A column of the file. */
export type FlatGeobufColumn = Field;

const geometryTypes = {
  any: GeometryType.Unknown,
  point: GeometryType.Point,
  linestring: GeometryType.LineString,
  polygon: GeometryType.Polygon,
  multipoint: GeometryType.MultiPoint,
  multilinestring: GeometryType.MultiLineString,
  multipolygon: GeometryType.MultiPolygon,
  geometrycollection: GeometryType.GeometryCollection,
} as const;

export type FlatGeobufGeometryType = keyof typeof geometryTypes;

export interface FlatGeobufOptions {
  /** Name of the layer. */
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly columns: readonly FlatGeobufColumn[];
  /** `any` when features may differ. */
  readonly geometryType: FlatGeobufGeometryType;
  /** EPSG code. */
  readonly srid: number;
  /** Exact, or absent when it is not known yet. */
  readonly featureCount?: number;
}

export interface FlatGeobufWriter {
  /** What the file begins with, magic bytes included. */
  header(): Uint8Array;
  /** One feature; cells in the order of the columns. Throws RangeError for a geometry of another type than promised. */
  feature(cells: Cells, geometry: CellGeometry | null): Uint8Array;
}

/** Header and features all fill multiples of this, so that readers may map coordinates in place. */
const ALIGNMENT = 8;

export function createFlatGeobufWriter(options: FlatGeobufOptions): FlatGeobufWriter {
  const encodeProperties = propertiesEncoder(options.columns.map((column) => column.type));
  const builder = new Builder(4096);

  return {
    header: () => headerBytes(options),
    feature(cells, geometry) {
      builder.clear();
      builder.prep(ALIGNMENT, 0);
      const properties = encodeProperties(cells);
      const propertiesOffset = properties.length === 0 ? 0 : builder.createByteVector(properties);
      const geometryOffset = geometry === null ? 0 : addGeometry(builder, geometry, options.geometryType);
      Feature.startFeature(builder);
      if (geometryOffset) Feature.addGeometry(builder, geometryOffset);
      if (propertiesOffset) Feature.addProperties(builder, propertiesOffset);
      Feature.finishSizePrefixedFeatureBuffer(builder, Feature.endFeature(builder));
      // A copy, because the builder's own bytes are those of the next feature too.
      return builder.asUint8Array().slice();
    },
  };
}

function headerBytes({ name, title, description, columns, geometryType, srid, featureCount }: FlatGeobufOptions) {
  const builder = new Builder(1024);
  builder.prep(ALIGNMENT, 0);
  const text = (value: string | undefined) => (value === undefined ? 0 : builder.createString(value));

  const columnOffsets = columns.map((column) => {
    const nameOffset = text(column.name);
    const titleOffset = text(column.title);
    const descriptionOffset = text(column.description);
    Column.startColumn(builder);
    Column.addName(builder, nameOffset);
    Column.addType(builder, columnTypes[column.type]);
    if (titleOffset) Column.addTitle(builder, titleOffset);
    if (descriptionOffset) Column.addDescription(builder, descriptionOffset);
    return Column.endColumn(builder);
  });
  const columnsOffset = Header.createColumnsVector(builder, columnOffsets);
  const authority = text('EPSG');
  Crs.startCrs(builder);
  Crs.addOrg(builder, authority);
  Crs.addCode(builder, srid);
  const crsOffset = Crs.endCrs(builder);
  const nameOffset = text(name);
  const titleOffset = text(title);
  const descriptionOffset = text(description);

  Header.startHeader(builder);
  Header.addName(builder, nameOffset);
  Header.addGeometryType(builder, geometryTypes[geometryType]);
  Header.addColumns(builder, columnsOffset);
  Header.addFeaturesCount(builder, BigInt(featureCount ?? 0));
  Header.addIndexNodeSize(builder, 0);
  Header.addCrs(builder, crsOffset);
  if (titleOffset) Header.addTitle(builder, titleOffset);
  if (descriptionOffset) Header.addDescription(builder, descriptionOffset);
  Header.finishSizePrefixedHeaderBuffer(builder, Header.endHeader(builder));
  return Buffer.concat([magicbytes, builder.asUint8Array()]);
}

/** Offset of the geometry, 0 for a point without finite coordinates. */
function addGeometry(builder: Builder, geometry: CellGeometry, promised: FlatGeobufGeometryType): number {
  if ('geojson' in geometry) {
    const parsed = promoted(JSON.parse(geometry.geojson), promised);
    const isCollection = parsed.type === 'GeometryCollection';
    // The library's types name each geometry; what the database writes is any of them.
    type Collection = Parameters<typeof parseGC>[0];
    type Single = Parameters<typeof parseGeometry>[0];
    const built = isCollection ? parseGC(parsed as Collection) : parseGeometry(parsed as Single);
    return buildGeometry(builder, built);
  }
  if (!isFiniteText(geometry.x) || !isFiniteText(geometry.y)) return 0;
  if (promised !== 'point' && promised !== 'any') throw unexpectedGeometry('Point', promised);
  Geometry.startXyVector(builder, 2);
  // FlatBuffers are built from the end.
  builder.addFloat64(Number(geometry.y));
  builder.addFloat64(Number(geometry.x));
  const xy = builder.endVector();
  Geometry.startGeometry(builder);
  Geometry.addXy(builder, xy);
  Geometry.addType(builder, GeometryType.Point);
  return Geometry.endGeometry(builder);
}

interface GeoJsonGeometry {
  readonly type: string;
  readonly coordinates?: unknown;
}

/** The geometry as the promised type: a single one becomes its multi form, because readers trust the header. */
function promoted(geometry: GeoJsonGeometry, promised: FlatGeobufGeometryType): GeoJsonGeometry {
  const type = geometry.type.toLowerCase();
  if (promised === 'any' || type === promised) return geometry;
  if (`multi${type}` !== promised) throw unexpectedGeometry(geometry.type, promised);
  return { type: `Multi${geometry.type}`, coordinates: [geometry.coordinates] };
}

function unexpectedGeometry(type: string, promised: string): RangeError {
  return new RangeError(`expected a geometry of type ${promised}, got ${type}`);
}
