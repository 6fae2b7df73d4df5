/** What the store says of a symbol besides its colour: the key of its series, its identifier, how many points it stands for. */
import type { SeriesKeys } from '../formats/map-data.js';
import { POSITION_STEPS_PER_DEGREE, POSITION_STEPS_PER_METRE, pidText } from '../formats/point-chunk.js';
import { cellOf } from '../geodesy/cell.js';
import { hilbertIndex } from '../geodesy/hilbert.js';
import { laeaToGeographic } from '../geodesy/laea.js';
import { pointKey, quantise } from '../geodesy/point-key.js';
import type { MapSymbols } from './map-symbols.js';

/** Keys of the series of all symbols. */
export function seriesKeys({ tables, table, row }: MapSymbols): SeriesKeys {
  const count = row.length;
  const pidWidth = Math.max(0, ...tables.map((each) => storeOf(each).pidWidth));
  const cell = new Int16Array(count);
  const id = new BigInt64Array(count);
  const productNo = new Int32Array(count);
  const pid = new Uint8Array(count * pidWidth);
  for (let i = 0; i < count; i++) {
    const source = tables[table[i]];
    const store = storeOf(source);
    const at = row[i];
    const eastingM = store.easting[at] / POSITION_STEPS_PER_METRE;
    const northingM = store.northing[at] / POSITION_STEPS_PER_METRE;
    cell[i] = source.kind === 'points' ? source.cell : cellOf(eastingM, northingM);
    productNo[i] = source.kind === 'points' ? source.productNo : source.productNos[source.cells.part[at]];
    const { x, y } = quantise(eastingM, northingM, cell[i]);
    id[i] = pointKey(hilbertIndex(x, y), productNo[i], store.tie[at]);
    for (let byte = 0; byte < store.pidWidth; byte++) {
      pid[i * pidWidth + byte] = store.pid[at * store.pidWidth + byte];
    }
  }
  return { cell, id, productNo, pid, pidWidth };
}

export interface SymbolFacts {
  readonly pid: string;
  readonly longitudeDeg: number;
  readonly latitudeDeg: number;
  readonly pointCount: number;
}

export function factsOf({ tables, table, row, pointCounts }: MapSymbols, index: number): SymbolFacts {
  const source = tables[table[index]];
  const at = row[index];
  const store = storeOf(source);
  const pid = pidText(store.pid, store.pidWidth, at);
  if (source.kind === 'points') {
    return {
      pid,
      longitudeDeg: source.chunk.longitude[at] / POSITION_STEPS_PER_DEGREE,
      latitudeDeg: source.chunk.latitude[at] / POSITION_STEPS_PER_DEGREE,
      pointCount: pointCounts?.[index] ?? 1,
    };
  }
  const { easting, northing, points } = source.cells;
  const place = laeaToGeographic(easting[at] / POSITION_STEPS_PER_METRE, northing[at] / POSITION_STEPS_PER_METRE);
  return { pid, ...place, pointCount: points[at] };
}

const storeOf = (table: MapSymbols['tables'][number]) => (table.kind === 'points' ? table.chunk : table.cells);
