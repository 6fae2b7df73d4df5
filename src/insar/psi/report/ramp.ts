/** Colours of the maps of a report: a few samples of known palettes, mixed between them. */

export type RampId = 'velocity' | 'good' | 'bad' | 'density' | 'delay';

type Colour = readonly [red: number, green: number, blue: number];

/**
 * `velocity`: RdYlBu of ColorBrewer as the maps of the server, red away from the satellite; `good` and `bad`: viridis by
 * S. van der Walt and N. Smith, yellow where it is good (high coherence, low dispersion); `density`: Blues of ColorBrewer;
 * `delay`: vik of F. Crameri.
 */
const SAMPLES: Readonly<Record<RampId, readonly string[]>> = {
  velocity: ['a50026', 'f46d43', 'fee090', 'ffffbf', 'e0f3f8', '74add1', '313695'],
  good: ['440154', '3b528b', '21918c', '5ec962', 'fde725'],
  bad: ['fde725', '5ec962', '21918c', '3b528b', '440154'],
  density: ['eff3ff', 'bdd7e7', '6baed6', '3182bd', '08519c', '08306b'],
  delay: ['001261', '0c5e92', '609dbc', 'c5dbe5', 'ece5e1', 'dcab8f', 'c37243', '932e06', '590008'],
};

const COLOURS = new Map<string, readonly Colour[]>(
  Object.entries(SAMPLES).map(([id, samples]) => [
    id,
    samples.map((digits): Colour => {
      const number = Number.parseInt(digits, 16);
      return [number >> 16, (number >> 8) & 255, number & 255];
    }),
  ]),
);

/** `#rrggbb` at a position from 0 (lowest value) to 1; outside, that of the end. */
export function rampColour(id: RampId, position: number): string {
  const colours = COLOURS.get(id)!;
  const scaled = Math.min(1, Math.max(0, position)) * (colours.length - 1);
  const below = Math.min(colours.length - 2, Math.floor(scaled));
  const share = scaled - below;
  const mixed = colours[below].map((value, i) => Math.round(value + share * (colours[below + 1][i] - value)));
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}
