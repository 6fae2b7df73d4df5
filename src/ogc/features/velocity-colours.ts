/**
 * Colours of mean velocities: red for motion away from the satellite (down, west), blue for motion towards it (up, east),
 * pale yellow for none. Seven classes of ColorBrewer's RdYlBu, which readers with any kind of colour vision tell apart.
 */
type Rgb = readonly [red: number, green: number, blue: number];

const STOPS: readonly Rgb[] = [
  [215, 48, 39],
  [252, 141, 89],
  [254, 224, 144],
  [255, 255, 191],
  [224, 243, 248],
  [145, 191, 219],
  [69, 117, 180],
];

/** Ends of the scale, mm per year. Below the first one there is little but noise, which must not look like motion. */
const SCALE_ENDS = [5, 10, 20, 50, 100];
/** Share of the values that the scale covers: a few wild ones must not make all others pale. */
const COVERED = 0.95;

export interface VelocityScale {
  /** The scale goes from minus this to plus this; beyond, the colour stays. */
  readonly endMmPerYear: number;
  readonly colourOf: (velocityMmPerYear: number) => string;
}

/** The scale that suits these velocities; NaN is left aside. */
export function velocityScale(velocitiesMmPerYear: readonly number[]): VelocityScale {
  const sizes = velocitiesMmPerYear
    .filter(Number.isFinite)
    .map(Math.abs)
    .sort((a, b) => a - b);
  const typical = sizes[Math.ceil(COVERED * sizes.length) - 1] ?? 0;
  const endMmPerYear = SCALE_ENDS.find((end) => end >= typical) ?? SCALE_ENDS[SCALE_ENDS.length - 1];
  return {
    endMmPerYear,
    colourOf: (velocity) => hex(interpolated(((velocity / endMmPerYear + 1) / 2) * (STOPS.length - 1))),
  };
}

/** The colours from away to towards, for a legend. */
export const legendColours: readonly string[] = STOPS.map(hex);

function interpolated(position: number): Rgb {
  const clipped = Math.min(STOPS.length - 1, Math.max(0, position));
  const below = Math.min(STOPS.length - 2, Math.floor(clipped));
  const share = clipped - below;
  const mix = (channel: 0 | 1 | 2) =>
    Math.round(STOPS[below][channel] + share * (STOPS[below + 1][channel] - STOPS[below][channel]));
  return [mix(0), mix(1), mix(2)];
}

function hex(rgb: Rgb): string {
  return `#${rgb.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}
