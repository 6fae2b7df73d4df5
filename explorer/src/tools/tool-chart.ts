/** A chart of the tools, by uPlot. Loaded when there is something to show. */
import 'uplot/dist/uPlot.min.css';
import uPlot from 'uplot';
import { numberText } from '../text/text.js';
import { type ChartContent, valueRange } from './chart-content.js';

export interface ChartLooks {
  readonly text: string;
  readonly grid: string;
  readonly font: string;
}

/** Room for two lines of the legend. */
const LEGEND_PX = 46;

export class ToolChart {
  private plot: uPlot | undefined;

  constructor(readonly element: HTMLElement) {
    new ResizeObserver(() => this.plot?.setSize(this.size())).observe(element);
  }

  show(content: ChartContent, looks: ChartLooks): void {
    this.plot?.destroy();
    const data = [content.x, ...content.series.map(({ values }) => values)] as uPlot.AlignedData;
    this.plot = new uPlot(this.options(content, looks), data, this.element);
  }

  private size(): { width: number; height: number } {
    return {
      width: Math.max(200, this.element.clientWidth),
      height: Math.max(120, this.element.clientHeight - LEGEND_PX),
    };
  }

  private options(content: ChartContent, looks: ChartLooks): uPlot.Options {
    const { isTime, xTitle, yTitle, unit, series, band } = content;
    const axis: uPlot.Axis = {
      stroke: looks.text,
      font: `11px ${looks.font}`,
      labelFont: `11px ${looks.font}`,
      grid: { stroke: looks.grid, width: 1 },
      ticks: { stroke: looks.grid, width: 1 },
      labelSize: 16,
    };
    const [low, high] = valueRange(content);
    return {
      ...this.size(),
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1e3), 'Etc/UTC'),
      cursor: { drag: { x: true, y: false }, points: { size: 6 } },
      scales: {
        x: { time: isTime, ...(content.xRange && { min: content.xRange[0], max: content.xRange[1] }) },
        y: { range: () => [low, high] },
      },
      bands: band ? [{ series: [band.high + 1, band.low + 1], fill: `${band.colour}33` }] : [],
      series: [
        {
          label: isTime ? xTitle : xTitle.replace(/ \[.*/, ''),
          value: (_, x) =>
            x == null ? '--' : isTime ? new Date(x * 1e3).toISOString().slice(0, 10) : `${numberText(x, 2)} km`,
        },
        ...series.map(
          ({ label, colour, isDashed, withPoints, withoutLine }): uPlot.Series => ({
            label,
            stroke: colour,
            width: withoutLine ? 0 : 1.5,
            ...(isDashed && { dash: [6, 4] }),
            spanGaps: true,
            ...(withoutLine && { paths: () => null }),
            points: { show: withPoints ?? false, size: 3, fill: colour, stroke: colour },
            value: (_, value) => (value == null ? '--' : `${numberText(value, 1)} ${unit}`),
          }),
        ),
      ],
      axes: [
        { ...axis, space: 60, size: 34, ...(isTime ? {} : { label: xTitle }) },
        { ...axis, label: yTitle, size: 44 },
      ],
    };
  }
}
