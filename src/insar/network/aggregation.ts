/**
 * Coarser networks: points that hold together strongly become one, and arcs between two such groups one arc. Groups are
 * pairs of pairs. Source: Notay 2010, Electronic Transactions on Numerical Analysis 37, 123-146, section 3.
 */
import type { Laplacian } from './laplacian.js';

/** An arc of less than this part of the strongest of its point does not make a pair. */
const STRONG = 0.25;
/** Points of one group, leaves aside. */
const MAX_MEMBERS = 3;

export interface Coarsening {
  /** (fine size) row of the coarse matrix; -1 for groups that no arc leaves, which need no correction. */
  readonly groupOf: Int32Array;
  readonly coarse: Laplacian;
}

export function coarsened(fine: Laplacian): Coarsening {
  const pairs = pairing(fine);
  const middle = contracted(fine, pairs);
  const quads = contracted(middle.coarse, pairing(middle.coarse));
  const groupOf = middle.groupOf.map((pair) => (pair < 0 ? -1 : quads.groupOf[pair]));
  return { groupOf, coarse: quads.coarse };
}

interface Groups {
  readonly count: number;
  readonly of: Int32Array;
}

function pairing({ size, start, column, weight }: Laplacian): Groups {
  const of = new Int32Array(size).fill(-1);
  const members = new Int32Array(size);
  let count = 0;
  for (let row = 0; row < size; row++) {
    if (of[row] >= 0) continue;
    let strongest = 0;
    let neighbour = -1;
    let best = 0;
    let partner = -1;
    for (let k = start[row]; k < start[row + 1]; k++) {
      const w = weight[k];
      if (w > strongest) {
        strongest = w;
        neighbour = column[k];
      }
      if (w > best && of[column[k]] < 0) {
        best = w;
        partner = column[k];
      }
    }
    if (partner >= 0 && best >= STRONG * strongest) {
      of[row] = of[partner] = count;
      members[count++] = 2;
      continue;
    }
    // All it holds on to have a partner: a third in their group, else coarser networks would hardly get smaller. A point
    // with one arc joins any group: else a star of many leaves would not.
    const joined = neighbour < 0 ? -1 : of[neighbour];
    if (joined >= 0 && (members[joined] < MAX_MEMBERS || start[row + 1] - start[row] === 1)) {
      of[row] = joined;
      members[joined]++;
    } else {
      of[row] = count;
      members[count++] = 1;
    }
  }
  return { count, of };
}

function contracted(fine: Laplacian, groups: Groups): Coarsening {
  const members = membersOf(groups);
  const rowOf = rowsThatAreLeft(fine, groups);
  let size = 0;
  for (let group = 0; group < groups.count; group++) if (rowOf[group] >= 0) size++;
  const start = new Int32Array(size + 1);
  const middle = new Int32Array(size);
  const diagonal = new Float64Array(size);
  const column = new Int32Array(fine.column.length);
  const weight = new Float64Array(fine.column.length);
  const sums = new Float64Array(size);
  const touched = new Int32Array(size);
  let end = 0;
  for (let group = 0; group < groups.count; group++) {
    const row = rowOf[group];
    if (row < 0) continue;
    let count = 0;
    for (let m = members.start[group]; m < members.start[group + 1]; m++) {
      const point = members.point[m];
      for (let k = fine.start[point]; k < fine.start[point + 1]; k++) {
        const other = rowOf[groups.of[fine.column[k]]];
        if (other === row) continue;
        if (sums[other] === 0) touched[count++] = other;
        sums[other] += fine.weight[k];
      }
    }
    start[row] = end;
    for (let half = 0; half < 2; half++) {
      for (let i = 0; i < count; i++) {
        const other = touched[i];
        if (other < row !== (half === 0)) continue;
        column[end] = other;
        weight[end++] = sums[other];
        diagonal[row] += sums[other];
      }
      if (half === 0) middle[row] = end;
    }
    for (let i = 0; i < count; i++) sums[touched[i]] = 0;
  }
  start[size] = end;
  const coarse = { size, start, middle, column: column.slice(0, end), weight: weight.slice(0, end), diagonal };
  return { groupOf: groups.of.map((group) => rowOf[group]), coarse };
}

function membersOf({ count, of }: Groups): { start: Int32Array; point: Int32Array } {
  const start = new Int32Array(count + 1);
  for (let i = 0; i < of.length; i++) start[of[i] + 1]++;
  for (let group = 0; group < count; group++) start[group + 1] += start[group];
  const cursor = start.slice(0, count);
  const point = new Int32Array(of.length);
  for (let i = 0; i < of.length; i++) point[cursor[of[i]]++] = i;
  return { start, point };
}

/** Row of each group in the coarse matrix: those that an arc leaves are numbered. */
function rowsThatAreLeft({ size, start, column }: Laplacian, { count, of }: Groups): Int32Array {
  const isLeft = new Uint8Array(count);
  for (let row = 0; row < size; row++) {
    for (let k = start[row]; k < start[row + 1]; k++) if (of[column[k]] !== of[row]) isLeft[of[row]] = 1;
  }
  let next = 0;
  return Int32Array.from(isLeft, (left) => (left === 1 ? next++ : -1));
}
