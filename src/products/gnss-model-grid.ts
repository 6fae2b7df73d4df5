/** A GNSS model on a regular grid of EPSG:3035, as A-EPND is published: nodes every 50 km, with gaps over the sea. */
import { invalidParameter } from '../errors.js';
import { bilinearVelocity } from './gnss-model-bilinear.js';
import type { GnssModel, GnssNode, GnssVelocity } from './gnss-model-node.js';

/** A row of the table and where it stood in the text. */
export interface GridRow {
  readonly line: number;
  readonly node: Omit<GnssNode, 'name'>;
}

/** No model of Europe is finer; a smaller step means that the nodes are no grid. */
const MIN_SPACING_M = 1000;
const MIN_NODES = 3;
/** Columns are numbered within this, so that one number is a key. */
const MAX_COLUMNS = 2 ** 20;

/** `E4600N1700`. */
export const gridNodeName = (eastingM: number, northingM: number): string =>
  `E${shortKm(eastingM)}N${shortKm(northingM)}`;

const shortKm = (metres: number) => String(metres / 1000);

/** Throws `invalidParameter` for nodes that form no grid, or stand twice. */
export function gridModel(rows: readonly GridRow[], where: string): GnssModel {
  if (rows.length < MIN_NODES) {
    throw invalidParameter(where, `expected a grid of at least ${MIN_NODES} nodes, got ${rows.length}`);
  }
  const spacingM = gridSpacingM(rows, where);
  refuseDoubles(rows, where);
  const nodes = rows.map(({ node }) => ({ ...node, name: gridNodeName(node.eastingM, node.northingM) }));
  return new GridModel(nodes, spacingM, nodes[0].eastingM, nodes[0].northingM);
}

class GridModel implements GnssModel {
  readonly kind = 'grid';
  readonly #byPlace: ReadonlyMap<number, GnssNode>;

  constructor(
    readonly nodes: readonly GnssNode[],
    private readonly spacingM: number,
    private readonly originEastingM: number,
    private readonly originNorthingM: number,
  ) {
    this.#byPlace = new Map(nodes.map((node) => [this.#keyOf(node), node]));
  }

  get description(): string {
    return `grid of ${this.nodes.length} nodes every ${this.spacingM / 1000} km in EPSG:3035, bilinear between them`;
  }

  at(eastingM: number, northingM: number): GnssVelocity | undefined {
    const column = (eastingM - this.originEastingM) / this.spacingM;
    const row = (northingM - this.originNorthingM) / this.spacingM;
    return bilinearVelocity((c, r) => this.#node(c, r)?.velocity, column, row);
  }

  nearestNodeM(eastingM: number, northingM: number): number {
    const column = Math.round((eastingM - this.originEastingM) / this.spacingM);
    const row = Math.round((northingM - this.originNorthingM) / this.spacingM);
    // Holes may hide the node of the nearest place; one of the eight around it is then the nearest in any covered place.
    let nearest = Number.POSITIVE_INFINITY;
    for (let r = row - 1; r <= row + 1; r++) {
      for (let c = column - 1; c <= column + 1; c++) {
        const node = this.#node(c, r);
        if (node) nearest = Math.min(nearest, Math.hypot(node.eastingM - eastingM, node.northingM - northingM));
      }
    }
    return nearest;
  }

  without(names: ReadonlySet<string>): GnssModel {
    const kept = this.nodes.filter(({ name }) => !names.has(name));
    return new GridModel(kept, this.spacingM, this.originEastingM, this.originNorthingM);
  }

  #node(column: number, row: number): GnssNode | undefined {
    return this.#byPlace.get(keyOf(column, row));
  }

  #keyOf(node: GnssNode): number {
    const column = Math.round((node.eastingM - this.originEastingM) / this.spacingM);
    return keyOf(column, Math.round((node.northingM - this.originNorthingM) / this.spacingM));
  }
}

const keyOf = (column: number, row: number) => row * MAX_COLUMNS + column;

/** Greatest step of which every distance between nodes is a multiple. */
function gridSpacingM(rows: readonly GridRow[], where: string): number {
  const first = rows[0].node;
  let spacingM = 0;
  for (const { line, node } of rows) {
    for (const name of ['easting', 'northing'] as const) {
      const value = name === 'easting' ? node.eastingM : node.northingM;
      const step = Math.abs(value - (name === 'easting' ? first.eastingM : first.northingM));
      const common = greatestCommonDivisor(spacingM, step);
      if (step > 0 && common < MIN_SPACING_M) {
        const expected =
          spacingM > 0 ? `a multiple of ${spacingM} m from the first node` : `${MIN_SPACING_M} m or more between nodes`;
        throw invalidParameter(
          `${where}:${line} (column ${name})`,
          `expected a regular grid, ${expected}, got ${value}; a table of stations needs a column with their names`,
        );
      }
      spacingM = common;
    }
  }
  return spacingM > 0 ? spacingM : MIN_SPACING_M;
}

/** Of whole metres; anything else gives a step that is too small, and is refused for it. */
function greatestCommonDivisor(a: number, b: number): number {
  let [larger, smaller] = [Math.max(a, b), Math.min(a, b)];
  while (smaller > 0.5) [larger, smaller] = [smaller, larger % smaller];
  return smaller > 0 ? smaller : larger;
}

function refuseDoubles(rows: readonly GridRow[], where: string): void {
  const lineOf = new Map<string, number>();
  for (const { line, node } of rows) {
    const name = gridNodeName(node.eastingM, node.northingM);
    const earlier = lineOf.get(name);
    if (earlier !== undefined) {
      throw invalidParameter(
        `${where}:${line}`,
        `the node at easting ${node.eastingM}, northing ${node.northingM} stands in line ${earlier} already`,
      );
    }
    lineOf.set(name, line);
  }
}
