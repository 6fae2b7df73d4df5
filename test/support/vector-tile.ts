/**
 * Reads vector tiles by the letter of the specification 2.1, field by field, and refuses what it forbids. Written apart
 * from the encoder, slow and plain, so that tests have a second opinion.
 */

export interface ReadFeature {
  readonly properties: Readonly<Record<string, string | number | bigint | boolean>>;
  /** Units from the north-west corner. */
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface ReadLayer {
  readonly name: string;
  readonly version: number;
  readonly extent: number;
  readonly features: readonly ReadFeature[];
  /** As they stand in the layer. */
  readonly values: readonly unknown[];
}

type Field = { readonly number: number; readonly value: bigint | Uint8Array };

export function readVectorTile(bytes: Uint8Array): ReadLayer[] {
  const layers = fieldsOf(bytes).map(({ number, value }) => {
    if (number !== 3) throw new Error(`tile: field ${number} is not a layer`);
    return readLayer(value as Uint8Array);
  });
  const names = layers.map(({ name }) => name);
  if (new Set(names).size !== names.length) throw new Error('two layers have one name');
  return layers;
}

/** Fields of a message in order; numbers as integers, the rest as bytes (64-bit values too). */
function fieldsOf(bytes: Uint8Array): Field[] {
  const fields: Field[] = [];
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++];
      if (byte === undefined) throw new Error('the message ends in the middle of a number');
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const take = (length: number): Uint8Array => {
    if (at + length > bytes.length) throw new Error(`a field of ${length} bytes leaves the message`);
    at += length;
    return bytes.slice(at - length, at);
  };
  while (at < bytes.length) {
    const key = Number(varint());
    const [number, type] = [key >> 3, key & 7];
    if (type === 0) fields.push({ number, value: varint() });
    else if (type === 1) fields.push({ number, value: take(8) });
    else if (type === 2) fields.push({ number, value: take(Number(varint())) });
    else if (type === 5) fields.push({ number, value: take(4) });
    else throw new Error(`wire type ${type}`);
  }
  return fields;
}

function readLayer(bytes: Uint8Array): ReadLayer {
  const fields = fieldsOf(bytes);
  const all = (number: number) => fields.filter((field) => field.number === number).map(({ value }) => value);
  const single = (number: number) => {
    const found = all(number);
    if (found.length !== 1) throw new Error(`layer: expected field ${number} once, got it ${found.length} times`);
    return found[0];
  };
  const keys = all(3).map(text);
  if (new Set(keys).size !== keys.length) throw new Error('a key stands twice');
  const values = all(4).map((value) => readValue(value as Uint8Array));
  const features = all(2).map((value) => readFeature(value as Uint8Array, keys, values));
  if (features.length === 0) throw new Error('a layer without features');
  return { name: text(single(1)), version: Number(single(15)), extent: Number(single(5)), features, values };
}

function readValue(bytes: Uint8Array): string | number | bigint | boolean {
  const [field, ...more] = fieldsOf(bytes);
  if (!field || more.length > 0) throw new Error('a value has exactly one field');
  const { number, value } = field;
  if (number === 1) return text(value);
  if (number === 3) {
    const { buffer, byteOffset } = value as Uint8Array;
    return new DataView(buffer, byteOffset).getFloat64(0, true);
  }
  if (number === 5) return Number(value);
  if (number === 6) return Number(zigzag(value as bigint));
  throw new Error(`a value of field ${number} is not expected here`);
}

function readFeature(bytes: Uint8Array, keys: readonly string[], values: readonly unknown[]): ReadFeature {
  const fields = fieldsOf(bytes);
  const packed = (number: number) => {
    const field = fields.find((candidate) => candidate.number === number);
    return field ? integersOf(field.value as Uint8Array) : [];
  };
  if (Number(fields.find(({ number }) => number === 3)?.value) !== 1) throw new Error('expected a point');
  const tags = packed(2);
  if (tags.length % 2 !== 0) throw new Error('tags come in pairs');
  const properties: Record<string, string | number> = {};
  for (let i = 0; i < tags.length; i += 2) {
    const [key, value] = [keys[tags[i]], values[tags[i + 1]]];
    if (key === undefined || value === undefined) throw new Error('a tag points nowhere');
    if (key in properties) throw new Error(`${key} stands twice in a feature`);
    properties[key] = value as string | number;
  }
  return { properties, points: pointsOf(packed(4)) };
}

function pointsOf([command, ...parameters]: readonly number[]): [number, number][] {
  if ((command & 7) !== 1) throw new Error(`expected MoveTo, got ${command & 7}`);
  if (parameters.length !== 2 * (command >> 3)) throw new Error('MoveTo with a wrong number of parameters');
  let [x, y] = [0, 0];
  const points: [number, number][] = [];
  for (let i = 0; i < parameters.length; i += 2) {
    x += Number(zigzag(BigInt(parameters[i])));
    y += Number(zigzag(BigInt(parameters[i + 1])));
    points.push([x, y]);
  }
  return points;
}

function integersOf(bytes: Uint8Array): number[] {
  const numbers: number[] = [];
  let [value, shift] = [0, 0];
  for (const byte of bytes) {
    value += (byte & 0x7f) * 2 ** shift;
    shift += 7;
    if (byte >= 0x80) continue;
    numbers.push(value);
    [value, shift] = [0, 0];
  }
  if (shift !== 0) throw new Error('a packed number does not end');
  return numbers;
}

const zigzag = (value: bigint): bigint => (value & 1n ? -(value + 1n) / 2n : value / 2n);
const text = (value: bigint | Uint8Array): string =>
  new TextDecoder('utf-8', { fatal: true }).decode(value as Uint8Array);
