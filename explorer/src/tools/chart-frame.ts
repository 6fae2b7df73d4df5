/** A chart in the panel with its buttons: keeps one element through all renderings, and draws when the content is new. */
import { html, type TemplateResult } from 'lit';
import { canvasPicture } from '../shell/canvas-picture.js';
import { saveFile } from '../shell/save-file.js';
import { text } from '../text/text.js';
import type { ChartContent } from './chart-content.js';
import { chartSvg, PAPER } from './chart-svg.js';
import type { ToolChart } from './tool-chart.js';

export class ChartFrame {
  private readonly element = document.createElement('div');
  private chart: ToolChart | undefined;
  private shownKey = '';

  constructor(private readonly fileName: string) {
    this.element.className = 'tool-chart';
    this.element.setAttribute('role', 'img');
  }

  /** `key` names the content: the same key is not drawn again. */
  render(content: ChartContent, key: string, title: string): TemplateResult {
    void this.draw(content, `${key}:${document.documentElement.dataset.theme}`, title);
    return html`<div class="tool-chart-frame">${this.element}
      <div class="tool-buttons">
        <button type="button" @click=${() => this.savePng()}>${text('tools.png')}</button>
        <button type="button" @click=${() => this.saveSvg(content, title)}>${text('tools.svg')}</button>
      </div></div>`;
  }

  private async draw(content: ChartContent, key: string, title: string): Promise<void> {
    if (key === this.shownKey) return;
    this.shownKey = key;
    this.element.setAttribute('aria-label', title);
    const { ToolChart } = await import('./tool-chart.js');
    this.chart ??= new ToolChart(this.element);
    if (key !== this.shownKey) return;
    const style = getComputedStyle(document.documentElement);
    this.chart.show(content, {
      text: style.getPropertyValue('--text'),
      grid: style.getPropertyValue('--line'),
      font: style.getPropertyValue('--font'),
    });
    this.element.dataset.drawn = String(content.series.length);
  }

  private saveSvg(content: ChartContent, title: string): void {
    const svg = chartSvg(content, title, PAPER);
    saveFile(new Blob([svg], { type: 'image/svg+xml' }), `${this.fileName}.svg`);
  }

  private async savePng(): Promise<void> {
    const background = getComputedStyle(document.documentElement).getPropertyValue('--surface');
    const picture = await canvasPicture(this.element, background);
    if (picture) saveFile(picture, `${this.fileName}.png`);
  }
}
