/** The greeting, beside what pygeoapi 0.19 answers to the same requests. */
import { describe, expect, test } from 'vitest';
import { run } from '../../../processes/hello-world/index.js';
import type { Database } from '../../../src/db/database.js';
import { runProcess } from '../../support/run-process.js';

const noDatabase = {} as Database;

describe('hello-world', () => {
  test.each([
    [{ name: 'World' }, 'Hello World!'],
    [{ name: 'World', message: 'An optional message.' }, 'Hello World! An optional message.'],
    [{ name: 'Zoë  ', message: '  ' }, 'Hello Zoë  !'],
  ])('greets %j as pygeoapi does', async (inputs, greeting) => {
    const { outputs } = await runProcess(run, noDatabase, inputs);
    expect(outputs).toEqual({ echo: { kind: 'json', value: { id: 'echo', value: greeting } } });
  });
});
