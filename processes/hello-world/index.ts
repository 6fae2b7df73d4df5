/**
 * The process every pygeoapi ships, answered as pygeoapi answers it: an object with the id of the output and the text,
 * without blanks at its ends.
 */
import type { ProcessRun } from '../../src/jobs/process.js';

export const run: ProcessRun = async ({ inputs }) => {
  const greeting = `Hello ${inputs.name}! ${inputs.message ?? ''}`.trim();
  return { echo: { kind: 'json', value: { id: 'echo', value: greeting } } };
};
