/** Processing on the server: choose a process, fill it in, follow its jobs. */
import { html, nothing, type TemplateResult } from 'lit';
import { type Application, notify } from '../application.js';
import { jobView } from '../process/job-view.js';
import { Jobs } from '../process/jobs.js';
import type { ProcessDescription, ProcessSummary } from '../process/process-description.js';
import { ProcessForm } from '../process/process-form.js';
import { showResults } from '../process/show-results.js';
import { ServerProblem } from '../server/server.js';
import { text } from '../text/text.js';
import type { Panel } from './panel.js';
import { redraw } from './redraw.js';

class Processing {
  readonly jobs: Jobs;
  private processes: readonly ProcessSummary[] | undefined;
  private form: ProcessForm | undefined;
  private chosen = '';
  private trouble: string | undefined;

  constructor(private readonly app: Application) {
    this.jobs = new Jobs(app);
    void this.start();
  }

  private async start(): Promise<void> {
    try {
      const { processes } = await this.app.server.json<{ processes: readonly ProcessSummary[] }>('processes', {
        query: { limit: 1000 },
      });
      this.processes = processes;
    } catch (error) {
      this.processes = [];
      this.trouble = (error as Error).message;
    }
    redraw(this.app);
    for (const { id } of this.jobs.all()) void this.jobs.follow(id);
    await this.showLinked();
  }

  /** A link to what a job has made: `tool.job="ID"`. */
  private async showLinked(): Promise<void> {
    const id = this.app.state.get().tools.job;
    if (typeof id !== 'string' || !/^[0-9a-f-]{36}$/.test(id)) return;
    try {
      const titleOf = (process: string) => this.processes?.find((each) => each.id === process)?.title ?? process;
      await this.jobs.adopt(id, titleOf);
      const results = this.jobs.resultsOf(id);
      if (results) await showResults(this.app, id, results);
    } catch (error) {
      const isGone = error instanceof ServerProblem && error.status === 404;
      const detail = isGone ? text('process.gone') : (error as Error).message;
      notify(this.app, `job:${id}`, text('notice.failed', { detail }));
    }
  }

  private async choose(id: string): Promise<void> {
    Object.assign(this, { chosen: id, form: undefined, trouble: undefined });
    redraw(this.app);
    if (id === '') return;
    try {
      const process = await this.app.server.json<ProcessDescription>(`processes/${encodeURIComponent(id)}`);
      if (this.chosen !== id) return;
      this.form = new ProcessForm(this.app, this.jobs, process, () => {
        document.querySelector('.panel-body')?.scrollTo({ top: 0 });
      });
    } catch (error) {
      this.trouble = (error as Error).message;
    }
    redraw(this.app);
  }

  render(): TemplateResult {
    const { processes } = this;
    if (!processes) return html`<p class="hint">${text('loading')} …</p>`;
    const jobs = this.jobs.all();
    return html`${
      jobs.length > 0
        ? html`<section class="jobs"><h3>${text('process.jobs')}</h3>
        <ul>${jobs.map((job) => jobView(this.app, this.jobs, job))}</ul></section>`
        : nothing
    }
      <label class="field"><span>${text('process.process')}</span>
        <select @change=${({ currentTarget }: Event) => void this.choose((currentTarget as HTMLSelectElement).value)}>
          <option value="" ?selected=${this.chosen === ''}>${text('process.choose')}</option>
          ${processes.map(({ id, title }) => html`<option value=${id} ?selected=${id === this.chosen}>${title ?? id}</option>`)}
        </select></label>
      ${this.trouble ? html`<p class="trouble" role="alert">${this.trouble}</p>` : nothing}
      ${this.form ? this.form.render() : nothing}`;
  }
}

/** Made when the panel is first opened. */
let processing: Processing | undefined;

export const processPanel: Panel = {
  id: 'process',
  icon: 'process',
  title: 'panel.process',
  render(app) {
    processing ??= new Processing(app);
    return processing.render();
  },
};
