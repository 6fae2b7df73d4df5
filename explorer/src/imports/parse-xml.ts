/** Documents of other services as trees, by the browser's own parser: nothing of them ever becomes part of the page. */
import { refuseEntities } from './entities.js';
import { ServiceTrouble } from './service-trouble.js';
import type { XmlElement } from './xml.js';

/** Throws ServiceTrouble for what is no XML, and for XML that grows when it is read. */
export function parseXml(content: string): XmlElement {
  refuseEntities(content);
  const document = new DOMParser().parseFromString(content, 'application/xml');
  if (document.getElementsByTagName('parsererror').length > 0) throw new ServiceTrouble('import.noXml');
  return document.documentElement;
}
