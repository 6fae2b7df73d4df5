import { describe, expect, test } from 'vitest';
import { Links } from '../../../src/http/links.js';
import type { Job, JobProvenance } from '../../../src/jobs/job.js';
import { type ProvenanceDocument, provenanceDocument } from '../../../src/ogc/processes/provenance.js';

const OTHER = '22222222-2222-4222-8222-222222222222';
const job: Job = {
  jobId: '11111111-1111-4111-8111-111111111111',
  jobNo: 7,
  processId: 'decompose',
  processVersion: '1.2.0',
  owner: 'local',
  status: 'successful',
  mode: 'async',
  priority: 0,
  created: new Date('2026-05-01T12:00:00Z'),
  started: new Date('2026-05-01T12:00:01Z'),
  finished: new Date('2026-05-01T12:05:00Z'),
  updated: new Date('2026-05-01T12:05:00Z'),
  progress: 100,
  attempt: 2,
};
const provenance: JobProvenance = {
  softwareVersion: '0.1.0',
  runtime: 'node v20.20.2 linux x64',
  used: [
    { id: 'collection:l2b-ascending-2020-2024@17', attributes: { version: '17', points: 8100 } },
    { id: 'product:EGMS_L2b_088_0297_IW2_VV_2020_2024_1', attributes: { sha256: 'ab' } },
    { id: 'input:gnss model (v2)', attributes: { href: 'https://data.example/x', isBig: false } },
    { id: `job:${OTHER}`, attributes: { output: 'up' } },
    { id: 'something else', attributes: {} },
  ],
  generated: [
    { outputId: 'up', mediaType: 'application/json', collection: { id: 'l3-up' } },
    { outputId: 'report', mediaType: 'application/json', sha256: 'cd' },
  ],
};
const request = { inputs: { cellSizeM: 100 }, nested: [{ pointer: '/ascending/0', jobId: OTHER, outputId: 'up' }] };
const links = new Links('https://egms.example');
const written = () => provenanceDocument(job, request, provenance, links);

/** What the JSON schema and the text of the PROV-JSON submission ask for, as far as it can be told without a reasoner. */
function defectsOf(document: ProvenanceDocument): string[] {
  const defects: string[] = [];
  const isName = (text: string) => /^(_|[A-Za-z][\w.-]*):[^\s"'<>(){}\\^`|,;]+$/.test(text);
  const declared = (text: string) => text.startsWith('_:') || text.split(':')[0] in document.prefix;
  const { prefix, ...records } = document;
  for (const [name, iri] of Object.entries(prefix)) if (!URL.canParse(iri)) defects.push(`prefix ${name}: ${iri}`);
  for (const [kind, entries] of Object.entries(records)) {
    for (const [id, attributes] of Object.entries(entries as Record<string, Record<string, unknown>>)) {
      if (!isName(id) || !declared(id)) defects.push(`${kind} ${id}`);
      for (const [name, value] of Object.entries(attributes)) {
        if (!isName(name) || !declared(name)) defects.push(`${kind} ${id}: attribute ${name}`);
        const isPlain = ['string', 'number', 'boolean'].includes(typeof value);
        const isTyped = typeof value === 'object' && value !== null && '$' in value && 'type' in value;
        if (!isPlain && !isTyped) defects.push(`${kind} ${id}: ${name} is ${JSON.stringify(value)}`);
      }
    }
  }
  const known = new Set([document.entity, document.activity, document.agent].flatMap((part) => Object.keys(part)));
  const REFERENCES = [
    'entity',
    'activity',
    'agent',
    'plan',
    'generatedEntity',
    'usedEntity',
    'delegate',
    'responsible',
    'informed',
  ];
  for (const entries of [
    document.used,
    document.wasGeneratedBy,
    document.wasAssociatedWith,
    document.actedOnBehalfOf,
    document.wasDerivedFrom,
    document.wasInformedBy ?? {},
  ]) {
    for (const relation of Object.values(entries)) {
      for (const name of REFERENCES) {
        const reference = relation[`prov:${name}`];
        if (reference !== undefined && !known.has(String(reference))) defects.push(`nothing is called ${reference}`);
      }
    }
  }
  return defects;
}

describe('the provenance of a job', () => {
  test('is valid PROV-JSON: names are qualified, prefixes declared, relations between things that exist', () => {
    expect(defectsOf(written())).toEqual([]);
  });

  test('says what was used, made, by whom and when', () => {
    const document = written();
    expect(Object.keys(document.entity)).toEqual([
      'process:decompose',
      'collection:l2b-ascending-2020-2024@17',
      'product:EGMS_L2b_088_0297_IW2_VV_2020_2024_1',
      'input:gnss%20model%20%28v2%29',
      `job:${OTHER}/results/up`,
      'used:something%20else',
      `job:${job.jobId}/results/up`,
      `job:${job.jobId}/results/report`,
    ]);
    expect(document.activity[`job:${job.jobId}`]).toMatchObject({
      'prov:startTime': '2026-05-01T12:00:01.000Z',
      'prov:endTime': '2026-05-01T12:05:00.000Z',
      'egms:inputs': '{"cellSizeM":100}',
    });
    expect(Object.values(document.used)).toHaveLength(5);
    expect(Object.values(document.wasGeneratedBy)).toHaveLength(2);
    expect(Object.values(document.wasDerivedFrom)).toHaveLength(10);
    expect(document.agent['software:open-egms-0.1.0']).toMatchObject({ 'egms:runtime': provenance.runtime });
    expect(document.entity['collection:l2b-ascending-2020-2024@17']).toEqual({
      'egms:version': '17',
      'egms:points': 8100,
    });
    expect(document.prefix.job).toBe('https://egms.example/jobs/');
    expect(Object.values(document.wasInformedBy!)).toEqual([
      { 'prov:informed': `job:${job.jobId}`, 'prov:informant': `job:${OTHER}` },
    ]);
  });

  test('is there while the job runs, as far as it is known', () => {
    const running = { ...job, status: 'running' as const, finished: undefined };
    const document = provenanceDocument(running, { inputs: {} }, undefined, links);
    expect(defectsOf(document)).toEqual([]);
    expect(document.used).toEqual({});
    expect(document.activity[`job:${job.jobId}`]).not.toHaveProperty('prov:endTime');
  });
});
