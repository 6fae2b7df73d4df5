/** The chart of the drawer, by uPlot. Loaded when the first point is clicked. */
import 'uplot/dist/uPlot.min.css';
import uPlot from 'uplot';
import { calendarNames, dateText, numberText, text } from '../text/text.js';
import { type Curve, fittedLine, tableOf, yearsSince } from './series-math.js';

export interface ChartCurve extends Curve {
  readonly name: string;
  readonly colour: string;
}

export interface ChartLooks {
  readonly axisTitle: string;
  readonly text: string;
  readonly grid: string;
  readonly background: string;
  readonly font: string;
}

export class SeriesChart {
  private plot: uPlot | undefined;
  private readonly watcher: ResizeObserver;

  constructor(readonly element: HTMLElement) {
    this.watcher = new ResizeObserver(() => this.fit());
    this.watcher.observe(element);
  }

  show(curves: readonly ChartCurve[], looks: ChartLooks): void {
    this.plot?.destroy();
    this.plot = undefined;
    if (curves.length === 0) return;
    const { times, columns } = tableOf(curves);
    const lines = curves.map(({ dates, displacementMm }) => {
      const line = fittedLine(yearsSince(dates), displacementMm);
      return times.map((time) => {
        if (!line || time < Date.parse(dates[0]) / 1000 || time > Date.parse(dates.at(-1)!) / 1000) return null;
        return line.interceptMm + line.velocityMmPerYear * ((time - Date.parse(dates[0]) / 1000) / 31_557_600);
      });
    });
    const data = [times, ...columns, ...lines] as uPlot.AlignedData;
    this.plot = new uPlot(this.options(curves, looks), data, this.element);
    this.fit();
  }

  /** Twice: how many lines the legend takes is known once it has the new width, which uPlot gives it in a microtask. */
  private fit(): void {
    this.plot?.setSize(this.size());
    queueMicrotask(() => {
      const { plot } = this;
      const size = this.size();
      if (plot && (plot.width !== size.width || plot.height !== size.height)) plot.setSize(size);
    });
  }

  private size(): { width: number; height: number } {
    const legend = this.element.querySelector<HTMLElement>('.u-legend')?.offsetHeight ?? 26;
    return { width: Math.max(200, this.element.clientWidth), height: Math.max(90, this.element.clientHeight - legend) };
  }

  private options(curves: readonly ChartCurve[], looks: ChartLooks): uPlot.Options {
    const { MMMM, MMM, WWWW, WWW } = calendarNames();
    const names = { MMMM: [...MMMM], MMM: [...MMM], WWWW: [...WWWW], WWW: [...WWW] };
    const axis: uPlot.Axis = {
      stroke: looks.text,
      font: `12px ${looks.font}`,
      labelFont: `12px ${looks.font}`,
      grid: { stroke: looks.grid, width: 1 },
      ticks: { stroke: looks.grid, width: 1 },
    };
    return {
      ...this.size(),
      fmtDate: (template) => uPlot.fmtDate(template, names),
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1e3), 'Etc/UTC'),
      cursor: { drag: { x: true, y: false }, points: { size: 7 } },
      scales: { y: { range: (_, low, high) => paddedRange(low, high) } },
      series: [
        {
          value: (_, seconds) => (seconds == null ? '--' : dateText(new Date(seconds * 1e3).toISOString())),
          label: text('tools.date'),
        },
        ...curves.map(
          ({ name, colour }): uPlot.Series => ({
            label: name,
            stroke: colour,
            width: 1,
            spanGaps: true,
            points: { show: true, size: 4.5, fill: colour, stroke: colour },
            value: (_, mm) => (mm == null ? '--' : `${numberText(mm, 1)} mm`),
          }),
        ),
        ...curves.map(
          ({ colour }): uPlot.Series => ({
            stroke: colour,
            width: 1.5,
            dash: [7, 5],
            spanGaps: true,
            points: { show: false },
            // The legend names curves alone.
            show: true,
            class: 'fitted',
            label: '',
          }),
        ),
      ],
      axes: [
        { ...axis, space: 70, size: 46 },
        {
          ...axis,
          label: looks.axisTitle,
          labelSize: 20,
          size: 52,
          values: (_, ticks) => ticks.map((mm) => numberText(mm)),
        },
      ],
    };
  }
}

/** Never so narrow that the last digit of the data fills the chart. */
function paddedRange(low: number, high: number): [number, number] {
  const middle = (low + high) / 2;
  const half = Math.max((high - low) / 2, 5) * 1.08;
  return [middle - half, middle + half];
}
