/** Unwrapping of fields that are known, on points and rasters. */
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { triangulate } from '../../../src/insar/network/triangulation.js';
import { cycleCosts, lookVariance, phaseVariance } from '../../../src/insar/unwrapping/cycle-costs.js';
import { PhaseUnwrapper } from '../../../src/insar/unwrapping/phase-unwrapper.js';
import { triangulatedNetwork } from '../../../src/insar/unwrapping/planar-network.js';
import { rasterNetwork } from '../../../src/insar/unwrapping/raster-network.js';
import { readNpy } from '../../support/npy-file.js';
import { sharedData } from '../../support/shared-data.js';
import { CYCLE, constantVariance, scatteredPhase, shareRight, wrapped } from './simulated-phase.js';

/** A raster of 60 x 60 pixels. */
const SIDE = 60;
const raster = (phaseAt: (row: number, column: number) => number) =>
  Float64Array.from({ length: SIDE * SIDE }, (_, i) => phaseAt(Math.floor(i / SIDE), i % SIDE));
const everywhere = new Uint8Array(SIDE * SIDE).fill(1);

function unwrapRaster(phase: Float64Array, isValid = everywhere) {
  const network = rasterNetwork(isValid, SIDE, SIDE);
  return new PhaseUnwrapper(network).unwrap({ phaseRad: phase, varianceRad2: constantVariance(network, 0.5) });
}

describe('unwrapping a raster', () => {
  test('of a ramp below pi a pixel has no residues and gives the ramp back', () => {
    const ramp = raster((row, column) => 2.9 * column - 1.7 * row);
    const { phaseRad, residues, arcCycles } = unwrapRaster(wrapped(ramp));
    expect(residues).toBe(0);
    expect(arcCycles.every((cycles) => cycles === 0)).toBe(true);
    expect(shareRight(phaseRad, ramp)).toBe(1);
  });

  test('of a ramp above pi gives the ramp that is a cycle less steep: nothing tells them apart', () => {
    const ramp = raster((_, column) => 3.5 * column);
    const { phaseRad, residues } = unwrapRaster(wrapped(ramp));
    expect(residues).toBe(0);
    expect(phaseRad[10] - phaseRad[0]).toBeCloseTo(10 * (3.5 - CYCLE), 6);
  });

  test('of a ramp above pi gives the ramp back where it is expected', () => {
    const ramp = raster((_, column) => 3.5 * column);
    const network = rasterNetwork(everywhere, SIDE, SIDE);
    const expectedRad = Float64Array.from(network.from, (from, arc) => (network.to[arc] === from + 1 ? 3.2 : 0));
    const varianceRad2 = constantVariance(network, 0.5);
    const { phaseRad } = new PhaseUnwrapper(network).unwrap({ phaseRad: wrapped(ramp), varianceRad2, expectedRad });
    expect(shareRight(phaseRad, ramp)).toBe(1);
  });

  test.each([
    ['below', 1.5, 1],
    ['above', 6, 0],
  ])('of a bowl whose gradient stays %s pi', (_, depthCycles, right) => {
    // Steepest gradient of exp(-r^2 / 2 s^2) is exp(-1/2) / s.
    const bowl = raster(
      (row, column) => -CYCLE * depthCycles * Math.exp(-((row - 30) ** 2 + (column - 30) ** 2) / (2 * 6 ** 2)),
    );
    const { phaseRad, certificate } = unwrapRaster(wrapped(bowl));
    expect(certificate.isOptimal).toBe(true);
    expect(Math.floor(shareRight(phaseRad, bowl))).toBe(right);
  });

  test('goes around a hole, whose sum must be right as well', () => {
    // A cone with its steep tip masked.
    const cone = raster((row, column) => 20 * Math.log(1 + Math.hypot(row - 30, column - 30)));
    const isValid = everywhere.map((_, i) => (Math.hypot(Math.floor(i / SIDE) - 30, (i % SIDE) - 30) < 8 ? 0 : 1));
    const phase = wrapped(cone).map((value, i) => (isValid[i] === 0 ? NaN : value));
    const { phaseRad, residues, cycles } = unwrapRaster(phase, isValid);
    expect(residues).toBe(0);
    expect(shareRight(phaseRad, cone)).toBe(1);
    expect(phaseRad[30 * SIDE + 30]).toBeNaN();
    expect(cycles[30 * SIDE + 30]).toBe(0);
  });

  test('cuts between the ends of a shear, which two residues mark, and nowhere else', () => {
    // A jump across row 30 that grows from column 15 on to a whole cycle at column 30 and falls again.
    const shear = raster((row, column) => (row < 30 ? 0 : CYCLE * Math.max(0, 1 - Math.abs(column - 30) / 15)));
    const { phaseRad, residues, certificate } = unwrapRaster(wrapped(shear));
    expect(residues).toBe(2);
    expect(certificate.isOptimal).toBe(true);
    // It is more than half a cycle between columns 22.5 and 37.5.
    const apart = new Set(
      [...phaseRad.keys()].filter(
        (i) => Math.floor(i / SIDE) === 30 && Math.abs(phaseRad[i] - phaseRad[i - SIDE]) > Math.PI,
      ),
    );
    expect(apart.size).toBe(15);
    expect(shareRight(phaseRad, shear)).toBe(1);
  });

  test('unwraps islands each for itself, and single pixels not at all', () => {
    const ramp = raster((row, column) => 1.1 * column + 0.4 * row);
    const isValid = everywhere.map((_, i) => (i % SIDE === 30 || Math.floor(i / SIDE) === 11 ? 0 : 1));
    isValid[11 * SIDE + 30] = 1;
    const { phaseRad } = unwrapRaster(wrapped(ramp), isValid);
    for (const [a, b] of [
      [0, 10 * SIDE + 29],
      [31, 59],
      [12 * SIDE, 59 * SIDE + 29],
    ]) {
      expect(phaseRad[b] - phaseRad[a]).toBeCloseTo(ramp[b] - ramp[a], 9);
    }
    expect(phaseRad[11 * SIDE + 30]).toBeNaN();
  });

  test.each([
    [0, 0],
    [1, 1],
    [1, 5],
    [5, 1],
    [2, 2],
  ])('of %i x %i pixels', (rows, columns) => {
    const network = rasterNetwork(new Uint8Array(rows * columns).fill(1), rows, columns);
    const phaseRad = Float64Array.from({ length: rows * columns }, (_, i) => 0.9 * i);
    const result = new PhaseUnwrapper(network).unwrap({
      phaseRad: wrapped(phaseRad),
      varianceRad2: constantVariance(network, 1),
    });
    expect(result.certificate.isOptimal).toBe(true);
    if (rows * columns > 1) expect(shareRight(result.phaseRad, phaseRad)).toBe(1);
  });
});

