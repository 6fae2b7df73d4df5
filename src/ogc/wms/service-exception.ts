/**
 * Errors as WMS tells them. Codes are those of the standard, in the words of 1.3.0; what it has no code for has none.
 * A fault of the client is no failure of HTTP: `docs/decisions.md` says why it goes out as 200.
 */
import { ServiceError } from '../../errors.js';
import { type Reply, textReply } from '../../http/reply.js';
import { xml, xmlDocument } from '../common/xml.js';
import type { WmsVersion } from './wms-version.js';

const CODES = [
  'InvalidFormat',
  'InvalidCRS',
  'LayerNotDefined',
  'StyleNotDefined',
  'LayerNotQueryable',
  'InvalidPoint',
  'CurrentUpdateSequence',
  'InvalidUpdateSequence',
  'MissingDimensionValue',
  'InvalidDimensionValue',
  'OperationNotSupported',
] as const;

export type WmsCode = (typeof CODES)[number];

export const wmsError = (code: WmsCode, detail: string, cause?: unknown) =>
  new ServiceError(400, code, detail, { cause });

/** What each version calls the type of a document with an exception. */
const EXCEPTION_MEDIA_TYPES: Readonly<Record<WmsVersion, string>> = {
  '1.1.1': 'application/vnd.ogc.se_xml',
  '1.3.0': 'text/xml',
};

export function exceptionReply(error: ServiceError, version: WmsVersion): Reply {
  return textReply(EXCEPTION_MEDIA_TYPES[version], exceptionDocument(error, version), {
    status: statusOf(error),
    headers: retryHeaders(error),
  });
}

/** What the server cannot do just now is told by the status, so that nobody keeps it and clients come again. */
export const statusOf = ({ status }: ServiceError): number => (status >= 500 ? status : 200);

export const retryHeaders = ({ options }: ServiceError): Record<string, string> =>
  options.retryAfterSeconds === undefined ? {} : { 'Retry-After': String(options.retryAfterSeconds) };

function exceptionDocument(error: ServiceError, version: WmsVersion): string {
  const code = codeOf(error, version);
  const exception = xml`<ServiceException${code !== undefined && xml` code="${code}"`}>${error.detail}</ServiceException>`;
  if (version === '1.3.0') {
    return xmlDocument(xml`<ServiceExceptionReport version="1.3.0" xmlns="http://www.opengis.net/ogc" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.opengis.net/ogc http://schemas.opengis.net/wms/1.3.0/exceptions_1_3_0.xsd">
${exception}
</ServiceExceptionReport>`);
  }
  return xmlDocument(xml`<!DOCTYPE ServiceExceptionReport SYSTEM "http://schemas.opengis.net/wms/1.1.1/exception_1_1_1.dtd">
<ServiceExceptionReport version="1.1.1">
${exception}
</ServiceExceptionReport>`);
}

function codeOf({ code }: ServiceError, version: WmsVersion): string | undefined {
  if (!CODES.some((known) => known === code)) return undefined;
  return version === '1.1.1' && code === 'InvalidCRS' ? 'InvalidSRS' : code;
}
