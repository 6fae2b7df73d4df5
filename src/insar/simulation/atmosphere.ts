/**
 * What air and orbits add to every image, as if the ground had moved: turbulence, delay that depends on height, planes of
 * orbits and ionosphere. Independent from date to date. Positive as displacement is: towards the satellite.
 */
import type { Acquisitions } from './acquisitions.js';
import { RandomStream } from './random-stream.js';
import { TurbulenceSource } from './turbulence.js';

export interface AtmosphereSpec {
  readonly seed: number;
  /** Times the measured average of turbulence and stratification; 0 for none. */
  readonly scale: number;
  /** Standard deviation of the tilt of orbits over 100 km; 0 for none. */
  readonly orbitRadPer100Km: number;
  readonly wavelengthM: number;
  /** Size of the images on the ground. */
  readonly rows: number;
  readonly columns: number;
  readonly rowSpacingM: number;
  readonly columnSpacingM: number;
}

const STRATIFIED_MM_PER_KM = 20;
const STRATIFIED_YEARLY_MM_PER_KM = 10;
/** Tilt along the flight, weaker than that of orbits. */
const IONOSPHERE_RAD_PER_100_KM = 0.7;
const FINEST_SPACING_M = 100;
const MOST_NODES = 250;

export class Atmosphere {
  /** Nodes of the turbulence: along rows and columns of the image alike. */
  readonly grid: { readonly rows: number; readonly columns: number; readonly spacingM: number };
  /** (dates) of (nodes), mm. */
  readonly turbulenceMm: readonly Float32Array[];
  readonly stratifiedMmPerKm: Float64Array;
  /** Away from the centre of the image, along rows (index 0 of a column runs with it) and columns. */
  readonly rowTiltMmPerKm: Float64Array;
  readonly columnTiltMmPerKm: Float64Array;

  constructor(
    private readonly spec: AtmosphereSpec,
    acquisitions: Acquisitions,
  ) {
    const { rows, columns, rowSpacingM, columnSpacingM, scale, seed } = spec;
    const [heightM, widthM] = [rows * rowSpacingM, columns * columnSpacingM];
    const spacingM = Math.max(FINEST_SPACING_M, Math.max(heightM, widthM) / MOST_NODES);
    this.grid = { rows: Math.ceil(heightM / spacingM) + 2, columns: Math.ceil(widthM / spacingM) + 2, spacingM };
    const source = new TurbulenceSource(this.grid, scale);
    const nothing = new Float32Array(this.grid.rows * this.grid.columns);
    const dates = acquisitions.dates.length;
    this.turbulenceMm = acquisitions.dates.map((_, date) =>
      scale === 0 ? nothing : source.draw(new RandomStream(seed, 0xa95, date)),
    );
    this.stratifiedMmPerKm = new Float64Array(dates);
    this.rowTiltMmPerKm = new Float64Array(dates);
    this.columnTiltMmPerKm = new Float64Array(dates);
    const mmPerRad = (1000 * spec.wavelengthM) / (4 * Math.PI);
    for (let date = 0; date < dates; date++) {
      const random = new RandomStream(seed, 0x0b7, date);
      const season = Math.cos(2 * Math.PI * acquisitions.years[date]);
      this.stratifiedMmPerKm[date] =
        scale * (STRATIFIED_MM_PER_KM * random.normal() + STRATIFIED_YEARLY_MM_PER_KM * season);
      const orbit = (spec.orbitRadPer100Km * mmPerRad) / 100;
      this.rowTiltMmPerKm[date] = orbit * random.normal();
      this.columnTiltMmPerKm[date] = orbit * random.normal();
      this.rowTiltMmPerKm[date] += (scale * IONOSPHERE_RAD_PER_100_KM * mmPerRad * random.normal()) / 100;
    }
  }

  /**
   * A row of an image: (columns) mm.
   * @param heightsM of its pixels
   */
  row(date: number, row: number, heightsM: Float64Array, out: Float64Array): Float64Array {
    const { columns, rowSpacingM, columnSpacingM } = this.spec;
    const { spacingM, columns: nodes } = this.grid;
    const field = this.turbulenceMm[date];
    const down = (row * rowSpacingM) / spacingM;
    const above = Math.floor(down);
    const [lower, upper] = [down - above, 1 - (down - above)];
    const from = above * nodes;
    const step = columnSpacingM / spacingM;
    const stratified = this.stratifiedMmPerKm[date] / 1000;
    const tilt = (this.columnTiltMmPerKm[date] * columnSpacingM) / 1000;
    const start = (this.rowTiltMmPerKm[date] * rowSpacingM * (row - (this.spec.rows - 1) / 2)) / 1000;
    const offset = start - (tilt * (columns - 1)) / 2;
    for (let column = 0; column < columns; column++) {
      const across = column * step;
      const left = across | 0;
      const right = across - left;
      const a = upper * field[from + left] + lower * field[from + nodes + left];
      const b = upper * field[from + left + 1] + lower * field[from + nodes + left + 1];
      out[column] = a + right * (b - a) + stratified * heightsM[column] + offset + tilt * column;
    }
    return out;
  }
}
