/** Judges answers by the schemas of the contract. */
import { Ajv } from 'ajv';
import { inlined, loadContract } from '../../src/http/contract.js';
import { testConfig } from './test-app.js';

type Content = Readonly<Record<string, { readonly schema: object }>>;

/** @param files of `openapi/` */
export function answersOfContract(...files: readonly string[]) {
  const { operations, components } = loadContract(files, testConfig.limits);
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });

  /** What a successful answer may be, by media type. */
  const contentOf = (operationId: string): Content => {
    const operation = operations.find((candidate) => candidate.operationId === operationId);
    if (!operation) throw new Error(`no operation is called ${operationId}`);
    return (inlined(operation.responses['200'], components) as { content: Content }).content;
  };

  /** What is wrong with a body; nothing when it is as the contract says. */
  const faultsOf = (operationId: string, body: unknown, mediaType = 'application/json'): readonly unknown[] => {
    const validate = ajv.compile(contentOf(operationId)[mediaType].schema);
    return validate(body) ? [] : (validate.errors ?? []);
  };

  return { contentOf, faultsOf };
}