describe('unwrapping points', () => {
  test.each([
    [0.3, 1],
    // Arcs of coherence exp(-0.597^2) = 0.70.
    [0.597, 0.999],
    [0.8, 0.999],
  ])('with noise of %f rad a point is right for %f of them', (noiseRad, share) => {
    const { phase, network } = scatteredPhase(6_000, noiseRad, 4);
    const unwrapper = new PhaseUnwrapper(network);
    const varianceRad2 = constantVariance(network, phaseVariance(Math.exp(-(noiseRad ** 2))));
    const { phaseRad, certificate } = unwrapper.unwrap({ phaseRad: wrapped(phase), varianceRad2 });
    expect(certificate.isOptimal).toBe(true);
    expect(shareRight(phaseRad, phase)).toBeGreaterThanOrEqual(share);
  });

  test('gives each date the same whether or not others came before', () => {
    const { phase, network } = scatteredPhase(2_000, 0.9, 5);
    const varianceRad2 = constantVariance(network, 1.6);
    const used = new PhaseUnwrapper(network);
    used.unwrap({ phaseRad: wrapped(phase.map((value) => 2 * value)), varianceRad2 });
    const input = { phaseRad: wrapped(phase), varianceRad2 };
    expect(used.unwrap(input)).toEqual(new PhaseUnwrapper(network).unwrap(input));
  });

  test('passes by points without phase', () => {
    const { phase, network, random } = scatteredPhase(3_000, 0.3, 6);
    const seen = wrapped(phase).map((value) => (random.uniform() < 0.1 ? NaN : value));
    const { phaseRad } = new PhaseUnwrapper(network).unwrap({
      phaseRad: seen,
      varianceRad2: constantVariance(network, 0.2),
    });
    expect([...phaseRad].map(Number.isNaN)).toEqual([...seen].map(Number.isNaN));
    expect(shareRight(phaseRad, phase)).toBe(1);
  });

  test('reaches points that share a place, points of a line, and leaves long edges out', () => {
    const x = Float64Array.of(0, 4, 0, 4, 4, NaN);
    const y = Float64Array.of(0, 0, 4, 4, 4, 0);
    const truth = Float64Array.of(0, 1.5, 1.6, 3.1, 3.2, 0);
    const network = triangulatedNetwork(triangulate(x, y), x, y);
    const { phaseRad } = new PhaseUnwrapper(network).unwrap({
      phaseRad: wrapped(truth),
      varianceRad2: constantVariance(network, 1),
    });
    expect([...phaseRad].map((value) => Math.round(value * 1e6) / 1e6)).toEqual([0, 1.5, 1.6, 3.1, 3.2, NaN]);
    const line = Float64Array.of(0, 1, 2, 3);
    const chain = triangulatedNetwork(triangulate(line, line), line, line);
    const along = Float64Array.of(0, 3, 6, 9);
    const result = new PhaseUnwrapper(chain).unwrap({
      phaseRad: wrapped(along),
      varianceRad2: constantVariance(chain, 1),
    });
    expect(shareRight(result.phaseRad, along)).toBe(1);
    const short = triangulatedNetwork(triangulate(x, y), x, y, 4.5);
    expect(short.from.length).toBe(network.from.length - 1);
    expect(short.faceCount).toBe(network.faceCount - 1);
  });

  test('refuses columns of other lengths and numbers that are none', () => {
    const { network, phase } = scatteredPhase(20, 0.1, 7);
    const unwrapper = new PhaseUnwrapper(network);
    const varianceRad2 = constantVariance(network, 1);
    expect(() => unwrapper.unwrap({ phaseRad: new Float64Array(3), varianceRad2 })).toThrow(
      'phase: expected 20 points, got 3',
    );
    expect(() => unwrapper.unwrap({ phaseRad: phase, varianceRad2: new Float64Array(1) })).toThrow(
      'varianceRad2: expected',
    );
    varianceRad2[4] = NaN;
    expect(() => unwrapper.unwrap({ phaseRad: phase, varianceRad2 })).toThrow('got NaN on arc 4');
    const infinite = phase.slice();
    infinite[2] = Infinity;
    varianceRad2[4] = 1;
    expect(() => unwrapper.unwrap({ phaseRad: infinite, varianceRad2 })).toThrow('got Infinity at point 2');
  });
});

