/** Lines and pixels of a synthetic burst on the ground, and the satellite as its points see it. */
import { laeaToGeographic } from '../geodesy/laea.js';
import type { Area } from './synthetic-ground.js';

export interface BurstGrid {
  readonly lines: number;
  readonly pixels: number;
  /** EPSG:3035 of a place in the grid, fractions allowed. */
  eastingM(line: number, pixel: number): number;
  northingM(line: number, pixel: number): number;
  incidenceDeg(pixel: number): number;
}

/** Sentinel-1 IW: along track, and along the line of sight. */
const LINE_SPACING_M = 13.9;
const SLANT_SPACING_M = 2.329562;
/** Measured on real bursts: incidence grows by 0.25 degrees over 1,040 pixels of 3.76 m. */
const INCIDENCE_DEG_PER_M = 0.25 / (1040 * 3.76);
const MAX_LINES = 2048;
const MAX_PIXELS = 65_536;

/**
 * The grid over an area: lines follow the flight direction, pixels lead to its right, where Sentinel-1 looks.
 * Throws RangeError when the area holds more lines or pixels than a pid can number.
 */
export function burstGrid(area: Area & { readonly headingDeg: number; readonly incidenceDeg: number }): BurstGrid {
  const pixelM = SLANT_SPACING_M / Math.sin(radians(area.incidenceDeg));
  const lines = Math.round(area.heightM / LINE_SPACING_M);
  const pixels = Math.round(area.widthM / pixelM);
  if (!(lines >= 1 && lines <= MAX_LINES && pixels >= 1 && pixels <= MAX_PIXELS)) {
    throw new RangeError(
      `area: expected 1..${MAX_LINES} lines and 1..${MAX_PIXELS} pixels, got ${lines} and ${pixels}`,
    );
  }
  const bearingRad = radians(area.headingDeg) - gridNorthRad(area.centreEastingM, area.centreNorthingM);
  const [east, north] = [Math.sin(bearingRad), Math.cos(bearingRad)];
  const along = (line: number) => (line - (lines - 1) / 2) * LINE_SPACING_M;
  const across = (pixel: number) => (pixel - (pixels - 1) / 2) * pixelM;
  return {
    lines,
    pixels,
    eastingM: (line, pixel) => area.centreEastingM + along(line) * east + across(pixel) * north,
    northingM: (line, pixel) => area.centreNorthingM + along(line) * north - across(pixel) * east,
    incidenceDeg: (pixel) => area.incidenceDeg + across(pixel) * INCIDENCE_DEG_PER_M,
  };
}

export interface LineOfSight {
  readonly losEast: number;
  readonly losNorth: number;
  readonly losUp: number;
}

/** Unit vector from the ground to a satellite that looks right: (-sin i cos h, sin i sin h, cos i). */
export function lineOfSight(incidenceDeg: number, headingDeg: number): LineOfSight {
  const incidenceRad = radians(incidenceDeg);
  const headingRad = radians(headingDeg);
  const horizontal = Math.sin(incidenceRad);
  return {
    losEast: -horizontal * Math.cos(headingRad),
    losNorth: horizontal * Math.sin(headingRad),
    losUp: Math.cos(incidenceRad),
  };
}

/** Bearing of the grid's north, clockwise from true north. */
function gridNorthRad(eastingM: number, northingM: number): number {
  const here = laeaToGeographic(eastingM, northingM);
  const there = laeaToGeographic(eastingM, northingM + 100);
  const eastward = (there.longitudeDeg - here.longitudeDeg) * Math.cos(radians(here.latitudeDeg));
  return Math.atan2(eastward, there.latitudeDeg - here.latitudeDeg);
}

const radians = (degrees: number) => (degrees * Math.PI) / 180;
