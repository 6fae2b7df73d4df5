/**
 * Points as CoverageJSON. Series and attributes have different domains, because an attribute has no time: a point is a
 * `PointSeries` of its displacements and a `Point` of its attributes, both with the point's identifier. Many points may
 * be asked for as `MultiPointSeries` and `MultiPoint` instead, in which those that share dates have them once.
 */
import type { Column, ItemsPage, Row } from '../../catalog/items.js';
import {
  axisText,
  type CoverageParameter,
  coverageText,
  daysText,
  parametersMember,
  placesAxis,
  rangeText,
  referencingMember,
} from '../../formats/coveragejson.js';
import { cellText, coordinateText, jsonString } from '../../formats/geojson.js';
import { displacementText, seriesArrayText } from '../../formats/geojson-series.js';
import type { Crs } from '../../geodesy/crs.js';
import { isoDate } from '../../products/epochs.js';
import { attributeParameter, DISPLACEMENT, selectedParameters } from './edr-parameters.js';
import type { PointsAnswer } from './points-found.js';

/** Identifiers of points that stand together in one coverage. */
const PID: CoverageParameter = { name: 'pid', label: 'Point id', dataType: 'string' };
/** Nanometres of a degree and micrometres are noise. */
const DECIMALS = { deg: 7, m: 3 } as const;

export async function* pointsCoverages(answer: PointsAnswer): AsyncGenerator<string> {
  const { request, first, pages, matched, share, isSingle, context } = answer;
  const { collection, selection, crs } = request;
  const { withSeries, properties } = selection;
  const isTogether = context.query.domain === 'MultiPointSeries';
  const parameters = selectedParameters(collection, selection);
  const shared = {
    parameters: parametersMember(isTogether ? [...parameters, PID] : parameters),
    referencing: referencingMember(crs, withSeries),
  };
  const writer = new CoverageWriter(crs, first.columns, withSeries, properties.length > 0);
  if (isSingle && withSeries !== properties.length > 0) {
    yield writer.alone(first.rows[0], shared.parameters);
    return;
  }
  const count = matched === undefined ? '' : `"numberMatched":${matched},`;
  const sample = share === undefined ? '' : `"sample":{"share":${share}},`;
  yield `{"type":"CoverageCollection",${count}${sample}${shared.parameters},${shared.referencing},"coverages":[`;
  let points = 0;
  let separator = '\n';
  for await (const { rows } of pages) {
    points += rows.length;
    for (const coverage of isTogether ? writer.together(rows) : writer.oneByOne(rows)) {
      yield separator + coverage;
      separator = ',\n';
    }
  }
  yield `\n],"numberReturned":${points}}\n`;
}

interface Attribute {
  readonly parameter: CoverageParameter;
  readonly column: Column;
}

class CoverageWriter {
  readonly #dates = new WeakMap<readonly string[], string>();
  readonly #timeless: string;
  readonly #attributes: readonly Attribute[];

  constructor(
    private readonly crs: Crs,
    columns: ItemsPage['columns'],
    private readonly withSeries: boolean,
    private readonly withAttributes: boolean,
  ) {
    this.#timeless = referencingMember(crs, false);
    this.#attributes = columns.map((column) => ({ parameter: attributeParameter(column.property), column }));
  }

  /** The one coverage of a point of which either the series or attributes were asked for. */
  alone(row: Row, parameters: string): string {
    const referencing = referencingMember(this.crs, this.withSeries);
    return `${this.withSeries ? this.#series(row, referencing, parameters) : this.#point(row, referencing, parameters)}\n`;
  }

  *oneByOne(rows: readonly Row[]): Generator<string> {
    for (const row of rows) {
      if (this.withSeries && row.series!.dates.length > 0) yield this.#series(row);
      if (this.withAttributes) yield this.#point(row, this.withSeries ? this.#timeless : undefined);
    }
  }

  /** Points with the same dates as one coverage, those of a page. */
  *together(rows: readonly Row[]): Generator<string> {
    const groups = new Map<string, Row[]>();
    for (const row of rows) {
      const dates = this.withSeries ? this.#datesText(row.series!.dates) : '';
      const group = groups.get(dates);
      if (group) group.push(row);
      else groups.set(dates, [row]);
    }
    for (const [dates, group] of groups) {
      if (this.withSeries && group[0].series!.dates.length > 0) yield this.#manySeries(group, dates);
      yield this.#manyPoints(group);
    }
  }

  #series(row: Row, referencing?: string, members?: string): string {
    const { dates, displacementMm } = row.series!;
    return coverageText({
      id: row.id,
      referencing,
      domainType: 'PointSeries',
      axes: { ...this.#placeAxes(row), t: axisText(this.#datesText(dates)) },
      members,
      ranges: [[DISPLACEMENT, rangeText('float', [['t', dates.length]], seriesArrayText(displacementMm))]],
    });
  }

  #point(row: Row, referencing?: string, members?: string): string {
    return coverageText({
      id: row.id,
      referencing,
      domainType: 'Point',
      axes: this.#placeAxes(row),
      members,
      ranges: this.#attributes.map(({ parameter, column }, i) => [
        parameter.name,
        rangeText(parameter.dataType, [], `[${cellText(column.encoding, row.cells[i])}]`),
      ]),
    });
  }

  #manySeries(rows: readonly Row[], datesText: string): string {
    const epochs = rows[0].series!.dates.length;
    const values = rows.map(({ series }) => series!.displacementMm.map(displacementText).join(','));
    const axes = [
      ['composite', rows.length],
      ['t', epochs],
    ] as const;
    return coverageText({
      domainType: 'MultiPointSeries',
      axes: { t: axisText(datesText), composite: placesAxis(rows.map((row) => `[${this.#place(row).join(',')}]`)) },
      ranges: [[DISPLACEMENT, rangeText('float', axes, `[${values.join(',')}]`)]],
    });
  }

  #manyPoints(rows: readonly Row[]): string {
    const axes = [['composite', rows.length]] as const;
    const range = ({ parameter, column }: Attribute, i: number) =>
      [
        parameter.name,
        rangeText(
          parameter.dataType,
          axes,
          `[${rows.map(({ cells }) => cellText(column.encoding, cells[i])).join(',')}]`,
        ),
      ] as const;
    return coverageText({
      ...(this.withSeries && { referencing: this.#timeless }),
      domainType: 'MultiPoint',
      axes: { composite: placesAxis(rows.map((row) => `[${this.#place(row).join(',')}]`)) },
      ranges: [
        [PID.name, rangeText('string', axes, `[${rows.map(({ id }) => jsonString(id)).join(',')}]`)],
        ...this.#attributes.map(range),
      ],
    });
  }

  #placeAxes(row: Row): { readonly x: string; readonly y: string } {
    const [x, y] = this.#place(row);
    return { x: axisText(`[${x}]`), y: axisText(`[${y}]`) };
  }

  #place({ geometry }: Row): readonly [x: string, y: string] {
    const decimals = DECIMALS[this.crs.unit];
    if (!geometry || !('x' in geometry)) return ['null', 'null'];
    return [coordinateText(geometry.x, decimals), coordinateText(geometry.y, decimals)];
  }

  /** The points of a burst share their list of dates. */
  #datesText(dates: readonly string[]): string {
    const text = this.#dates.get(dates) ?? daysText(dates.map(isoDate));
    this.#dates.set(dates, text);
    return text;
  }
}
