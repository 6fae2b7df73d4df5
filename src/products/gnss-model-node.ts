/** What a GNSS velocity model is to those who ask it: velocities at places, and the places where it was given. */

/** Velocity of the ground in a plate-fixed frame (ETRF2000 for A-EPND) along local north, east and up. */
export interface GnssVelocity {
  readonly northMmPerYear: number;
  readonly eastMmPerYear: number;
  readonly upMmPerYear: number;
  /** Standard deviations, 1 sigma. */
  readonly sigmaNorthMmPerYear: number;
  readonly sigmaEastMmPerYear: number;
  readonly sigmaUpMmPerYear: number;
}

/** A grid node or a station. */
export interface GnssNode {
  /** Station name as the table has it; of a grid node `E4600N1700`, its easting and northing in km. */
  readonly name: string;
  /** EPSG:3035. */
  readonly eastingM: number;
  readonly northingM: number;
  readonly velocity: GnssVelocity;
}

export interface GnssModel {
  /** Bilinear on the grid, or interpolated between stations; undefined where the model does not cover the place. EPSG:3035 metres. */
  at(eastingM: number, northingM: number): GnssVelocity | undefined;
  /** One line for people: how many nodes of what kind, and how values between them are found. */
  readonly description: string;
  readonly kind: 'grid' | 'stations';
  /** As the table has them, in its order. */
  readonly nodes: readonly GnssNode[];
  /** Distance to the nearest node; infinity for a model without nodes. */
  nearestNodeM(eastingM: number, northingM: number): number;
  /** The same model as if the table had not had these nodes: for testing it with what was held out. */
  without(names: ReadonlySet<string>): GnssModel;
}

/** Velocities as a weighted sum of others: of every component and, because neighbours err alike, of every sigma. */
export function weightedVelocity(velocities: readonly GnssVelocity[], weights: readonly number[]): GnssVelocity {
  let [northMmPerYear, eastMmPerYear, upMmPerYear] = [0, 0, 0];
  let [sigmaNorthMmPerYear, sigmaEastMmPerYear, sigmaUpMmPerYear] = [0, 0, 0];
  for (let i = 0; i < velocities.length; i++) {
    const v = velocities[i];
    const w = weights[i];
    northMmPerYear += w * v.northMmPerYear;
    eastMmPerYear += w * v.eastMmPerYear;
    upMmPerYear += w * v.upMmPerYear;
    sigmaNorthMmPerYear += w * v.sigmaNorthMmPerYear;
    sigmaEastMmPerYear += w * v.sigmaEastMmPerYear;
    sigmaUpMmPerYear += w * v.sigmaUpMmPerYear;
  }
  return {
    northMmPerYear,
    eastMmPerYear,
    upMmPerYear,
    sigmaNorthMmPerYear,
    sigmaEastMmPerYear,
    sigmaUpMmPerYear,
  };
}
