/**
 * The jobs of one request: the one that was asked for, and one for each process that stands in place of an input
 * (Part 3, nested processes). A job comes before those it waits for.
 */
import { randomUUID } from 'node:crypto';
import type { Collection } from '../../../catalog/collection.js';
import type { JobRequest, NestedInput, Subscriber } from '../../../jobs/job.js';
import type { NewJob } from '../../../jobs/job-store.js';
import { excerpt } from '../../../jobs/parameter-schema.js';
import type { ParameterDescription, RegisteredProcess } from '../../../jobs/process-registry.js';
import { digestOf } from './canonical-json.js';
import { readCollectionInput } from './collection-input.js';
import { below, type Faults, isRecord } from './faults.js';
import { formOf, type InputForm, isMany, takesCollection, unwrapped } from './input-form.js';
import { readValue } from './input-values.js';
import { fittingOutput } from './nested-output.js';
import { isCollectionOutput, readOutputs, wantedOutputs } from './outputs.js';
import { isAddress, ownResource } from './own-address.js';
import { readReferenceInput } from './reference-input.js';
import type { SubmissionSetting } from './submission-setting.js';
import { defaultName, TreeCollections } from './tree-collections.js';

interface Branch {
  /** Where the request of the job stands in the body. */
  readonly pointer: string;
  readonly depth: number;
  /** Of what was asked, in canonical form. */
  readonly digest: string;
  readonly response: JobRequest['response'];
  readonly subscriber?: Subscriber;
  readonly parentJobId?: string;
}

interface Asked {
  readonly inputs?: unknown;
  readonly outputs?: unknown;
}

/** A job while its inputs are read. */
interface Draft {
  readonly jobId: string;
  readonly process: RegisteredProcess;
  readonly branch: Branch;
  readonly inputs: Record<string, unknown>;
  readonly nested: NestedInput[];
  /** Collections it reads, as far as they exist. */
  readonly read: Collection[];
  outputs: JobRequest['outputs'];
}

export class JobTree {
  readonly collections = new TreeCollections();
  readonly #drafts: Draft[] = [];
  #collectionCount = 0;

  constructor(
    private readonly setting: SubmissionSetting,
    private readonly faults: Faults,
  ) {}

