/** Reads a YAML file the way pygeoapi does: YAML 1.1, with `${VAR}` and `${VAR:-default}` taken from the environment. */
import { readFile } from 'node:fs/promises';
import {
  type Document,
  isCollection,
  isNode,
  isScalar,
  LineCounter,
  type Node,
  parseDocument,
  Scalar,
  type ScalarTag,
  type Tags,
  visit,
} from 'yaml';
import { invalidConfiguration } from '../errors.js';

export type Environment = Readonly<Record<string, string | undefined>>;
/** Keys and indexes from the root of a document down to a value. */
export type Path = readonly (string | number)[];

export interface YamlFile {
  /** As the caller named it. */
  readonly name: string;
  readonly content: unknown;
  /** `FILE:LINE PATH` of a value, or of the nearest thing around it that exists. */
  where(path: Path): string;
}

/** Throws `invalidConfiguration` when the file cannot be read, is not YAML, or names a variable that is not set. */
export async function readYamlFile(name: string, absolutePath: string, environment: Environment): Promise<YamlFile> {
  const text = await readFile(absolutePath, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw invalidConfiguration(name, `cannot be read: ${error.code ?? error.message}`, 'see --config');
  });
  return parseYaml(name, text, environment);
}

export function parseYaml(name: string, text: string, environment: Environment): YamlFile {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { version: '1.1', merge: true, lineCounter, customTags: pythonTags });
  const [error] = document.errors;
  if (error) throw invalidConfiguration(`${name}:${error.linePos?.[0].line ?? 1}`, error.message.split('\n')[0]);

  const lineOf = (node: Node | undefined) => (node?.range ? lineCounter.linePos(node.range[0]).line : 1);
  visit(document, {
    Scalar(key, scalar) {
      if (key !== 'key' && typeof scalar.value === 'string') {
        interpolate(scalar, scalar.value, environment, () => `${name}:${lineOf(scalar)}`);
      }
    },
  });
  return {
    name,
    content: document.toJS() as unknown,
    where: (path) => `${name}:${lineOf(nearestNode(document, path))} ${formatPath(path)}`.trimEnd(),
  };
}

/** `resources.lakes.providers[0].name`; keys that are no plain words are quoted. */
export function formatPath(path: Path): string {
  const steps = path.map((step) => {
    if (typeof step === 'number') return `[${step}]`;
    return /^[\w-]+$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
  });
  return steps.join('').replace(/^\./, '');
}

/** YAML 1.1 as Python's reader has it: `y` and `n` are letters. Dates stay the text they are written as. */
function pythonTags(tags: Tags): Tags {
  const isScalar = (tag: Tags[number], name: string): tag is ScalarTag =>
    typeof tag === 'object' && tag.tag === `tag:yaml.org,2002:${name}`;
  return tags
    .filter((tag) => !isScalar(tag, 'timestamp'))
    .map((tag) => {
      if (!isScalar(tag, 'bool')) return tag;
      return { ...tag, test: tag.test?.test('yes') ? /^(?:yes|true|on)$/i : /^(?:no|false|off)$/i };
    });
}

const VARIABLE = /\$\{(\w+)(?::-([^}]*))?\}/g;

/** As in pygeoapi, a variable that is set to nothing counts as set. */
function interpolate(scalar: Scalar, text: string, environment: Environment, where: () => string): void {
  let changed = false;
  const filled = text.replace(VARIABLE, (_match, variable: string, fallback: string | undefined) => {
    changed = true;
    const value = environment[variable] ?? fallback;
    if (value !== undefined) return value;
    throw invalidConfiguration(
      where(),
      `the environment variable ${variable} is not set`,
      `set it, or write \${${variable}:-default}`,
    );
  });
  if (changed) scalar.value = scalar.type === Scalar.PLAIN ? plainValue(filled) : filled;
}

/** What an unquoted word means. Only numbers in their plainest spelling count: `007` may be a password. */
function plainValue(text: string): string | number | boolean {
  if (/^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  const number = Number(text);
  return text !== '' && Number.isFinite(number) && String(number) === text ? number : text;
}

function nearestNode(document: Document, path: Path): Node | undefined {
  let node: unknown = document.contents;
  for (const step of path) {
    const next: unknown = isCollection(node) ? node.get(step, true) : undefined;
    if (!isNode(next) || (isScalar(next) && !next.range)) break;
    node = next;
  }
  return isNode(node) ? node : undefined;
}
