/** A judgement as a table: what was asked of the pipeline beside what it did. */
import { type Measurement, round } from '../report.js';
import { BRIGHT_DB, type ClassJudgement, type Detection, type Judgement } from './judgement.js';
import { GOOD_COHERENCE } from './point-errors.js';

/** Fewer values say nothing of a spread. */
const LEAST_POINTS = 20;

/** @param scene before every row, such as `city, 60 dates` */
export function judgementRows(scene: string, judgement: Judgement): Measurement[] {
  const { all, unwrapped, falseAlarms, still } = judgement;
  const named = (what: string, measured: string, asked = '-', met = true): Measurement => ({
    what: `${scene}: ${what}`,
    measured,
    asked,
    met,
  });
  const told = `${judgement.points.toLocaleString('en')} (${round(judgement.pointsPerKm2)} per km2)`;
  const noise = noiseRow(falseAlarms);
  if (falseAlarms.pixels === judgement.pixels) {
    return [named('points', told), named(noise.what, noise.measured, noise.asked, noise.met)];
  }
  const right = 1 - unwrapped.wrong / unwrapped.pointDates;
  return [
    named('points', told),
    ...classRows('all', all, true),
    ...classRows('PS', judgement.persistent, false),
    ...classRows('DS', judgement.distributed, false),
    ...classRest(all),
    named(
      `point-dates unwrapped right, coherence > ${GOOD_COHERENCE}`,
      `${(100 * right).toFixed(4)} % of ${unwrapped.pointDates.toLocaleString('en')}`,
      '>= 99.9 %',
      right >= 0.999,
    ),
    named('points with a wrong date', unwrapped.pointsWithWrong.toLocaleString('en')),
    ...detectionRows(judgement),
    named(noise.what, noise.measured, noise.asked, noise.met),
    ...[still.persistent, still.distributed].map(({ count, medianMmPerYear }, i) =>
      named(
        `median velocity error of ${count.toLocaleString('en')} ${i === 0 ? 'PS' : 'DS'} where nothing moves (mm/yr)`,
        medianMmPerYear.toFixed(3),
        count < LEAST_POINTS ? '-' : '-0.3 to 0.3',
        count < LEAST_POINTS || Math.abs(medianMmPerYear) <= 0.3,
      ),
    ),
    ...judgement.motions.map((motion) => {
      const { name, unit, points, trueMedian, foundMedian, slope, slopeStd, rms } = motion;
      const within = 0.1 + 2 * slopeStd;
      return named(
        `${name}, ${points} points, true ${trueMedian.toFixed(2)} ${unit}: found (slope; RMS)`,
        `${foundMedian.toFixed(2)} (${slope.toFixed(3)}; ${rms.toFixed(2)})`,
        points < LEAST_POINTS ? '-' : `slope 1 within ${within.toFixed(2)}`,
        points < LEAST_POINTS || Math.abs(slope - 1) <= within,
      );
    }),
    ...judgement.covers.map((cover) =>
      named(
        `${cover.name}, ${cover.km2.toFixed(2)} km2: PS, DS per km2; their velocity RMS (mm/yr); median of still ones`,
        [
          `${Math.round(cover.persistent / cover.km2)}, ${Math.round(cover.distributed / cover.km2)}`,
          `${cover.persistentVelocityMmPerYear.rms.toFixed(2)}, ${cover.distributedVelocityMmPerYear.rms.toFixed(2)}`,
          cover.still.medianMmPerYear.toFixed(2),
        ].join('; '),
      ),
    ),
  ];

  function classRows(name: string, judged: ClassJudgement, isAsked: boolean): Measurement[] {
    const { velocityMmPerYear: v, velocityOffPlaneMmPerYear: flat, velocityZ: z } = judged;
    const enough = isAsked && judged.good >= LEAST_POINTS;
    const size = `${judged.good.toLocaleString('en')} of ${judged.count.toLocaleString('en')} ${name}`;
    return [
      named(
        `velocity RMS of ${size} (less a plane; stated), mm/yr`,
        `${v.rms.toFixed(3)} (${flat.rms.toFixed(3)}; ${judged.velocityStdMmPerYear.rms.toFixed(3)}), robust ${v.robustStd.toFixed(3)}`,
        enough ? '< 0.7' : '-',
        !enough || v.rms < 0.7,
      ),
      named(
        `velocity RMS that the air alone gives ${name}; what is left without it (robust), mm/yr`,
        `${judged.airMmPerYear.rms.toFixed(3)}; ${judged.velocityOffAirMmPerYear.rms.toFixed(3)} (${judged.velocityOffAirMmPerYear.robustStd.toFixed(3)})`,
      ),
      named(
        `z of velocities of ${name}: std, robust (less a plane)`,
        `${z.std.toFixed(2)}, ${z.robustStd.toFixed(2)} (${judged.velocityOffPlaneZ.std.toFixed(2)})`,
        enough ? '0.8 to 1.3' : '-',
        !enough || (z.std >= 0.8 && z.std <= 1.3),
      ),
    ];
  }

  function classRest({
    heightM,
    airHeightM,
    heightOffAirM,
    heightZ,
    seriesRmsMm,
    good,
  }: ClassJudgement): Measurement[] {
    return [
      named(
        'height RMS (robust), m',
        `${heightM.rms.toFixed(2)} (${heightM.robustStd.toFixed(2)})`,
        '< 1.5',
        good < LEAST_POINTS || heightM.rms < 1.5,
      ),
      named(
        'height RMS that the air alone gives; what is left without it (robust), m',
        `${airHeightM.rms.toFixed(2)}; ${heightOffAirM.rms.toFixed(2)} (${heightOffAirM.robustStd.toFixed(2)})`,
      ),
      named('z of heights: std, robust', `${heightZ.std.toFixed(2)}, ${heightZ.robustStd.toFixed(2)}`),
      named('series RMS, mm', seriesRmsMm.toFixed(2)),
    ];
  }

  function detectionRows({ detection, detectionOfUnsteady, detectionOfPassing }: Judgement): Measurement[] {
    const share = ({ planted, found }: Detection) =>
      planted === 0 ? 'none planted' : `${((100 * found) / planted).toFixed(1)} % of ${planted.toLocaleString('en')}`;
    const isMet = detection.planted === 0 || detection.found >= 0.95 * detection.planted;
    return [
      named(`steady PS of SCR > ${BRIGHT_DB} dB found`, share(detection), '>= 95 %', isMet),
      named('unsteady ones', share(detectionOfUnsteady)),
      named('ones that come or go', share(detectionOfPassing)),
    ];
  }
}

function noiseRow({ points, pixels }: Judgement['falseAlarms']): Omit<Measurement, 'what'> & { readonly what: string } {
  return {
    what: `false alarms among ${pixels.toLocaleString('en')} pixels of noise`,
    measured: `${points} (${(points / Math.max(1, pixels)).toExponential(1)})`,
    asked: '<= 1e-5',
    // One is no rate: chance may put it into a small scene.
    met: points <= Math.max(1, 1e-5 * pixels),
  };
}
