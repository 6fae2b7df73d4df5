/** Which output of a nested process takes the place of an input: the one that is asked for, or the only one that fits. */
import type { JobRequest } from '../../../jobs/job.js';
import type { ParameterDescription, ProcessDescription } from '../../../jobs/process-registry.js';
import type { Faults } from './faults.js';
import { mediaTypesOf, sameMediaType, takesCollection } from './input-form.js';
import { isCollectionOutput, wantedOutputs } from './outputs.js';

export function fittingOutput(
  description: ProcessDescription,
  outputs: JobRequest['outputs'],
  input: ParameterDescription,
  pointer: string,
  faults: Faults,
): string | undefined {
  const wanted = wantedOutputs(outputs, description);
  const fitting = wanted.filter((id) => fits(description.outputs[id], input));
  if (fitting.length === 1) return fitting[0];
  const listed = Object.keys(description.outputs).join(', ');
  faults.add(
    pointer,
    fitting.length === 0
      ? `no output of ${description.id} fits here; it has ${listed}`
      : `several outputs of ${description.id} fit here: name one of ${fitting.join(', ')} in "outputs"`,
  );
  return undefined;
}

/** What can be told from both descriptions; the value itself is judged when it is there. */
function fits(output: ParameterDescription, input: ParameterDescription): boolean {
  if (isCollectionOutput(output) || takesCollection(input)) return isCollectionOutput(output) && takesCollection(input);
  const [given, taken] = [output.schema.type, input.schema.type];
  const sameType =
    given === undefined || taken === undefined || given === taken || (given === 'integer' && taken === 'number');
  const [offered, accepted] = [mediaTypesOf(output.schema), mediaTypesOf(input.schema)];
  const sameFormat =
    offered.length === 0 || accepted.length === 0 || offered.some((a) => accepted.some((b) => sameMediaType(a, b)));
  return sameType && sameFormat;
}
