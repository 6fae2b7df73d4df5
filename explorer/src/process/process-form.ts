/** A process that is being filled in: from its description to a job. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Application } from '../application.js';
import { redraw } from '../panels/redraw.js';
import { ServerProblem } from '../server/server.js';
import { text } from '../text/text.js';
import { showBox } from './draw-box.js';
import { type Cell, fieldControl, fittingCollections } from './field-control.js';
import { fillExample } from './fill-example.js';
import { type Entries, type Field, fieldOfPointer, fieldsOf, type Narrowing, readForm } from './input-field.js';
import type { JobStatus, Jobs } from './jobs.js';
import type { ProcessDescription } from './process-description.js';

/** As the server takes them. */
const NAME = '[a-z0-9][a-z0-9._\\-]{0,62}';

interface Published {
  readonly name: string;
  readonly title: string;
  readonly byDefault: string;
  readonly onDemand: boolean;
}

export class ProcessForm {
  private readonly fields: readonly Field[];
  private readonly published: readonly Published[];
  private entries: Entries = {};
  private narrowings: Readonly<Record<string, Narrowing>> = {};
  private names: Readonly<Record<string, string>> = {};
  private problems: Readonly<Record<string, string>> = {};
  private trouble: string | undefined;
  private isSending = false;
  private wantsKey = false;

  constructor(
    private readonly app: Application,
    private readonly jobs: Jobs,
    private readonly process: ProcessDescription,
    private readonly onStarted: () => void,
  ) {
    this.fields = fieldsOf(process.inputs);
    this.published = Object.entries(process.outputs ?? {}).flatMap(
      ([name, { title = name, schema, 'x-collection': demand }]) =>
        schema.format === 'ogc-collection'
          ? [
              {
                name,
                title,
                byDefault: demand?.default ?? (demand?.onDemand ? '' : name),
                onDemand: demand?.onDemand === true,
              },
            ]
          : [],
    );
  }

  render(): TemplateResult {
    const { title, id, description } = this.process;
    return html`<form class="process-form" novalidate @submit=${(event: Event) => void this.send(event)}>
      <h3>${title ?? id}</h3>
      ${description ? html`<details class="about"><summary>${text('process.about')}</summary><p>${description}</p></details>` : nothing}
      ${this.process.example ? html`<button type="button" class="fill-example" @click=${() => this.fill()}>${text('process.example')}</button>` : nothing}
      ${this.fields.map((field) => fieldControl(this.app, field, this.cell(field.name)))}
      ${this.published.map((output) => this.outputName(output))}
      ${this.wantsKey ? this.keyField() : nothing}
      ${this.trouble ? html`<p class="trouble" role="alert">${this.trouble}</p>` : nothing}
      <button class="primary" ?disabled=${this.isSending}>${text('process.run')}</button>
    </form>`;
  }

  /** What is written is replaced. */
  private fill(): void {
    const { example = {} } = this.process;
    const idsOf = (field: Field) => fittingCollections(this.app, field).map(({ id }) => id);
    Object.assign(this, { ...fillExample(this.fields, example, idsOf), problems: {}, trouble: undefined });
    redraw(this.app);
  }

  private cell(name: string): Cell {
    return {
      entry: this.entries[name],
      narrowing: this.narrowings[name] ?? {},
      problem: this.problems[name],
      set: (entry) => {
        this.entries = { ...this.entries, [name]: entry };
        const { [name]: _, ...others } = this.problems;
        this.problems = others;
        redraw(this.app);
      },
      narrow: (narrowing) => {
        this.narrowings = { ...this.narrowings, [name]: narrowing };
        redraw(this.app);
      },
    };
  }

  private outputName({ name, title, byDefault, onDemand }: Published): TemplateResult {
    const problem = this.problems[`outputs/${name}`];
    const set = ({ currentTarget }: Event) => {
      this.names = { ...this.names, [name]: (currentTarget as HTMLInputElement).value.trim() };
    };
    return html`<div class="process-field"><label for=${`output-${name}`}>${text('process.publish', { title })}</label>
      <input id=${`output-${name}`} type="text" pattern=${NAME} autocomplete="off" spellcheck="false" placeholder=${byDefault} .value=${this.names[name] ?? ''} @input=${set}>
      ${onDemand ? html`<p class="hint">${text('process.onDemand')}</p>` : nothing}
      ${problem ? html`<p class="trouble">${problem}</p>` : nothing}</div>`;
  }

