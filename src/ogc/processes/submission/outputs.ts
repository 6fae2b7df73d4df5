/** Which outputs a request asks for, and how: by value or reference, in which format, as which collection. */
import type { OutputRequest } from '../../../jobs/job.js';
import { excerpt } from '../../../jobs/parameter-schema.js';
import type { ParameterDescription, ProcessDescription } from '../../../jobs/process-registry.js';
import { below, type Faults, isRecord } from './faults.js';
import { mediaTypesOf, sameMediaType } from './input-form.js';

const MEMBERS = ['transmissionMode', 'format', 'collection'];
/** Also what may stand in an address without being escaped. */
export const COLLECTION_NAME = /^[a-z0-9][a-z0-9._-]{0,62}$/;

/** Undefined: all outputs, as the process would have them. */
export function readOutputs(
  given: unknown,
  description: ProcessDescription,
  pointer: string,
  faults: Faults,
): Readonly<Record<string, OutputRequest>> | undefined {
  if (given === undefined || given === null) return undefined;
  if (!isRecord(given)) {
    faults.add(pointer, `expected an object with one member per output, got ${excerpt(given)}`);
    return undefined;
  }
  const outputs: Record<string, OutputRequest> = {};
  for (const [id, request] of Object.entries(given)) {
    const place = below(pointer, id);
    if (!Object.hasOwn(description.outputs, id)) {
      faults.add(place, `output not known; there are ${Object.keys(description.outputs).join(', ')}`);
    } else if (!isRecord(request)) {
      faults.add(place, `expected an object, {} for an output as it comes; got ${excerpt(request)}`);
    } else {
      outputs[id] = readOutput(request, description.outputs[id], description, place, faults);
    }
  }
  return Object.keys(given).length > 0 ? outputs : undefined;
}

export const isCollectionOutput = ({ schema }: ParameterDescription): boolean => schema.format === 'ogc-collection';

/** Outputs that a request gets. */
export const wantedOutputs = (
  outputs: Readonly<Record<string, OutputRequest>> | undefined,
  description: Pick<ProcessDescription, 'outputs'>,
): readonly string[] => Object.keys(outputs && Object.keys(outputs).length > 0 ? outputs : description.outputs);

function readOutput(
  request: Readonly<Record<string, unknown>>,
  output: ParameterDescription,
  { outputTransmission }: ProcessDescription,
  pointer: string,
  faults: Faults,
): OutputRequest {
  for (const name of Object.keys(request)) {
    if (!MEMBERS.includes(name)) faults.add(below(pointer, name), `is not known; there are ${MEMBERS.join(', ')}`);
  }
  const { transmissionMode, format, collection } = request;
  if (transmissionMode !== undefined && !outputTransmission.includes(transmissionMode as 'value')) {
    const expected = outputTransmission.join(' or ');
    faults.add(below(pointer, 'transmissionMode'), `expected ${expected}, got ${excerpt(transmissionMode)}`);
  }
  if (format !== undefined) judgeFormat(format, output, below(pointer, 'format'), faults);
  if (collection !== undefined) judgeName(collection, output, below(pointer, 'collection'), faults);
  return {
    ...(transmissionMode === undefined ? {} : { transmissionMode: transmissionMode as 'value' | 'reference' }),
    ...(typeof collection === 'string' ? { collection } : {}),
  };
}

/** Outputs come in one format each; asking for just that one is no mistake. */
function judgeFormat(format: unknown, { schema }: ParameterDescription, pointer: string, faults: Faults): void {
  const declared = mediaTypesOf(schema);
  const offered = declared.length > 0 ? declared : ['application/json'];
  const mediaType = isRecord(format) ? format.mediaType : undefined;
  if (!isRecord(format)) faults.add(pointer, `expected an object with mediaType, got ${excerpt(format)}`);
  else if (mediaType === undefined) return;
  else if (typeof mediaType !== 'string' || !offered.some((type) => sameMediaType(type, mediaType))) {
    faults.add(below(pointer, 'mediaType'), `expected ${offered.join(' or ')}, got ${excerpt(mediaType)}`);
  }
}

function judgeName(name: unknown, output: ParameterDescription, pointer: string, faults: Faults): void {
  if (!isCollectionOutput(output)) faults.add(pointer, 'this output is not a collection');
  else if (typeof name !== 'string' || !COLLECTION_NAME.test(name)) {
    const expected =
      'expected up to 63 lower-case letters, digits, dots, hyphens and underscores, a letter or digit first';
    faults.add(pointer, `${expected}; got ${excerpt(name)}`);
  }
}
