/**
 * Paths that differ in one identifier only: templated for the server, written out once per member in the public
 * document, so that clients find each collection and each process by name.
 */
import type { ContractOperation } from '../../http/contract.js';
import type { PublicOperation } from './public-operation.js';

export interface PathFamily {
  /** `/collections/{collectionId}`: of the resources, and where those below them begin. */
  readonly template: string;
  /** Name below `components.parameters` of the parameter that goes. */
  readonly parameter: string;
  readonly members: readonly FamilyMember[];
}

export interface FamilyMember {
  readonly id: string;
  /** Fills in `{title}` in the names that the contract gives. */
  readonly title: string;
  /** Whether the member answers an operation; all of them without it. */
  readonly offers?: (operation: ContractOperation) => boolean;
  /** What is known of an operation only when the member is. */
  readonly refine?: (operation: ContractOperation) => Partial<PublicOperation>;
}

/** The path of a member for a path of the contract. */
export const memberPath = ({ template }: PathFamily, path: string, id: string): string =>
  `${template.slice(0, template.indexOf('{'))}${encodeURIComponent(id)}${path.slice(template.length)}`;

export const isWithin = ({ template }: PathFamily, path: string): boolean =>
  path === template || path.startsWith(`${template}/`);