  private keyField(): TemplateResult {
    return html`<label class="field"><span>${text('process.key')}</span><input type="password" autocomplete="off" .value=${this.jobs.key}
      @input=${({ currentTarget }: Event) => {
        this.jobs.key = (currentTarget as HTMLInputElement).value;
      }}></label>`;
  }

  private async send(event: Event): Promise<void> {
    event.preventDefault();
    if (this.isSending) return;
    const { inputs, problems } = readForm(this.fields, this.entries, this.narrowings);
    this.problems = Object.fromEntries(
      Object.entries(problems).map(([name, { key, values }]) => [name, text(key, values)]),
    );
    this.trouble = Object.keys(problems).length > 0 ? text('process.wrong') : undefined;
    if (this.trouble) {
      this.toFirstProblem();
      return;
    }
    this.isSending = true;
    redraw(this.app);
    try {
      const status = await this.execute(inputs);
      showBox(this.app, undefined);
      this.jobs.start(status, this.process.title ?? this.process.id);
      this.onStarted();
    } catch (error) {
      this.trouble ??= error instanceof ServerProblem ? error.message : text('process.unsent');
    } finally {
      this.isSending = false;
      this.toFirstProblem();
    }
  }

  /** Asked once: a request that may have arrived is not sent again behind a person's back. */
  private async execute(inputs: Readonly<Record<string, unknown>>): Promise<JobStatus> {
    const named = Object.entries(this.names).filter(([, name]) => name !== '');
    const isMade = (name: string) =>
      named.some(([each]) => each === name) || !this.published.some((each) => each.name === name && each.onDemand);
    const outputs = Object.keys(this.process.outputs ?? {})
      .filter(isMade)
      .map((name) => [name, named.some(([each]) => each === name) ? { collection: this.names[name] } : {}]);
    const body = {
      inputs,
      response: 'document',
      ...(named.length > 0 ? { outputs: Object.fromEntries(outputs) } : {}),
    };
    const path = `processes/${encodeURIComponent(this.process.id)}/execution`;
    const response = await fetch(this.app.server.url(path), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Prefer: 'respond-async', ...this.jobs.headers() },
      body: JSON.stringify(body),
    });
    const answer = (await response.json()) as JobStatus & Problem;
    if (response.ok && typeof answer.jobID === 'string') return answer;
    if (response.status === 401 || response.status === 403) this.wantsKey = true;
    this.place(answer);
    throw new ServerProblem(response.status, this.trouble ?? answer.detail ?? response.statusText);
  }

  /** Faults go beside the inputs they are of; the rest below all. */
  private place({ errors = [], detail }: Problem): void {
    const problems: Record<string, string> = {};
    const rest: string[] = [];
    for (const { pointer, detail: fault } of errors) {
      const output = /^\/outputs\/([^/]+)/.exec(pointer)?.[1];
      const place = output === undefined ? fieldOfPointer(pointer) : `outputs/${output}`;
      const isShown = place !== undefined && (output !== undefined || this.fields.some(({ name }) => name === place));
      if (isShown) problems[place] = problems[place] ? `${problems[place]}; ${fault}` : fault;
      else rest.push(`${pointer}: ${fault}`);
    }
    this.problems = problems;
    this.trouble = errors.length === 0 ? detail : rest.length > 0 ? rest.join('; ') : text('process.wrong');
  }

  private toFirstProblem(): void {
    redraw(this.app);
    requestAnimationFrame(() =>
      requestAnimationFrame(() =>
        document.querySelector('.process-form .trouble')?.scrollIntoView({ block: 'nearest' }),
      ),
    );
  }
}

interface Problem {
  readonly detail?: string;
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
}
