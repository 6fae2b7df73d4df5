/** Title, abstract and keywords, as every description of OWS begins. */
import { type Xml, xml } from '../common/xml.js';

export const description = (title: string, abstract?: string, keywords: readonly string[] = []): Xml =>
  xml`<ows:Title>${title}</ows:Title>\n${abstract !== undefined && xml`<ows:Abstract>${abstract}</ows:Abstract>\n`}${
    keywords.length > 0 &&
    xml`<ows:Keywords>${keywords.map((word) => xml`<ows:Keyword>${word}</ows:Keyword>`)}</ows:Keywords>\n`
  }`;
