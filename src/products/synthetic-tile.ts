/** Synthetic L3 tiles: the ground of the synthetic bursts, resolved into vertical or eastward motion of 100 m cells. */
import type { HeaderGeneration } from './columns.js';
import type { Release, TileName } from './file-name.js';
import { encodeL3Pid } from './pid.js';
import type { PointBatch } from './point-batch.js';
import { newProductMetadata } from './product-xml.js';
import { SeededRandom } from './seeded-random.js';
import {
  type Bowl,
  bowlMotion,
  REGIONAL_MOTION,
  scattererDensity,
  scatterTowns,
  type Town,
  terrainHeightM,
} from './synthetic-ground.js';
import { placePoints } from './synthetic-layout.js';
import {
  BatchBuilder,
  headerOf,
  productionDateOf,
  SYNTHETIC_PRODUCER,
  type SyntheticProduct,
  syntheticColumns,
  syntheticEdition,
} from './synthetic-product.js';
import { createSeriesPainter, type PointMotion } from './synthetic-series.js';

export interface SyntheticTileSpec {
  /** South-west corner, units of 100 km. */
  readonly tileEasting100Km: number;
  readonly tileNorthing100Km: number;
  readonly component: 'U' | 'E';
  readonly generation: HeaderGeneration;
  readonly release: Release;
  /** As for bursts. */
  readonly redelivery: number;
  /** Cells that hold a value, at most 1,000,000. */
  readonly pointCount: number;
  /** `YYYYMMDD`, ascending; EGMS uses a 6-day grid. */
  readonly dates: readonly string[];
  readonly seed: number;
  readonly bowls: readonly Bowl[];
  /** Default: drawn from the seed. */
  readonly towns?: readonly Town[];
  /** Default 4,096. */
  readonly batchPoints?: number;
}

const TILE_M = 100_000;
const CELL_M = 100;
const CELLS = TILE_M / CELL_M;

/** Rows are ordered by northing, then easting. Throws as `syntheticBurst`. */
export function syntheticTile(spec: SyntheticTileSpec): SyntheticProduct {
  const { tileEasting100Km, tileNorthing100Km, component } = spec;
  const name: TileName = { level: 'L3', tileEasting100Km, tileNorthing100Km, component, ...syntheticEdition(spec) };
  const columns = syntheticColumns('L3', spec.generation);
  const eastingOf = (column: number) => tileEasting100Km * TILE_M + Math.floor(column) * CELL_M + CELL_M / 2;
  const northingOf = (row: number) => tileNorthing100Km * TILE_M + row * CELL_M + CELL_M / 2;
  const tile = {
    centreEastingM: eastingOf(CELLS / 2),
    centreNorthingM: northingOf(CELLS / 2),
    widthM: TILE_M,
    heightM: TILE_M,
  };
  const towns = spec.towns ?? scatterTowns(tile, new SeededRandom(spec.seed));
  const density = {
    rows: CELLS,
    columns: CELLS,
    binColumns: 1,
    density: (row: number, column: number) => scattererDensity(towns, eastingOf(column), northingOf(row)),
  };

  function* batches(): Generator<PointBatch> {
    const random = new SeededRandom(spec.seed + 1);
    const painter = createSeriesPainter(spec.dates, random);
    const builder = new BatchBuilder(columns, spec.dates.length, spec.pointCount, spec.batchPoints);
    for (const { row, columns: cells } of placePoints(density, spec.pointCount, random)) {
      for (const cell of cells) {
        const [eastingM, northingM] = [eastingOf(cell), northingOf(row)];
        const fitted = painter.paint(motionOf(spec, eastingM, northingM, random), builder.nextSeries());
        const full = builder.add(encodeL3Pid({ producer: SYNTHETIC_PRODUCER, eastingM, northingM }), fitted, {
          eastingM,
          northingM,
          heightM: terrainHeightM(eastingM, northingM),
          gnssVelocityNorthMmPerYear: REGIONAL_MOTION.northMmPerYear,
          gnssVelocityEastMmPerYear: REGIONAL_MOTION.eastMmPerYear,
          gnssVelocityUpMmPerYear: REGIONAL_MOTION.upMmPerYear,
        });
        if (full) yield full;
      }
    }
  }

  return {
    name,
    header: headerOf(spec.generation, columns, spec.dates),
    metadata: newProductMetadata({
      name,
      facilityCode: String(SYNTHETIC_PRODUCER),
      productionDate: productionDateOf(name.release),
      demVersion: 'SYNTHETIC',
      gnssVersion: 'SYNTHETIC',
    }),
    pointCount: spec.pointCount,
    batches,
  };
}

/** Means of many points: quieter than those of level 2. */
function motionOf(spec: SyntheticTileSpec, eastingM: number, northingM: number, random: SeededRandom): PointMotion {
  const bowls = bowlMotion(spec.bowls, eastingM, northingM);
  const velocityMmPerYear =
    spec.component === 'U'
      ? bowls.upMmPerYear + REGIONAL_MOTION.upMmPerYear
      : bowls.eastMmPerYear + REGIONAL_MOTION.eastMmPerYear;
  return {
    velocityMmPerYear: velocityMmPerYear + 0.3 * random.gaussian(),
    seasonalAmplitudeMm: Math.abs(0.6 + 0.4 * random.gaussian()),
    noiseMm: Math.max(0.5, 1.5 + 0.4 * random.gaussian()),
  };
}
