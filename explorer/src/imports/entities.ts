/** What may not stand in the documents of other services. */
import { ServiceTrouble } from './service-trouble.js';

/** Entities of a document's own can stand for megabytes; capabilities have no use for them. */
export function refuseEntities(content: string): void {
  if (/<!ENTITY/i.test(content)) throw new ServiceTrouble('import.entities');
}
