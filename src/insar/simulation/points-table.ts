/** The planted scatterers as tables: what each is and how it moves, and its true series. */
import { isoDate } from '../../products/epochs.js';
import type { SimulatedRows, StackSimulator } from './stack-simulator.js';
import type { Target } from './targets.js';

const PLACE_COLUMNS = [
  'row',
  'column',
  'easting',
  'northing',
  'longitude',
  'latitude',
  'dem_height_m',
  'height_error_m',
  'scr_db',
  'land_cover',
  'first_date',
  'last_date',
  'phase_noise_rad',
  'velocity_los',
  'velocity_east',
  'velocity_north',
  'velocity_up',
] as const;

export class PointsTable {
  readonly #slopes: Float64Array;

  constructor(private readonly simulator: StackSimulator) {
    this.#slopes = simulator.motion.slopes();
  }

  header(): string {
    const functions = this.simulator.motion.functions.map(({ name }) => `los_${name}`);
    return `${[...PLACE_COLUMNS, ...functions].join(',')}\n`;
  }

  lines({ targets, truth, first }: SimulatedRows): string {
    let text = '';
    for (const target of targets) {
      const { cover } = truth[target.row - first].parcels[target.column];
      text += `${this.#cells(target, cover.name).join(',')}\n`;
    }
    return text;
  }

  seriesHeader(): string {
    return `row,column,${this.simulator.acquisitions.dates.join(',')}\n`;
  }

  /** Along the line of sight since the first date, mm. */
  seriesLines({ targets }: SimulatedRows): string {
    const { functions } = this.simulator.motion;
    let text = '';
    for (const { row, column, losCoefficients } of targets) {
      const cells = this.simulator.acquisitions.dates.map((_, date) => {
        let sum = 0;
        for (let k = 0; k < functions.length; k++) {
          sum += losCoefficients[k] * (functions[k].values[date] - functions[k].values[0]);
        }
        return sum.toFixed(3);
      });
      text += `${row},${column},${cells.join(',')}\n`;
    }
    return text;
  }

  #cells(target: Target, cover: string): (string | number)[] {
    const { view, acquisitions } = this.simulator;
    const { losCoefficients, motion } = target;
    const eastM = view.spec.centreEastM + target.eastM;
    const northM = view.spec.centreNorthM + target.northM;
    const [longitude, latitude] = view.longitudeLatitude(eastM, northM);
    const slopes = this.#slopes;
    const fitted = (coefficients: Float64Array, from: number, step: number) =>
      slopes.reduce((sum, slope, k) => sum + slope * coefficients[from + step * k], 0).toFixed(4);
    return [
      target.row,
      target.column,
      eastM.toFixed(2),
      northM.toFixed(2),
      longitude.toFixed(7),
      latitude.toFixed(7),
      target.demHeightM.toFixed(2),
      target.heightErrorM.toFixed(3),
      target.scrDb.toFixed(2),
      cover,
      isoDate(acquisitions.dates[target.firstDate]),
      isoDate(acquisitions.dates[target.lastDate]),
      target.phaseNoiseRad.toFixed(3),
      fitted(losCoefficients, 0, 1),
      fitted(motion, 0, 3),
      fitted(motion, 1, 3),
      fitted(motion, 2, 3),
      ...Array.from(losCoefficients, (coefficient) => coefficient.toFixed(6)),
    ];
  }
}
