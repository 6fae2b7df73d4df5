/**
 * The part of the expression language of Mapbox styles that ours are written in, evaluated as the specification says it
 * (https://maplibre.org/maplibre-style-spec/expressions): colours as [r, g, b, a], 0 to 255 and 0 to 1. What it does not
 * know it refuses.
 */
export interface Feature {
  readonly zoom: number;
  readonly properties: Readonly<Record<string, string | number>>;
}

type Value = string | number | boolean | null | readonly number[];

export function evaluate(expression: unknown, feature: Feature): Value {
  if (!Array.isArray(expression)) return literal(expression);
  const [operator, ...args] = expression as [string, ...unknown[]];
  const value = (index: number) => evaluate(args[index], feature);
  const number = (index: number) => expectNumber(value(index));
  switch (operator) {
    case 'get':
      return feature.properties[args[0] as string] ?? null;
    case 'has':
      return Object.hasOwn(feature.properties, args[0] as string);
    case 'zoom':
      return feature.zoom;
    case 'number':
      return number(0);
    case 'to-number': {
      // The first argument that can be made a number; null becomes 0.
      for (let index = 0; index < args.length; index++) {
        const made = Number(value(index));
        if (!Number.isNaN(made)) return made;
      }
      throw new Error('to-number: nothing is a number');
    }
    case 'abs':
      return Math.abs(number(0));
    case '-':
      return args.length === 1 ? -number(0) : number(0) - number(1);
    case '!':
      return !expectBoolean(value(0));
    case 'all':
      return args.every((_, index) => expectBoolean(value(index)));
    case 'any':
      return args.some((_, index) => expectBoolean(value(index)));
    case '<':
      return number(0) < number(1);
    case '<=':
      return number(0) <= number(1);
    case '>':
      return number(0) > number(1);
    case '>=':
      return number(0) >= number(1);
    case 'case': {
      for (let index = 0; index + 1 < args.length; index += 2) {
        if (expectBoolean(value(index))) return value(index + 1);
      }
      return value(args.length - 1);
    }
    case 'step': {
      const at = number(0);
      let result = value(1);
      expectAscending(args.slice(2).filter((_, index) => index % 2 === 0));
      for (let index = 2; index < args.length && at >= (args[index] as number); index += 2) result = value(index + 1);
      return result;
    }
    case 'interpolate':
      return interpolate(args[0] as [string, number?], number(1), args.slice(2), feature);
    default:
      throw new Error(`no such operator: ${operator}`);
  }
}

function interpolate([kind, base = 1]: [string, number?], at: number, stops: unknown[], feature: Feature): Value {
  const inputs = stops.filter((_, index) => index % 2 === 0) as number[];
  const outputs = stops.filter((_, index) => index % 2 === 1).map((output) => evaluate(output, feature));
  expectAscending(inputs);
  if (at <= inputs[0]) return outputs[0];
  const above = inputs.findIndex((input) => input > at);
  if (above < 0) return outputs[outputs.length - 1];
  const [low, high] = [inputs[above - 1], inputs[above]];
  const share =
    kind === 'exponential' && base !== 1
      ? (base ** (at - low) - 1) / (base ** (high - low) - 1)
      : (at - low) / (high - low);
  const mix = (from: number, to: number) => from + share * (to - from);
  const [from, to] = [outputs[above - 1], outputs[above]];
  if (Array.isArray(from) && Array.isArray(to)) return from.map((channel, index) => mix(channel, to[index]));
  return mix(expectNumber(from), expectNumber(to));
}

function literal(value: unknown): Value {
  if (typeof value === 'string' && value.startsWith('#')) {
    if (!/^#[0-9a-f]{6}$/.test(value)) throw new Error(`not a colour that every reader knows: ${value}`);
    return [1, 3, 5].map((at) => Number.parseInt(value.slice(at, at + 2), 16)).concat(1);
  }
  if (typeof value === 'string' && value.startsWith('rgba(')) return value.slice(5, -1).split(',').map(Number);
  return value as Value;
}

function expectNumber(value: Value): number {
  if (typeof value !== 'number') throw new Error(`expected a number, got ${JSON.stringify(value)}`);
  return value;
}

function expectBoolean(value: Value): boolean {
  if (typeof value !== 'boolean') throw new Error(`expected true or false, got ${JSON.stringify(value)}`);
  return value;
}

function expectAscending(inputs: readonly unknown[]): void {
  if (inputs.some((input, index) => index > 0 && (input as number) <= (inputs[index - 1] as number))) {
    throw new Error(`expected ascending inputs, got ${inputs.join(', ')}`);
  }
}
