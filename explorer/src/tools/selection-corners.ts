/** The corners by which a selection is changed: of a circle its middle and a place on its edge. Pure. */
import { circleRing, distanceM, type Position } from './ellipsoid.js';
import { isEnough, MAX_RADIUS_M, type Selection } from './selection.js';

export function cornersOf(selection: Selection): readonly Position[] {
  switch (selection.kind) {
    case 'polygon':
      return selection.ring;
    case 'line':
      return selection.line;
    case 'circle':
      // East of the middle.
      return [selection.centre, circleRing(selection.centre, selection.radiusM, 4)[1]];
  }
}

export function withCornerAt(selection: Selection, index: number, [longitude, latitude]: Position): Selection {
  const place: Position = [Math.min(180, Math.max(-180, longitude)), Math.min(90, Math.max(-90, latitude))];
  switch (selection.kind) {
    case 'polygon':
      return { ...selection, ring: selection.ring.with(index, place) };
    case 'line':
      return { ...selection, line: selection.line.with(index, place) };
    case 'circle': {
      if (index === 0) return { ...selection, centre: place };
      const radiusM = Math.min(MAX_RADIUS_M, Math.max(1, distanceM(selection.centre, place)));
      return { ...selection, radiusM };
    }
  }
}

/** Undefined where it would be too few. */
export function withoutCorner(selection: Selection, index: number): Selection | undefined {
  if (selection.kind === 'circle') return undefined;
  const left = cornersOf(selection).toSpliced(index, 1);
  if (!isEnough(selection.kind, left.length)) return undefined;
  return selection.kind === 'polygon' ? { ...selection, ring: left } : { ...selection, line: left };
}