describe('the cost of a cycle', () => {
  test('is what it takes from the likelihood, in tenths of a nat, either way', () => {
    const { forward, backward } = cycleCosts(Float64Array.of(0, 1, -Math.PI, NaN), Float64Array.of(1, 2, 1, 1));
    const nats = (w: number, variance: number, k: number) => ((w + k * CYCLE) ** 2 - w ** 2) / (2 * variance);
    expect([...forward]).toEqual([nats(0, 1, 1), nats(1, 2, 1), 0, 0].map((cost) => Math.round(10 * cost)));
    expect([...backward]).toEqual(
      [nats(0, 1, -1), nats(1, 2, -1), nats(-Math.PI, 1, -1), 0].map((cost) => Math.round(10 * cost)),
    );
  });

  test('follows from coherence: none says that a phase is anywhere in its cycle', () => {
    expect(phaseVariance(Math.exp(-0.5))).toBeCloseTo(1, 12);
    expect(phaseVariance(1)).toBeCloseTo(0, 12);
    for (const nothing of [0, -1, NaN]) expect(phaseVariance(nothing)).toBeCloseTo(Math.PI ** 2 / 3, 12);
    expect(lookVariance(0.8, 0.8, 20)).toBeCloseTo((2 * 0.36) / (40 * 0.64), 12);
    expect(lookVariance(0, 0.9, 20)).toBeCloseTo(Math.PI ** 2 / 3, 12);
  });
});

const golden = sharedData('unwrap-snaphu-golden');

describe.skipIf(golden === undefined)('SNAPHU scenes (skipped: shared data unwrap-snaphu-golden is absent)', () => {
  test.each(['dense', 'seam'])('%s: no dearer than what SNAPHU found', (scene) => {
    const read = (what: string) => readNpy(join(golden!, `unw${scene}_ci_${what}.npy`)).values;
    const [interferogram, coherence, oracle, parts] = ['ifg', 'corr', 'oracle', 'conncomp'].map(read);
    const phase = Float64Array.from(coherence, (_, i) => Math.atan2(interferogram[2 * i + 1], interferogram[2 * i]));
    const network = rasterNetwork(new Uint8Array(phase.length).fill(1), 160, 160);
    const varianceRad2 = Float64Array.from(network.from, (a, arc) =>
      lookVariance(coherence[a], coherence[network.to[arc]], 1),
    );
    const ours = new PhaseUnwrapper(network).unwrap({ phaseRad: phase, varianceRad2 });
    expect(ours.certificate.isOptimal).toBe(true);
    // Cycles of SNAPHU's solution on each arc, at our costs.
    const cycles = phase.map((value, i) => Math.round((oracle[i] - value) / CYCLE));
    const differences = Float64Array.from(network.from, (a, arc) => phase[network.to[arc]] - phase[a]);
    const { forward, backward } = cycleCosts(wrapped(differences), varianceRad2);
    let theirs = 0;
    differences.forEach((difference, arc) => {
      const added = cycles[network.to[arc]] - cycles[network.from[arc]] + Math.round(difference / CYCLE);
      theirs += added > 0 ? added * forward[arc] : -added * backward[arc];
    });
    expect(ours.certificate.cost).toBeLessThanOrEqual(theirs);
    const pixelsOf = (part: number) => [...parts.keys()].filter((i) => parts[i] === part);
    let [equal, trusted] = [0, 0];
    for (const part of new Set(parts)) {
      if (part === 0) continue;
      const pixels = pixelsOf(part);
      const share = shareRight(
        Float64Array.from(pixels, (i) => ours.phaseRad[i]),
        Float64Array.from(pixels, (i) => oracle[i]),
      );
      equal += share * pixels.length;
      trusted += pixels.length;
    }
    expect(equal / trusted).toBeGreaterThan(0.998);
  });
});
