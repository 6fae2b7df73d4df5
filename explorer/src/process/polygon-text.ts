/** A polygon that was drawn, as GeoJSON and as what is written in a field. Pure. */

/** A ten-thousandth of a millidegree is a centimetre. */
const DIGITS = 7;

/** Closed, and counter-clockwise as RFC 7946 has it. */
export function polygonOf(corners: readonly (readonly [number, number])[]): GeoJSON.Polygon {
  const ring = corners.map((corner) => corner.map((degrees) => Number(degrees.toFixed(DIGITS))));
  const closed = [...ring, ring[0]];
  const twiceArea = closed.slice(1).reduce((sum, [x, y], i) => sum + closed[i][0] * y - x * closed[i][1], 0);
  return { type: 'Polygon', coordinates: [twiceArea < 0 ? closed.toReversed() : closed] };
}

/** The text of a field with the polygon: alone, or as one more of the features that stand there. */
export function withPolygon(text: string, polygon: GeoJSON.Polygon, form: 'one' | 'collection'): string {
  if (form === 'one') return JSON.stringify(polygon);
  const before = featuresIn(text);
  const feature = { type: 'Feature', id: `area-${before.length + 1}`, properties: {}, geometry: polygon };
  return JSON.stringify({ type: 'FeatureCollection', features: [...before, feature] });
}

function featuresIn(text: string): readonly unknown[] {
  try {
    const { features } = JSON.parse(text) as { features?: unknown };
    return Array.isArray(features) ? features : [];
  } catch {
    return [];
  }
}
