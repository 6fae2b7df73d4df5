import { describe, expect, test } from 'vitest';
import { distanceM } from '../../../explorer/src/tools/ellipsoid.js';
import type { Selection } from '../../../explorer/src/tools/selection.js';
import { cornersOf, withCornerAt, withoutCorner } from '../../../explorer/src/tools/selection-corners.js';

const polygon: Selection = {
  kind: 'polygon',
  ring: [
    [13, 38],
    [14, 38],
    [14, 39],
    [13, 39],
  ],
};
const line: Selection = {
  kind: 'line',
  line: [
    [13, 38],
    [14, 39],
  ],
  widthM: 100,
};
const circle: Selection = { kind: 'circle', centre: [13, 38], radiusM: 1000 };

describe('corners of a selection', () => {
  test('are those of the ring and of the line, and of a circle its middle and a place on its edge', () => {
    expect(cornersOf(polygon)).toEqual(polygon.ring);
    expect(cornersOf(line)).toEqual(line.line);
    const [centre, edge] = cornersOf(circle);
    expect(centre).toEqual([13, 38]);
    expect(distanceM(centre, edge)).toBeCloseTo(1000, 3);
    expect(edge[0]).toBeGreaterThan(13);
  });

  test('one is moved, the others stay, and so does what was given', () => {
    expect(withCornerAt(polygon, 1, [14.5, 38.5])).toEqual({
      kind: 'polygon',
      ring: [
        [13, 38],
        [14.5, 38.5],
        [14, 39],
        [13, 39],
      ],
    });
    expect(polygon.ring[1]).toEqual([14, 38]);
    expect(withCornerAt(line, 0, [12, 37])).toEqual({
      ...line,
      line: [
        [12, 37],
        [14, 39],
      ],
    });
  });

  test('the middle of a circle takes its edge along, the edge changes the radius', () => {
    expect(withCornerAt(circle, 0, [13.5, 38])).toEqual({ ...circle, centre: [13.5, 38] });
    expect(withCornerAt(circle, 1, [13, 38.01])).toEqual({ ...circle, radiusM: distanceM([13, 38], [13, 38.01]) });
    expect(withCornerAt(circle, 1, [13, 38])).toEqual({ ...circle, radiusM: 1 });
    expect(withCornerAt(circle, 1, [23, 38])).toEqual({ ...circle, radiusM: 200_000 });
  });

  test('stay on the Earth', () => {
    expect(cornersOf(withCornerAt(line, 1, [200, 95]))[1]).toEqual([180, 90]);
  });

  test('one is taken away while enough are left', () => {
    const three = withoutCorner(polygon, 0)!;
    expect(cornersOf(three)).toEqual([
      [14, 38],
      [14, 39],
      [13, 39],
    ]);
    expect(withoutCorner(three, 0)).toBeUndefined();
    expect(withoutCorner(line, 0)).toBeUndefined();
    expect(withoutCorner(circle, 1)).toBeUndefined();
  });
});
