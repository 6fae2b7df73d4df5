/** The processes of this server: the folders below `processes/`. Their descriptions are data; their code is loaded by whoever runs them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { packageRoot } from '../package-root.js';
import type { ProcessRun, RequestCheck } from './process.js';

/** An input or output of a process description (OGC API Processes 1.0, section 7.10), with what a collection must be. */
export interface ParameterDescription {
  readonly title?: string;
  readonly description?: string;
  readonly keywords?: readonly string[];
  /** OpenAPI 3.0 schema. */
  readonly schema: Readonly<Record<string, unknown>>;
  readonly minOccurs?: number;
  readonly maxOccurs?: number | 'unbounded';
  readonly 'x-collection'?: CollectionDemand;
  readonly 'x-file'?: FileDemand;
}

/** An input that may be given by reference to a file too large for memory: the process gets a `FetchedFile`. */
export interface FileDemand {
  readonly mediaType: string;
}

/**
 * Which collections an input takes; or, at an output, the name it is published under when the request gives none, and
 * the geometries of inputs without which it is not made.
 */
export interface CollectionDemand {
  readonly kind?: 'points' | 'any';
  readonly levels?: readonly string[];
  readonly geometries?: readonly string[];
  readonly default?: string;
  /** At an output: made only when the request asks for it by name. */
  readonly onDemand?: boolean;
}

export type JobControlOption = 'sync-execute' | 'async-execute' | 'dismiss';

export interface ProcessDescription {
  readonly id: string;
  readonly version: string;
  readonly title: string;
  readonly description: string;
  readonly keywords?: readonly string[];
  readonly jobControlOptions: readonly JobControlOption[];
  readonly outputTransmission: readonly ('value' | 'reference')[];
  readonly inputs: Readonly<Record<string, ParameterDescription>>;
  readonly outputs: Readonly<Record<string, ParameterDescription>>;
}

export interface RegisteredProcess {
  readonly description: ProcessDescription;
  /** Body of an execution request that works on the demonstration. */
  readonly example: Readonly<Record<string, unknown>>;
  /** Faults that the description cannot name; absent when there are none to find. */
  readonly check?: RequestCheck;
}

export type ProcessRegistry = ReadonlyMap<string, RegisteredProcess>;

/** Reads every folder with a `process.json`. A folder that is not named after its process is a defect of the package. */
export async function loadProcesses(folder = join(packageRoot, 'processes')): Promise<ProcessRegistry> {
  const registry = new Map<string, RegisteredProcess>();
  for (const id of existsSync(folder) ? readdirSync(folder).sort() : []) {
    const file = join(folder, id, 'process.json');
    if (!existsSync(file)) continue;
    const description = JSON.parse(readFileSync(file, 'utf8')) as ProcessDescription;
    if (description.id !== id) throw new Error(`${file}: expected the id ${id}, got ${description.id}`);
    const example = JSON.parse(readFileSync(join(folder, id, 'example.json'), 'utf8')) as Record<string, unknown>;
    const check = await loadCheck(id);
    registry.set(id, { description, example, ...(check ? { check } : {}) });
  }
  return registry;
}

/** The code of a process, from the build: workers are started from it, whatever started the server. */
export async function loadProcessRun(id: string): Promise<ProcessRun> {
  const module = (await import(pathToFileURL(builtModule(id, 'index.js')).href)) as { run: ProcessRun };
  return module.run;
}

async function loadCheck(id: string): Promise<RequestCheck | undefined> {
  const file = builtModule(id, 'check.js');
  if (!existsSync(file)) return undefined;
  return ((await import(pathToFileURL(file).href)) as { check: RequestCheck }).check;
}

const builtModule = (id: string, file: string) => join(packageRoot, 'dist', 'processes', id, file);
