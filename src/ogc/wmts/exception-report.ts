/** What WMTS says when something is wrong: an ows:ExceptionReport (OGC 06-121r3, clause 8; OGC 07-057r7, tables 19 to 31). */
import { ServiceError } from '../../errors.js';
import type { Context } from '../../http/context.js';
import { asServiceError } from '../../http/problem.js';
import { type Reply, textReply } from '../../http/reply.js';
import { xml, xmlDocument } from '../common/xml.js';

export type OwsCode =
  | 'MissingParameterValue'
  | 'InvalidParameterValue'
  | 'OperationNotSupported'
  | 'VersionNegotiationFailed'
  | 'InvalidUpdateSequence'
  | 'TileOutOfRange'
  | 'PointIJOutOfRange'
  | 'NoApplicableCode';

/** An error with a code of OWS and the parameter that it is about. */
export class OwsException extends ServiceError {
  constructor(
    code: OwsCode,
    detail: string,
    readonly locator?: string,
    status = code === 'OperationNotSupported' ? 501 : 400,
  ) {
    super(status, code, detail);
  }
}

export const missing = (parameter: string) =>
  new OwsException('MissingParameterValue', `${parameter}: expected a value, got none`, parameter);
export const invalid = (parameter: string, detail: string) =>
  new OwsException('InvalidParameterValue', `${parameter}: ${detail}`, parameter);

/**
 * Calls a handler and reports what it throws. @param isResource the address names a resource: what it gets wrong is then
 * not found
 */
export async function reporting(
  context: Context<unknown, unknown>,
  isResource: boolean,
  answer: () => Promise<Reply>,
): Promise<Reply> {
  try {
    return await answer();
  } catch (thrown) {
    // Nobody is left to read a report.
    if (context.signal.aborted) throw thrown;
    const error = asServiceError(thrown);
    if (error.status >= 500 && !(error instanceof OwsException)) context.log.error({ err: thrown }, 'WMTS failed');
    return reportReply(error, isResource && error.status === 400 ? 404 : error.status);
  }
}

function reportReply(error: ServiceError, status: number): Reply {
  const { retryAfterSeconds } = error.options;
  return textReply('application/xml', exceptionReport(error), {
    status,
    headers: retryAfterSeconds === undefined ? {} : { 'Retry-After': String(retryAfterSeconds) },
  });
}

function exceptionReport(error: ServiceError): string {
  const isOws = error instanceof OwsException;
  const locator = isOws ? error.locator : undefined;
  return xmlDocument(xml`<ows:ExceptionReport xmlns:ows="http://www.opengis.net/ows/1.1" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.opengis.net/ows/1.1 http://schemas.opengis.net/ows/1.1.0/owsExceptionReport.xsd" version="1.0.0" xml:lang="en">
<ows:Exception exceptionCode="${isOws ? error.code : codeOf(error)}"${locator !== undefined && xml` locator="${locator}"`}>
<ows:ExceptionText>${error.detail}</ows:ExceptionText>
</ows:Exception>
</ows:ExceptionReport>`);
}

/** Errors of other layers know no parameter of WMTS. */
const codeOf = ({ status }: ServiceError): OwsCode => (status === 400 ? 'InvalidParameterValue' : 'NoApplicableCode');
