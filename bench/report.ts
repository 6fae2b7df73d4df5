/** A table of what was measured beside what was asked, with the machine it was measured on. */
import { cpus, totalmem } from 'node:os';

export interface Measurement {
  readonly what: string;
  readonly measured: string;
  readonly asked: string;
  readonly met: boolean;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

export const round = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);

export function tableText(rows: readonly Measurement[]): string {
  const cells = [
    ['', 'measured', 'asked', ''],
    ...rows.map(({ what, measured, asked, met }) => [what, measured, asked, met ? 'met' : 'MISSED']),
  ];
  const widths = cells[0].map((_, column) => Math.max(...cells.map((row) => row[column].length)));
  const lines = cells.map((row) => `| ${row.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`);
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [lines[0], rule, ...lines.slice(1)].join('\n');
}

export function machineText(): string {
  const cores = cpus();
  return `${cores.length} x ${cores[0].model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`;
}
