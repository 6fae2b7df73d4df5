/** What the API says of a process: in short for the list, and in full. */

import { type Link, type Links, pathOf } from '../../http/links.js';
import type { JobControlOption, ProcessDescription, RegisteredProcess } from '../../jobs/process-registry.js';
import { EXECUTE_REL, JOB_LIST_REL } from '../common/relations.js';

export interface ProcessSummary {
  readonly id: string;
  readonly version: string;
  readonly title: string;
  readonly description: string;
  readonly keywords: readonly string[];
  readonly jobControlOptions: readonly JobControlOption[];
  readonly outputTransmission: readonly ('value' | 'reference')[];
  readonly links: readonly Link[];
}

export interface ProcessDocument extends ProcessSummary {
  readonly inputs: ProcessDescription['inputs'];
  readonly outputs: ProcessDescription['outputs'];
  readonly example: RegisteredProcess['example'];
}

export function processSummary({ description }: RegisteredProcess, links: Links): ProcessSummary {
  const { id, version, title, keywords = [], jobControlOptions, outputTransmission } = description;
  return {
    id,
    version,
    title,
    description: description.description,
    keywords,
    jobControlOptions,
    outputTransmission,
    links: processLinks(id, links),
  };
}

export function processDocument(process: RegisteredProcess, links: Links): ProcessDocument {
  const { inputs, outputs } = process.description;
  const { links: own, ...summary } = processSummary(process, links);
  return { ...summary, inputs, outputs, example: process.example, links: own };
}

/** As pygeoapi has them: description and list of jobs in both formats, and where to send requests. */
function processLinks(id: string, links: Links): readonly Link[] {
  const path = `/processes${pathOf(id)}`;
  return [
    { rel: 'self', type: 'application/json', title: 'Description of the process as JSON', href: links.to(path) },
    {
      rel: 'alternate',
      type: 'text/html',
      title: 'Description of the process as HTML',
      href: links.to(path, { f: 'html' }),
    },
    {
      rel: JOB_LIST_REL,
      type: 'text/html',
      title: 'Jobs of the process as HTML',
      href: links.to('/jobs', { processID: id, f: 'html' }),
    },
    {
      rel: JOB_LIST_REL,
      type: 'application/json',
      title: 'Jobs of the process as JSON',
      href: links.to('/jobs', { processID: id }),
    },
    { rel: EXECUTE_REL, type: 'application/json', title: 'Run the process', href: links.to(`${path}/execution`) },
  ];
}
