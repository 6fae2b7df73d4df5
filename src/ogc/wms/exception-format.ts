/** EXCEPTIONS: a failure as a document, or as a picture for clients that show whatever they get. */
import type { ServiceError } from '../../errors.js';
import { bytesReply, type Reply } from '../../http/reply.js';
import { Turnstile } from '../../maps/turnstile.js';
import { colourOf } from '../../render/colour.js';
import { encodeSvgAsImage } from '../../render/encode-image.js';
import { textSvg, textWidthPx } from '../../render/stroke-font.js';
import { emptyPicture } from '../common/drawing/empty-picture.js';
import type { KeyValueParameters } from '../common/key-value-parameters.js';
import { readSides } from './map-view.js';
import { type Picture, readPicture } from './picture-parameters.js';
import { exceptionReply, retryHeaders, statusOf } from './service-exception.js';
import type { WmsVersion } from './wms-version.js';

/** Documents, pictures of the text, empty pictures. */
export const EXCEPTION_FORMATS: Readonly<Record<WmsVersion, readonly [string, string, string]>> = {
  '1.1.1': ['application/vnd.ogc.se_xml', 'application/vnd.ogc.se_inimage', 'application/vnd.ogc.se_blank'],
  '1.3.0': ['XML', 'INIMAGE', 'BLANK'],
};

/** In the few threads that all files and all compression of this program share. */
const writing = new Turnstile(2);
const MOST_WAITING = 16;

/** Only a map can be drawn instead, and only one whose size and format can be read: else it is a document. */
export async function failureReply(
  error: ServiceError,
  version: WmsVersion,
  parameters: KeyValueParameters,
  isOfMap: boolean,
  signal: AbortSignal,
): Promise<Reply> {
  const manner = mannerOf(parameters.get('EXCEPTIONS') ?? '');
  const asked = isOfMap && manner !== 'document' ? askedPicture(parameters) : undefined;
  if (!asked) return exceptionReply(error, version);
  // Who gets many of them wrong at once is told so by documents, which cost nothing.
  if (manner === 'text' && writing.waiting >= MOST_WAITING) return exceptionReply(error, version);
  const { widthPx, heightPx, mediaType, background } = asked;
  const bytes =
    manner === 'text'
      ? await writing.pass(() => pictureOfText(error.detail, asked), signal)
      : await emptyPicture(widthPx, heightPx, mediaType, background);
  return bytesReply(asked.mediaType, bytes, { status: statusOf(error), headers: retryHeaders(error) });
}

/** Names of the other version are understood. */
function mannerOf(text: string): 'document' | 'text' | 'blank' {
  const name = text.toLowerCase().replace('application/vnd.ogc.se_', '');
  return name === 'inimage' ? 'text' : name === 'blank' ? 'blank' : 'document';
}

interface AskedPicture extends Picture {
  readonly widthPx: number;
  readonly heightPx: number;
}

function askedPicture(parameters: KeyValueParameters): AskedPicture | undefined {
  try {
    return { ...readPicture(parameters), ...readSides(parameters) };
  } catch {
    return undefined;
  }
}

const CAP_PX = 8;
const LINE_PX = 17;
const MARGIN_PX = 8;

/** Dark letters with a light rim: readable on any ground, and on none. */
async function pictureOfText(
  text: string,
  { widthPx, heightPx, mediaType, background }: AskedPicture,
): Promise<Buffer> {
  const lines = wrapped(text, widthPx - 2 * MARGIN_PX).slice(0, Math.max(1, Math.floor(heightPx / LINE_PX)));
  const letters = lines.map((line, i) => textSvg(line, MARGIN_PX, MARGIN_PX + CAP_PX + i * LINE_PX, CAP_PX)).join('');
  const pen = 'fill="none" stroke-linecap="round" stroke-linejoin="round"';
  const drawnPx = Math.min(heightPx, 2 * MARGIN_PX + lines.length * LINE_PX);
  const plate = background === undefined ? '' : `<rect width="${widthPx}" height="${drawnPx}" fill="${background}"/>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${drawnPx}" viewBox="0 0 ${widthPx} ${drawnPx}">${plate}<g ${pen} stroke="#ffffff" stroke-width="7">${letters}</g><g ${pen} stroke="#8c1d18" stroke-width="1.4">${letters}</g></svg>`;
  const ground = background === undefined ? undefined : colourOf(background);
  return encodeSvgAsImage(svg, mediaType === 'image/jpeg' ? 'jpeg' : 'png', { heightPx, ...(ground && { ground }) });
}

function wrapped(text: string, lineWidthPx: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.slice(0, 500).split(/\s+/)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && textWidthPx(longer, CAP_PX) > lineWidthPx) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}
