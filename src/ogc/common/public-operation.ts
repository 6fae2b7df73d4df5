/** An operation as the public API document shows it. */
import type { ContractOperation, Parameter } from '../../http/contract.js';

export interface PublicOperation {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly parameters: readonly (Parameter | { readonly $ref: string })[];
  readonly requestBody?: ContractOperation['requestBody'];
  readonly responses: ContractOperation['responses'];
}
