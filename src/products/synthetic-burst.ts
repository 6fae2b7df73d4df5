/**
 * Synthetic bursts: everything a real one has, from known motion, for demonstrations, tests and benches. Repeatable, and
 * never more than a batch in memory.
 *
 * Points stand thick in towns and thin between them, on the lines and pixels of a burst flown along `headingDeg`; they
 * move with the region (L2b only) and with bowls, as seen along their own line of sight.
 */
import { unprojectLaea } from '../geodesy/laea.js';
import type { HeaderGeneration } from './columns.js';
import { regularEpochs } from './epochs.js';
import type { BurstName, Release } from './file-name.js';
import { encodeL2Pid } from './pid.js';
import type { PointBatch } from './point-batch.js';
import { newProductMetadata, type ProductMetadata } from './product-xml.js';
import { SeededRandom } from './seeded-random.js';
import { type BurstGrid, burstGrid, type LineOfSight, lineOfSight } from './synthetic-burst-grid.js';
import {
  type Area,
  type Bowl,
  bowlMotion,
  GEOID_HEIGHT_M,
  type Motion,
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
  type PointValues,
  productionDateOf,
  SYNTHETIC_PRODUCER,
  type SyntheticProduct,
  syntheticColumns,
  syntheticEdition,
} from './synthetic-product.js';
import { createSeriesPainter, type PointMotion } from './synthetic-series.js';

/** `widthM` runs across track, `heightM` along it: at most 65,536 pixels and 2,048 lines. */
export interface SyntheticBurstSpec extends Area {
  readonly track: number;
  readonly burstCycle: number;
  readonly swath: 1 | 2 | 3;
  readonly level: 'L2a' | 'L2b';
  readonly generation: HeaderGeneration;
  readonly release: Release;
  /** 0 gives a name without suffix, which only 2015-2021 may have. */
  readonly redelivery: number;
  readonly pointCount: number;
  /** `YYYYMMDD`, ascending. */
  readonly dates: readonly string[];
  /** Flight direction, clockwise from north: about -9 ascending, 191 descending. */
  readonly headingDeg: number;
  /** In the middle of the swath. */
  readonly incidenceDeg: number;
  readonly seed: number;
  readonly bowls: readonly Bowl[];
  /** Default: drawn from the seed. */
  readonly towns?: readonly Town[];
  /** Default 4,096. */
  readonly batchPoints?: number;
}

/** Throws RangeError for an area larger than a burst's numbering, dates out of order, or (later) too many points. */
export function syntheticBurst(spec: SyntheticBurstSpec): SyntheticProduct {
  const name = burstName(spec);
  const { polarisation, swath, burstCycle, track } = name;
  const columns = syntheticColumns(spec.level, spec.generation);
  const grid = burstGrid(spec);
  const towns = spec.towns ?? scatterTowns(spec, new SeededRandom(spec.seed));
  const density = {
    rows: grid.lines,
    columns: grid.pixels,
    binColumns: 32,
    density: (line: number, pixel: number) =>
      scattererDensity(towns, grid.eastingM(line, pixel), grid.northingM(line, pixel)),
  };

  function* batches(): Generator<PointBatch> {
    const random = new SeededRandom(spec.seed + 1);
    const painter = createSeriesPainter(spec.dates, random);
    const builder = new BatchBuilder(columns, spec.dates.length, spec.pointCount, spec.batchPoints);
    for (const { row: line, columns: pixels } of placePoints(density, spec.pointCount, random)) {
      for (const pixel of pixels) {
        const place = placeOf(grid, towns, line, pixel, random);
        const los = lineOfSight(place.incidenceDeg, spec.headingDeg);
        const fitted = painter.paint(motionOf(spec, place, los, random), builder.nextSeries());
        const pid = encodeL2Pid({ producer: SYNTHETIC_PRODUCER, polarisation, swath, burstCycle, track, line, pixel });
        const full = builder.add(pid, place, los, fitted, {
          trackAngleDeg: spec.headingDeg,
          clusterLabel: 0,
          // Noisy phase and unsteady amplitude go together.
          amplitudeDispersion: Math.max(0.05, 0.1 + 0.12 * fitted.rmseMm + 0.04 * random.gaussian()),
          gnssVelocityMmPerYear: alongLineOfSight(REGIONAL_MOTION, los),
        });
        if (full) yield full;
      }
    }
  }

  return {
    name,
    header: headerOf(spec.generation, columns, spec.dates),
    metadata: burstMetadata(name, spec.dates),
    pointCount: spec.pointCount,
    batches,
  };
}

/**
 * The demonstration: one small town and two villages in the plain of the Po, with two bowls, seen from both sides.
 * Made up, but where bursts of these tracks lie. About 8,000 points and 150 dates each.
 */
