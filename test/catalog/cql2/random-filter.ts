/** Random filters that fit a collection: every node kind, every type, and numbers and shapes chosen for trouble. */

import {
  arithmeticOperators,
  arrayFunctions,
  comparisonOperators,
  type Expression,
  spatialFunctions,
  temporalFunctions,
} from '../../../src/catalog/cql2/expression.js';
import { boxLiteral, geometryLiteral } from '../../../src/catalog/cql2/spatial-literal.js';
import { interval } from '../../../src/catalog/cql2/temporal-literal.js';
import { CRS84_URI, crsByUri } from '../../../src/geodesy/crs.js';

const NUMBERS = [0, -0, 1, -1, 2, 0.5, -2.5, 3, 1e-320, 1e-200, -1e-100, 1e100, -1e200, 1.7e308, 2 ** 53, 400];
const STRINGS = ['', 'a', 'Straße', 'ŁÓDŹ', 'İıſ', '%', '_', '\\%', "O'Hara", '\u0301', '𝔘\ud800', '%a%a%a%a%a%b'];
const INSTANTS = ['0000-01-01', '2020-02-29', '9999-12-31', '2022-04-16'];
const TIMESTAMPS = ['0000-01-01T00:00:00Z', '2016-12-31T23:59:59.999999999Z', '2022-04-16T10:13:19Z'];

/** mulberry32: the same filters in every run. */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Properties of each kind that the filters name. */
export interface Names {
  readonly number: readonly string[];
  readonly string: readonly string[];
  readonly boolean: readonly string[];
  readonly date: readonly string[];
  readonly timestamp: readonly string[];
  readonly array: readonly string[];
  readonly geometry: readonly string[];
}

export class RandomFilter {
  constructor(
    private readonly random: () => number,
    private readonly names: Names,
    private readonly filterCrs = CRS84_URI,
  ) {}

  /** A predicate of at most `depth` levels. */
  predicate(depth: number): Expression {
    if (depth <= 1) return this.coin() ? this.property('boolean') : { kind: 'literal', value: this.coin() };
    const next = () => this.predicate(depth - 1);
    return this.pick<() => Expression>([
      () => ({ kind: this.pick(['and', 'or']), operands: [next(), next(), next()] }),
      () => ({ kind: 'not', operand: next() }),
      () => ({ kind: 'isNull', operand: this.pick([() => this.any(depth - 1), () => this.interval()])() }),
      () => this.comparison(depth - 1),
      () => ({ kind: 'like', operand: this.text(depth - 1), pattern: this.pattern(depth - 1) }),
      () => this.spatial(),
      () => this.temporal(),
      () => ({
        kind: 'arrays',
        operator: this.pick(arrayFunctions),
        left: this.array(depth - 1),
        right: this.array(depth - 1),
      }),
    ])();
  }

  private comparison(depth: number): Expression {
    const operand = this.pick([
      () => this.number(depth),
      () => this.number(depth),
      () => this.text(depth),
      () => this.instant(),
      () => this.property('boolean'),
    ]);
    return this.pick<() => Expression>([
      () => ({ kind: 'comparison', operator: this.pick(comparisonOperators), left: operand(), right: operand() }),
      () => ({ kind: 'between', operand: operand(), lower: operand(), upper: operand() }),
      () => ({ kind: 'in', operand: operand(), list: [operand(), operand()] }),
    ])();
  }

  private any(depth: number): Expression {
    return this.pick([
      () => this.number(depth),
      () => this.text(depth),
      () => this.instant(),
      () => this.geometry(),
      () => this.property('array'),
      () => this.predicate(depth),
    ])();
  }

  private number(depth: number): Expression {
    if (depth <= 1 || this.random() < 0.2) {
      return this.coin() ? this.property('number') : { kind: 'literal', value: this.pick(NUMBERS) };
    }
    const [left, right] = [this.number(depth - 1), this.number(depth - 1)];
    return { kind: 'arithmetic', operator: this.pick(arithmeticOperators), left, right };
  }

