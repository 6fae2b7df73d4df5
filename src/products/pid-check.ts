/** Whether the identifiers of a file's points agree with the rest of their rows and with the file's name. */
import type { ProductName, TileName } from './file-name.js';
import { decodeL2Pid, decodeL3Pid, encodeL2Pid, l2PidHasLinePixel } from './pid.js';
import type { AttributeName, PointBatch, ProductHeader } from './point-batch.js';

export interface PidCheck {
  /** Points whose pid contradicts their row or the name of the file. */
  readonly contradictions: number;
  /** The first few, as `line 17: 1WBfX4cr1r says ..., the row ...`. */
  readonly examples: readonly string[];
}

const MAX_EXAMPLES = 3;
const TILE_M = 100_000;

/**
 * Checks every pid of a batch. Level 2: line and pixel against the row, track, burst, swath and polarisation against
 * the name. Level 3: easting and northing against the row. Rows without the values compared are not judged by them.
 */
export function checkPids(batch: PointBatch, header: ProductHeader, name: ProductName): PidCheck {
  const contradiction =
    name.level === 'L3' ? cellContradiction(batch, header, name) : burstContradiction(batch, header, name);
  const examples: string[] = [];
  let contradictions = 0;
  for (let point = 0; point < batch.count; point++) {
    const found = contradiction(point);
    if (found === undefined) continue;
    contradictions++;
    if (examples.length < MAX_EXAMPLES) {
      examples.push(`line ${batch.firstRow + point + 2}: ${batch.pid[point]} ${found}`);
    }
  }
  return { contradictions, examples };
}

type Contradiction = (point: number) => string | undefined;

function burstContradiction(
  batch: PointBatch,
  header: ProductHeader,
  name: Exclude<ProductName, { level: 'L3' }>,
): Contradiction {
  const line = column(batch, header, 'line');
  const pixel = column(batch, header, 'pixel');
  // All pids of a burst share the four characters after the producer's.
  const burst = encodeL2Pid({ ...name, producer: 0, line: 0, pixel: 0 }).slice(1, 5);
  return (point) => {
    const pid = batch.pid[point];
    const positionUnknown = !line || !pixel || Number.isNaN(line[point]) || Number.isNaN(pixel[point]);
    const samePosition = positionUnknown || l2PidHasLinePixel(pid, line[point], pixel[point]);
    if (samePosition && pid.startsWith(burst, 1)) return undefined;
    const said = decodeL2Pid(pid);
    if (!said) return 'is no pid of a Sentinel-1 burst';
    if (!samePosition) return `says line ${said.line}, pixel ${said.pixel}; the row ${line[point]}, ${pixel[point]}`;
    const burstOf = (of: Omit<typeof said, 'producer' | 'line' | 'pixel'>) =>
      `track ${of.track}, burst ${of.burstCycle}, IW${of.swath}, ${of.polarisation}`;
    return `says ${burstOf(said)}; the file's name ${burstOf(name)}`;
  };
}

function cellContradiction(batch: PointBatch, header: ProductHeader, name: TileName): Contradiction {
  const easting = column(batch, header, 'eastingM');
  const northing = column(batch, header, 'northingM');
  return (point) => {
    if (!easting || !northing) return undefined;
    const said = decodeL3Pid(batch.pid[point]);
    if (!said) return 'is no pid of a level 3 cell';
    // The pid says the centre of a cell of 100 m.
    const sameCell = Math.abs(said.eastingM - easting[point]) <= 50 && Math.abs(said.northingM - northing[point]) <= 50;
    const isInTile =
      Math.floor(said.eastingM / TILE_M) === name.tileEasting100Km &&
      Math.floor(said.northingM / TILE_M) === name.tileNorthing100Km;
    if (sameCell && isInTile) return undefined;
    if (sameCell) return `lies at ${said.eastingM}, ${said.northingM}, outside the tile that the file is named for`;
    return `says easting ${said.eastingM}, northing ${said.northingM}; the row ${easting[point]}, ${northing[point]}`;
  };
}

function column(batch: PointBatch, header: ProductHeader, attribute: AttributeName): Float64Array | undefined {
  const index = header.attributes.indexOf(attribute);
  return index < 0 ? undefined : batch.attributes[index];
}
