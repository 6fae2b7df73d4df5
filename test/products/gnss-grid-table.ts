/** Grid tables of a linear velocity field: interpolation must give the field back. */
/** What a linear field says at a place, mm/yr. */
export const linear = (eastingM: number, northingM: number) => ({
  north: 1 + (eastingM - 4_600_000) / 100_000,
  east: -2 + (northingM - 1_700_000) / 50_000,
  up: 0.5 - (eastingM - 4_600_000) / 200_000 + (northingM - 1_700_000) / 400_000,
});

/** Table of a linear field on nodes every 50 km, without latitude and longitude. */
export function gridText(nodes: readonly (readonly [column: number, row: number])[]): string {
  const rows = nodes.map(([column, row]) => {
    const [eastingM, northingM] = [4_600_000 + column * 50_000, 1_700_000 + row * 50_000];
    const { north, east, up } = linear(eastingM, northingM);
    return `${north},${east},${up},0.3,0.3,0.6,${eastingM},${northingM}`;
  });
  return ['N,E,Up,SigmaN,SigmaE,SigmaUP,easting,northing', ...rows].join('\n');
}

export const SQUARE = [
  [0, 0],
  [1, 0],
  [0, 1],
  [1, 1],
] as const;