  /** As they are to be stored. Only to be asked for when there are no faults. */
  jobs(): readonly NewJob[] {
    return this.#drafts.map(({ jobId, process, branch, inputs, outputs, nested }) => ({
      jobId,
      processId: process.description.id,
      processVersion: process.description.version,
      requestSha256: branch.digest,
      ...(branch.parentJobId === undefined ? {} : { parentJobId: branch.parentJobId }),
      request: {
        inputs,
        response: branch.response,
        ...(outputs ? { outputs } : {}),
        ...(branch.subscriber ? { subscriber: branch.subscriber } : {}),
        ...(nested.length > 0 ? { nested } : {}),
      },
    }));
  }

  /** Adds a job and all it needs. */
  async grow(process: RegisteredProcess, asked: Asked, branch: Branch): Promise<Draft> {
    const draft: Draft = {
      jobId: randomUUID(),
      process,
      branch,
      inputs: {},
      nested: [],
      read: [],
      outputs: undefined,
    };
    this.#drafts.push(draft);
    const before = this.faults.count;
    await this.#readInputs(asked.inputs, draft);
    if (this.faults.count === before) this.#check(draft);
    draft.outputs = readOutputs(asked.outputs, process.description, `${branch.pointer}/outputs`, this.faults);
    this.#notePublished(draft);
    return draft;
  }

  async #readInputs(given: unknown, draft: Draft): Promise<void> {
    const { inputs: described } = draft.process.description;
    const pointer = `${draft.branch.pointer}/inputs`;
    if (given !== undefined && given !== null && !isRecord(given)) {
      return this.faults.add(pointer, `expected an object with one member per input, got ${excerpt(given)}`);
    }
    const values = isRecord(given) ? given : {};
    for (const name of Object.keys(values)) {
      if (!Object.hasOwn(described, name)) {
        this.faults.add(below(pointer, name), `input not known; there are ${Object.keys(described).join(', ')}`);
      }
    }
    for (const [name, parameter] of Object.entries(described)) {
      const place = below(pointer, name);
      const value = Object.hasOwn(values, name) ? values[name] : defaultOf(parameter);
      if (value === undefined) {
        if ((parameter.minOccurs ?? 1) > 0) this.faults.add(place, 'is missing');
        continue;
      }
      const read = await this.#readInput(name, parameter, value, place, draft);
      if (read !== undefined) draft.inputs[name] = read;
    }
  }

  async #readInput(
    name: string,
    parameter: ParameterDescription,
    given: unknown,
    pointer: string,
    draft: Draft,
  ): Promise<unknown> {
    if (!isMany(parameter)) return this.#readOccurrence(parameter, given, pointer, `/${name}`, draft);
    const isList = Array.isArray(given) && (parameter.schema.type !== 'array' || given.every(Array.isArray));
    const occurrences: readonly unknown[] = isList ? given : [given];
    judgeCount(occurrences.length, parameter, pointer, this.faults);
    const read: unknown[] = [];
    for (const [index, occurrence] of occurrences.entries()) {
      const place = isList ? below(pointer, index) : pointer;
      read.push(await this.#readOccurrence(parameter, occurrence, place, `/${name}/${index}`, draft));
    }
    return read;
  }

  /**
   * What is kept of one value; undefined when it is at fault.
   *
   * @param pointer in the body, for faults
   * @param kept in the inputs of the stored request
   */
  async #readOccurrence(
    parameter: ParameterDescription,
    given: unknown,
    pointer: string,
    kept: string,
    draft: Draft,
  ): Promise<unknown> {
    const form = formOf(given, parameter);
    if (form.kind === 'nested') return this.#readNested(form, parameter, pointer, kept, draft);
    if (form.kind === 'collection') return this.#readCollection(form.members, parameter, pointer, draft);
    if (form.kind === 'reference') {
      const read = await readReferenceInput(form, parameter, pointer, { ...this.setting, faults: this.faults });
      if (read?.kind !== 'collection') return read?.kept;
      return this.#readCollection({ collection: read.id }, parameter, pointer, draft);
    }
    if (takesCollection(parameter)) {
      if (form.kind === 'qualified') {
        return this.#readOccurrence(parameter, form.value, below(pointer, 'value'), kept, draft);
      }
      this.faults.add(pointer, `expected {"collection": "..."} or {"process": "..."}, got ${excerpt(given)}`);
      return undefined;
    }
    return readValue(form, parameter, pointer, { schemas: this.setting.schemas, faults: this.faults });
  }

  async #readCollection(
    members: Readonly<Record<string, unknown>>,
    parameter: ParameterDescription,
    pointer: string,
    draft: Draft,
  ): Promise<unknown> {
    const { maxCollections } = this.setting.limits;
    if (++this.#collectionCount > maxCollections) {
      this.faults.add(pointer, `one request may read ${maxCollections} collections, no more`);
      return undefined;
    }
    const reading = { ...this.setting, faults: this.faults };
    const read = await readCollectionInput(members, parameter['x-collection'], pointer, reading);
    if (!read) return undefined;
    this.collections.addRead(read.collection.id, pointer);
    draft.read.push(read.collection);
    return read.input;
  }

  async #readNested(
    { process: named, members }: Extract<InputForm, { kind: 'nested' }>,
    parameter: ParameterDescription,
    pointer: string,
    kept: string,
    parent: Draft,
  ): Promise<unknown> {
    const { maxNesting, maxJobs } = this.setting.limits;
    const process = this.#processOf(named, below(pointer, 'process'));
    if (!process) return undefined;
    const depth = parent.branch.depth + 1;
    if (depth > maxNesting) {
      this.faults.add(pointer, `processes may stand inside each other ${maxNesting} deep, no deeper`);
      return undefined;
    }
    if (this.#drafts.length >= maxJobs) {
      this.faults.add(pointer, `one request may run ${maxJobs} processes, no more`);
      return undefined;
    }
    for (const name of Object.keys(members)) {
      if (!['process', 'inputs', 'outputs'].includes(name)) {
        this.faults.add(below(pointer, name), 'is not known here; there are process, inputs, outputs');
      }
    }
    const { inputs, outputs } = members;
    const child = await this.grow(
      process,
      { inputs, outputs },
      {
        pointer,
        depth,
        digest: digestOf({ inputs, outputs }),
        response: 'document',
        parentJobId: parent.jobId,
      },
    );
    const outputId = fittingOutput(process.description, child.outputs, parameter, pointer, this.faults);
    if (outputId === undefined) return undefined;
    parent.nested.push({ pointer: kept, jobId: child.jobId, outputId });
    return { process: process.description.id };
  }

  /** An identifier, or the address of a process of this server. */
  #processOf(named: string, pointer: string): RegisteredProcess | undefined {
    const own = isAddress(named) ? ownResource(named, this.setting.ownUrls) : undefined;
    const id = own?.kind === 'process' ? own.id : named;
    const process = this.setting.registry.get(id);
    if (process) return process;
    const isElsewhere = isAddress(named) && own?.kind !== 'process';
    this.faults.add(
      pointer,
      isElsewhere ? `expected a process of this server, got ${excerpt(named)}` : `process not found: ${id}`,
    );
    return undefined;
  }

  /** What the process itself has to say against its inputs. */
  #check({ process, inputs, branch }: Draft): void {
    const values = Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, unwrapped(value)]));
    for (const { pointer, detail } of process.check?.(values) ?? []) {
      this.faults.add(`${branch.pointer}${pointer}`, detail);
    }
  }

  #notePublished({ process, outputs, read, branch }: Draft): void {
    const { description } = process;
    for (const id of wantedOutputs(outputs, description)) {
      const output = description.outputs[id];
      if (!isCollectionOutput(output)) continue;
      const { default: template, geometries } = output['x-collection'] ?? {};
      // Made only from inputs of that geometry: without them its usual name is nobody's business.
      const isMade = !geometries || read.some(({ identity }) => identity && geometries.includes(identity.geometry));
      const name = outputs?.[id]?.collection ?? (template && isMade ? defaultName(template, read) : undefined);
      const pointer = below(below(`${branch.pointer}/outputs`, id), 'collection');
      if (name !== undefined) this.collections.addPublished({ name, pointer });
    }
  }
}

function defaultOf({ schema }: ParameterDescription): unknown {
  return schema.default === undefined ? undefined : structuredClone(schema.default);
}

function judgeCount(
  count: number,
  { minOccurs = 1, maxOccurs = 1 }: ParameterDescription,
  pointer: string,
  faults: Faults,
): void {
  if (count < minOccurs) faults.add(pointer, `expected at least ${minOccurs} values, got ${count}`);
  if (maxOccurs !== 'unbounded' && count > maxOccurs) {
    faults.add(pointer, `expected at most ${maxOccurs} values, got ${count}`);
  }
}
