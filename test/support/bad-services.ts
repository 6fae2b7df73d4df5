/** Services that are broken, or mean harm: `/bad/<fault>`. */
import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { wmsCapabilities, wmsLayer } from './foreign-documents.js';

const MEBIBYTE = 2 ** 20;
/** Of capabilities that never seem to end. */
const HUGE_MEBIBYTES = 200;
export const MANY_LAYERS = 50_000;

/** As XML writes it. */
const MARKUP = '&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&lt;script&gt;alert(2)&lt;/script&gt;';

export function badService(
  base: string,
  { pathname, searchParams }: URL,
  answering: ServerResponse,
  picture: Buffer,
): void {
  const fault = pathname.split('/')[2];
  const url = `${base}/bad/${fault}`;
  const isMap = searchParams.get('REQUEST') === 'GetMap';
  const xml = (content: string) => answering.writeHead(200, { 'Content-Type': 'text/xml' }).end(content);
  const lead = (location: string) => answering.writeHead(302, { Location: location }).end();
  // Also from https: what is told must not depend on it.
  answering.setHeader('Access-Control-Allow-Origin', '*');
  switch (fault) {
    case 'broken':
      answering.writeHead(500, { 'Content-Type': 'text/html' }).end('<h1>oops</h1>');
      return;
    case 'page':
      answering.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><script>alert(3)</script>');
      return;
    case 'slow':
      // Never.
      return;
    case 'private':
      lead(base.replace('127.0.0.1', 'localhost'));
      return;
    case 'metadata':
      lead('http://169.254.169.254/latest/meta-data/');
      return;
    case 'file':
      lead('file:///etc/passwd');
      return;
    case 'loop':
      lead(`${url}?${Number(searchParams.get('turn') ?? 0) + 1}`);
      return;
    case 'huge':
      void endless(answering);
      return;
    case 'bomb':
      xml(
        `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">${[...'bcdefghi'].map((name, i) => `<!ENTITY ${name} "${`&${'abcdefgh'[i]};`.repeat(10)}">`).join('')}]><WMS_Capabilities>&i;</WMS_Capabilities>`,
      );
      return;
    case 'external':
      xml(`<!DOCTYPE x [<!ENTITY a SYSTEM "${base}/bad/stolen">]><WMS_Capabilities>&a;</WMS_Capabilities>`);
      return;
    case 'markup':
      if (isMap) answering.writeHead(200, { 'Content-Type': 'image/png' }).end(picture);
      else xml(wmsCapabilities({ url, title: MARKUP, about: MARKUP, credit: MARKUP }));
      return;
    case 'many':
      xml(
        wmsCapabilities({
          url,
          layers: Array.from({ length: MANY_LAYERS }, (_, i) => wmsLayer(`l${i}`, `Layer ${i}`)).join(''),
        }),
      );
      return;
    case 'elsewhere':
      xml(wmsCapabilities({ url, reference: 'EPSG:32633' }));
      return;
    case 'excuse':
      if (isMap)
        xml(
          '<ServiceExceptionReport><ServiceException>The layer is being repaired</ServiceException></ServiceExceptionReport>',
        );
      else xml(wmsCapabilities({ url }));
      return;
    case 'nopicture':
      if (isMap) answering.writeHead(200, { 'Content-Type': 'image/png' }).end('no picture at all');
      else xml(wmsCapabilities({ url }));
      return;
    default:
      answering.writeHead(404).end();
  }
}

/** Stops when nobody reads any more. */
async function endless(answering: ServerResponse): Promise<void> {
  answering.writeHead(200, { 'Content-Type': 'text/xml' });
  await pipeline(function* () {
    yield '<WMS_Capabilities>';
    for (let i = 0; i < HUGE_MEBIBYTES; i++) yield Buffer.alloc(MEBIBYTE, '<Layer/>');
  }, answering).catch(() => undefined);
}
