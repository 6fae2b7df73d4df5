/** Boxes on the ground, EPSG:3035, and how to read the points of many of them: each point once, few in vain. */

/** Metres; the upper edges are outside. */
export interface GroundBox {
  readonly minEastingM: number;
  readonly minNorthingM: number;
  readonly maxEastingM: number;
  readonly maxNorthingM: number;
}

/** Smaller boxes are not worth a question of their own. */
const SMALLEST_SIDE_M = 500;
/** A box is read whole when the boxes it holds fill this part of it. */
const FULL_ENOUGH = 0.4;

/**
 * Disjoint boxes that together hold every box given, so that a point in several of them is read once. Dense parts come as
 * one box; where the boxes lie scattered, halves are cut until little but them is left. Always in the same order.
 */
export function readingBoxes(boxes: readonly GroundBox[]): GroundBox[] {
  const wanted = boxes.filter((box) => extentM2(box) > 0);
  return wanted.length === 0 ? [] : halved(wanted);
}

function halved(boxes: readonly GroundBox[]): GroundBox[] {
  const hull = hullOf(boxes);
  const widthM = hull.maxEastingM - hull.minEastingM;
  const heightM = hull.maxNorthingM - hull.minNorthingM;
  const filledM2 = boxes.reduce((sum, box) => sum + extentM2(box), 0);
  if (boxes.length === 1 || Math.max(widthM, heightM) <= SMALLEST_SIDE_M || filledM2 >= FULL_ENOUGH * extentM2(hull)) {
    return [hull];
  }
  const [lower, upper] =
    widthM >= heightM
      ? halves(hull, 'minEastingM', 'maxEastingM', hull.minEastingM + widthM / 2)
      : halves(hull, 'minNorthingM', 'maxNorthingM', hull.minNorthingM + heightM / 2);
  return [lower, upper].flatMap((half) => {
    const inHalf = boxes.flatMap((box) => common(box, half) ?? []);
    return inHalf.length === 0 ? [] : halved(inHalf);
  });
}

type Edge = keyof GroundBox;

const halves = (box: GroundBox, min: Edge, max: Edge, middle: number): [GroundBox, GroundBox] => [
  { ...box, [max]: middle },
  { ...box, [min]: middle },
];

function hullOf(boxes: readonly GroundBox[]): GroundBox {
  let [minEastingM, minNorthingM, maxEastingM, maxNorthingM] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const box of boxes) {
    minEastingM = Math.min(minEastingM, box.minEastingM);
    minNorthingM = Math.min(minNorthingM, box.minNorthingM);
    maxEastingM = Math.max(maxEastingM, box.maxEastingM);
    maxNorthingM = Math.max(maxNorthingM, box.maxNorthingM);
  }
  return { minEastingM, minNorthingM, maxEastingM, maxNorthingM };
}

/** What two boxes share; undefined for nothing. */
function common(a: GroundBox, b: GroundBox): GroundBox | undefined {
  const shared = {
    minEastingM: Math.max(a.minEastingM, b.minEastingM),
    minNorthingM: Math.max(a.minNorthingM, b.minNorthingM),
    maxEastingM: Math.min(a.maxEastingM, b.maxEastingM),
    maxNorthingM: Math.min(a.maxNorthingM, b.maxNorthingM),
  };
  return extentM2(shared) > 0 ? shared : undefined;
}

function extentM2({ minEastingM, minNorthingM, maxEastingM, maxNorthingM }: GroundBox): number {
  return Math.max(0, maxEastingM - minEastingM) * Math.max(0, maxNorthingM - minNorthingM);
}
