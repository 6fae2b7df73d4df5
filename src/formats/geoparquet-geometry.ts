/** The geometry column of a GeoParquet file: well-known binary, and what the metadata says of all of it. */
import { geojsonToWkb } from 'hyparquet-writer';
import { type CellGeometry, isFiniteText } from './cells.js';

interface GeoJsonGeometry {
  readonly type: string;
  readonly coordinates?: unknown;
  readonly geometries?: readonly GeoJsonGeometry[];
}

/** Byte order, type, x, y. */
const POINT_BYTES = 1 + 4 + 8 + 8;
const WKB_POINT = 1;

export class GeometryColumn {
  #types = new Set<string>();
  #minX = Number.POSITIVE_INFINITY;
  #minY = Number.POSITIVE_INFINITY;
  #maxX = Number.NEGATIVE_INFINITY;
  #maxY = Number.NEGATIVE_INFINITY;

  /** WKB of a geometry, which is taken into account; null for none and for a point without finite coordinates. */
  add(geometry: CellGeometry | null): Uint8Array | null {
    if (geometry === null) return null;
    if ('geojson' in geometry) {
      const parsed = JSON.parse(geometry.geojson);
      const hasZ = this.#addPositions(parsed);
      this.#types.add(hasZ ? `${parsed.type} Z` : parsed.type);
      return geojsonToWkb(parsed);
    }
    if (!isFiniteText(geometry.x) || !isFiniteText(geometry.y)) return null;
    const x = Number(geometry.x);
    const y = Number(geometry.y);
    this.#types.add('Point');
    this.#extend(x, y);
    const wkb = Buffer.allocUnsafe(POINT_BYTES);
    wkb.writeUInt8(1, 0);
    wkb.writeUInt32LE(WKB_POINT, 1);
    wkb.writeDoubleLE(x, 5);
    wkb.writeDoubleLE(y, 13);
    return wkb;
  }

  /** Types of what was added, ` Z` behind those with heights. */
  types(): string[] {
    return [...this.#types].sort();
  }

  /** West, south, east, north in the column's unit; undefined while there is nothing. */
  bbox(): [number, number, number, number] | undefined {
    return this.#minX <= this.#maxX ? [this.#minX, this.#minY, this.#maxX, this.#maxY] : undefined;
  }

  #extend(x: number, y: number): void {
    if (x < this.#minX) this.#minX = x;
    if (x > this.#maxX) this.#maxX = x;
    if (y < this.#minY) this.#minY = y;
    if (y > this.#maxY) this.#maxY = y;
  }

  /** Extends the box by every position of a geometry; says whether they have heights. */
  #addPositions(geometry: GeoJsonGeometry): boolean {
    if (geometry.geometries) {
      return geometry.geometries.reduce((hasZ, part) => this.#addPositions(part) || hasZ, false);
    }
    return this.#addCoordinates(geometry.coordinates);
  }

  #addCoordinates(coordinates: unknown): boolean {
    if (!Array.isArray(coordinates) || coordinates.length === 0) return false;
    if (typeof coordinates[0] === 'number') {
      this.#extend(coordinates[0], coordinates[1]);
      return coordinates.length > 2;
    }
    return coordinates.reduce((hasZ: boolean, part) => this.#addCoordinates(part) || hasZ, false);
  }
}