  private text(depth: number): Expression {
    if (depth <= 1 || this.coin()) {
      return this.coin() ? this.property('string') : { kind: 'literal', value: this.pick(STRINGS) };
    }
    return { kind: this.pick(['casei', 'accenti']), operand: this.text(depth - 1) };
  }

  private pattern(depth: number): Expression {
    if (depth > 1 && this.coin()) return { kind: this.pick(['casei', 'accenti']), operand: this.pattern(depth - 1) };
    return { kind: 'literal', value: this.pick(STRINGS) };
  }

  private instant(): Expression {
    return this.pick<() => Expression>([
      () => this.property('date'),
      () => this.property('timestamp'),
      () => ({ kind: 'date', text: this.pick(INSTANTS) }),
      () => ({ kind: 'timestamp', text: this.pick(TIMESTAMPS) }),
    ])();
  }

  private interval(): Expression {
    const [start, end] = [0, 1].map(() => (this.random() < 0.2 ? null : this.instant()));
    try {
      return interval(start, end);
    } catch {
      // It ended before it started.
      return { kind: 'interval', start: end, end: start };
    }
  }

  private temporal(): Expression {
    const operator = this.pick(temporalFunctions);
    const takesInstants = ['t_after', 't_before', 't_disjoint', 't_equals', 't_intersects'].includes(operator);
    const operand = () => (takesInstants && this.coin() ? this.instant() : this.interval());
    return { kind: 'temporal', operator, left: operand(), right: operand() };
  }

  private array(depth: number): Expression {
    if (this.coin()) return this.property('array');
    const item = this.pick([
      () => this.number(depth),
      () => this.text(depth),
      () => this.instant(),
      () => this.property('boolean'),
    ]);
    return { kind: 'array', items: this.random() < 0.2 ? [] : [item(), item()] };
  }

  private spatial(): Expression {
    return { kind: 'spatial', operator: this.pick(spatialFunctions), left: this.geometry(), right: this.geometry() };
  }

  private geometry(): Expression {
    const crs = crsByUri(this.filterCrs)!;
    // Whole degrees, so that vertices, edges and rings coincide often.
    const position = () => {
      const [x, y] = [Math.round(this.random() * 12) - 6, Math.round(this.random() * 12) - 6];
      return crs.axisOrder === 'yx' ? [y, x] : [x, y];
    };
    const line = () => {
      const [first, second, third] = [position(), position(), position()];
      return [first, second, third, [first[0] + 1, first[1]]];
    };
    const ring = () => {
      const first = position();
      return [first, position(), position(), position(), first];
    };
    return this.pick<() => Expression>([
      () => this.property('geometry'),
      () => this.property('geometry'),
      () => geometryLiteral({ type: 'Point', coordinates: position() }, crs),
      () => geometryLiteral({ type: 'MultiPoint', coordinates: [position(), position()] }, crs),
      () => geometryLiteral({ type: 'LineString', coordinates: line() }, crs),
      () => geometryLiteral({ type: 'MultiLineString', coordinates: [line(), line()] }, crs),
      () => geometryLiteral({ type: 'Polygon', coordinates: [ring(), ring()] }, crs),
      () => geometryLiteral({ type: 'MultiPolygon', coordinates: [[ring()], [ring()]] }, crs),
      () =>
        geometryLiteral(
          {
            type: 'GeometryCollection',
            geometries: [
              { type: 'Polygon', coordinates: [ring()] },
              { type: 'LineString', coordinates: line() },
              { type: 'Point', coordinates: position() },
              { type: 'Polygon', coordinates: [ring()] },
            ],
          },
          crs,
        ),
      () => {
        const [[a, b], [c, d]] = [position(), position()];
        return boxLiteral(
          crs.axisOrder === 'yx' ? [Math.min(a, c), b, Math.max(a, c), d] : [a, Math.min(b, d), c, Math.max(b, d)],
          crs,
        );
      },
    ])();
  }

  private property(kind: keyof Names): Expression {
    return { kind: 'property', name: this.pick(this.names[kind]) };
  }

  private coin(): boolean {
    return this.random() < 0.5;
  }

  private pick<Item>(items: readonly Item[]): Item {
    return items[Math.floor(this.random() * items.length)];
  }
}
