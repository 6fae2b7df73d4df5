/** Finds the operation of a request and turns its parameters into checked, typed values, by means of openapi-backend. */
import { OpenAPIRouter, OpenAPIValidator, type Operation as RoutedOperation } from 'openapi-backend';
import { invalidParameter, type ServiceError, unknownParameter } from '../errors.js';
import type { Contract, ContractOperation, Parameter } from './contract.js';
import { expectation, isFiniteThroughout } from './expectation.js';
import type { HttpConfig } from './http-config.js';
import { validatingDocument } from './validating-document.js';

export interface ParsedParameters {
  readonly params: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly undeclared: ReadonlyMap<string, string>;
}

export class RequestParser {
  private readonly router: CachingRouter;
  private readonly validator: OpenAPIValidator;
  private readonly operations: ReadonlyMap<string, ContractOperation>;

  constructor(
    contract: Contract,
    private readonly unknownParameters: HttpConfig['unknownParameters'],
  ) {
    const definition = validatingDocument(contract);
    this.operations = new Map(contract.operations.map((operation) => [operation.operationId, operation]));
    this.router = new CachingRouter({ definition });
    this.validator = new OpenAPIValidator({
      definition,
      router: this.router,
      coerceTypes: true,
      lazyCompileValidators: true,
      // Formats are left to the handlers, whose messages say more than "must match format".
      ajvOpts: { useDefaults: true, validateFormats: false },
    });
  }

  /** The operation at an encoded path, and the methods offered there (empty: no such resource). */
  match(method: string, path: string): { operation?: ContractOperation; methods: readonly string[] } {
    const find = (candidate: string) => this.router.matchOperation({ method: candidate, path, headers: {} });
    const operation = find(method);
    if (operation) return { operation: this.operations.get(operation.operationId!), methods: [method] };
    return { methods: ['get', 'post', 'put', 'patch', 'delete'].filter(find) };
  }

  /** Every method offered at a path. */
  methodsAt(path: string): readonly string[] {
    return this.match('none', path).methods;
  }

  parse(operation: ContractOperation, path: string, search: URLSearchParams, body: unknown): ParsedParameters {
    const { declared, undeclared } = this.sort(operation, search);
    const result = this.validator.validateRequest(
      { method: operation.method, path, headers: body === undefined ? {} : JSON_BODY, query: declared, body },
      operation.operationId,
    );
    if (result.errors) throw asServiceError(result.errors[0], operation, declared);
    const query = result.coerced!.query as Record<string, unknown>;
    for (const { parameter } of operation.parameters) {
      const { name, schema } = parameter;
      const value = query[name];
      if (!isFiniteThroughout(value)) throw unexpected(parameter, declared[name]);
      if (schema.maximum !== undefined && typeof value === 'number') query[name] = Math.min(value, schema.maximum);
    }
    return { params: result.coerced!.params ?? {}, query, undeclared };
  }

  /** Parameters the contract knows and others. Refuses repeated ones, and unknown ones unless told to ignore them. */
  private sort(operation: ContractOperation, search: URLSearchParams) {
    const known = operation.parameters.filter(({ parameter }) => parameter.in === 'query');
    const names = known.map(({ parameter }) => parameter.name);
    const exploded = new Set(
      known.filter(({ parameter }) => isExploded(parameter)).map(({ parameter }) => parameter.name),
    );
    const declared: Record<string, string | string[]> = {};
    const undeclared = new Map<string, string>();
    for (const [name, value] of search) {
      const values = search.getAll(name);
      if (values.length > 1 && !exploded.has(name)) throw invalidParameter(name, 'expected once, got it several times');
      // PostgreSQL's text cannot hold it, so no value with one can ever match.
      if (`${name}${value}`.includes('\0')) throw invalidParameter(name.replaceAll('\0', ''), 'holds a NUL character');
      if (names.includes(name)) declared[name] = exploded.has(name) ? values : value;
      else if (operation.hasPropertyFilters) undeclared.set(name, value);
      else if (this.unknownParameters === 'reject') throw unknownParameter(name, names);
    }
    return { declared, undeclared };
  }
}

/** A list whose entries come as parameters of one name. */
const isExploded = ({ schema, explode }: Parameter): boolean => schema.type === 'array' && explode === true;

const JSON_BODY = { 'content-type': 'application/json' };

/** The router asks for the list of operations several times per request; it never changes. */
class CachingRouter extends OpenAPIRouter {
  private list?: RoutedOperation[];

  override getOperations(): RoutedOperation[] {
    this.list ??= super.getOperations();
    return this.list;
  }
}

interface ValidationError {
  readonly instancePath: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message?: string;
}

/** Says in the caller's words what is wrong: what was expected and what came. */
function asServiceError(
  { instancePath, params, message }: ValidationError,
  operation: ContractOperation,
  query: Readonly<Record<string, string | string[]>>,
): ServiceError {
  const [, place, name = '', ...rest] = instancePath.split('/').map(unescapePointer);
  const declared = operation.parameters.find(({ parameter }) => parameter.name === name);
  if (place === 'query' && declared) return unexpected(declared.parameter, query[name]);
  if (params.missingProperty === 'requestBody')
    return invalidParameter('body', 'expected a JSON document, got nothing');
  if (place === 'path' && declared) return invalidParameter(name, String(message));
  const member = [name, ...rest].filter(Boolean);
  return invalidParameter('body', `${member.join('.')} ${message}`.trim());
}

function unexpected({ name, schema }: Parameter, value: string | readonly string[]): ServiceError {
  const got = String(value);
  return invalidParameter(
    name,
    `expected ${expectation(schema)}, got "${got.length > 80 ? `${got.slice(0, 80)}…` : got}"`,
  );
}

const unescapePointer = (token: string): string => token.replaceAll('~1', '/').replaceAll('~0', '~');