export function demonstrationBursts(): readonly SyntheticProduct[] {
  const [centreEastingM, centreNorthingM] = [4_449_500, 2_392_500];
  const at = (eastM: number, northM: number) => ({
    eastingM: centreEastingM + eastM,
    northingM: centreNorthingM + northM,
  });
  const shared = {
    swath: 2,
    level: 'L2b',
    generation: 'from-2020-2024',
    release: { firstYear: 2020, lastYear: 2024 },
    redelivery: 1,
    centreEastingM,
    centreNorthingM,
    widthM: 8000,
    heightM: 7000,
    towns: [
      { ...at(-300, 100), radiusM: 800 },
      { ...at(2300, 1900), radiusM: 260 },
      { ...at(-2500, -1900), radiusM: 220 },
    ],
    bowls: [
      { ...at(500, 500), radiusM: 1500, velocityUpMmPerYear: -18 },
      { ...at(-2300, -1700), radiusM: 900, velocityUpMmPerYear: -9 },
    ],
  } as const satisfies Partial<SyntheticBurstSpec>;
  return [
    syntheticBurst({
      ...shared,
      track: 117,
      burstCycle: 264,
      headingDeg: -9.62,
      incidenceDeg: 38.6,
      pointCount: 8100,
      dates: regularEpochs('20200103', '20241231', 12),
      seed: 117,
    }),
    syntheticBurst({
      ...shared,
      track: 95,
      burstCycle: 808,
      headingDeg: 192.08,
      incidenceDeg: 37.4,
      pointCount: 7900,
      dates: regularEpochs('20200108', '20241231', 12),
      seed: 95,
    }),
  ];
}

interface Place extends PointValues {
  readonly eastingM: number;
  readonly northingM: number;
  readonly incidenceDeg: number;
}

/** Where a point stands and what stands there. */
function placeOf(grid: BurstGrid, towns: readonly Town[], line: number, pixel: number, random: SeededRandom): Place {
  // Geocoding is good to a few metres.
  const eastingM = toCentimetre(grid.eastingM(line, pixel) + 1.5 * random.gaussian());
  const northingM = toCentimetre(grid.northingM(line, pixel) + 1.5 * random.gaussian());
  const isTown = scattererDensity(towns, eastingM, northingM) > 0.2;
  const isDistributed = !isTown && random.uniform() < 0.4;
  const aboveGroundM = isTown ? -5 * Math.log(1 - random.uniform()) : 1;
  const heightM = terrainHeightM(eastingM, northingM) + aboveGroundM;
  const lonLat = new Float64Array(2);
  unprojectLaea(eastingM, northingM, lonLat, 0);
  return {
    mpTypeM2: isDistributed ? random.between(600, 6000) : 0,
    longitudeDeg: lonLat[0],
    latitudeDeg: lonLat[1],
    eastingM,
    northingM,
    heightM,
    heightEllipsoidM: heightM + GEOID_HEIGHT_M,
    line,
    pixel,
    incidenceDeg: grid.incidenceDeg(pixel),
  };
}

function motionOf(spec: SyntheticBurstSpec, place: Place, los: LineOfSight, random: SeededRandom): PointMotion {
  const bowls = bowlMotion(spec.bowls, place.eastingM, place.northingM);
  // L2a is relative: the region's own motion is not in it.
  const regional = spec.level === 'L2b' ? alongLineOfSight(REGIONAL_MOTION, los) : 0;
  return {
    velocityMmPerYear: alongLineOfSight(bowls, los) + regional + 0.4 * random.gaussian(),
    seasonalAmplitudeMm: Math.abs(0.8 + 0.6 * random.gaussian()),
    noiseMm: Math.max(1, 2.5 + 0.4 * random.gaussian()),
  };
}

function alongLineOfSight(motion: Motion, los: LineOfSight): number {
  return motion.eastMmPerYear * los.losEast + motion.northMmPerYear * los.losNorth + motion.upMmPerYear * los.losUp;
}

/** The columns' decimals; longitude and latitude follow from what the file will say. */
const toCentimetre = (metres: number) => Math.round(metres * 100) / 100;

function burstName(spec: SyntheticBurstSpec): BurstName {
  const { level, track, burstCycle, swath } = spec;
  return { level, track, burstCycle, swath, polarisation: 'VV', ...syntheticEdition(spec) };
}

function burstMetadata(name: BurstName, dates: readonly string[]): ProductMetadata {
  const image = (date: string) => ({ productId: `SYNTHETIC_${date}`, orbitType: 'AUX_POEORB' });
  return newProductMetadata({
    name,
    facilityCode: String(SYNTHETIC_PRODUCER),
    productionDate: productionDateOf(name.release),
    demVersion: 'SYNTHETIC',
    gnssVersion: name.level === 'L2b' ? 'SYNTHETIC' : undefined,
    clusters: name.level === 'L2a' ? 1 : undefined,
    referenceImages: [image(dates[0])],
    datasetImages: dates.map(image),
  });
}
