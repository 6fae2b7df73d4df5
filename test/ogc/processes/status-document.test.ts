import { describe, expect, test } from 'vitest';
import { Links } from '../../../src/http/links.js';
import type { Job } from '../../../src/jobs/job.js';
import { retryAfterSeconds, statusDocument, statusVersion } from '../../../src/ogc/processes/status-document.js';

const links = new Links('https://egms.example');
const NOW = new Date('2026-05-01T12:00:00.000Z');
const job: Job = {
  jobId: '11111111-1111-4111-8111-111111111111',
  jobNo: 7,
  processId: 'echo',
  processVersion: '1.0.0',
  owner: 'local',
  status: 'running',
  mode: 'async',
  priority: 0,
  created: NOW,
  started: new Date(NOW.getTime() + 1000),
  updated: new Date(NOW.getTime() + 2000),
  progress: 99.9,
  phase: 'solving',
  attempt: 1,
};
const rels = (status: Job['status']) =>
  statusDocument({ ...job, status }, links).links.map(({ rel }) => rel.slice(rel.lastIndexOf('/') + 1));

describe('the status of a job', () => {
  test('is whole percent, and a hundred only at the end', () => {
    expect(statusDocument(job, links)).toMatchObject({
      processID: 'echo',
      type: 'process',
      jobID: job.jobId,
      status: 'running',
      progress: 99,
      phase: 'solving',
      message: 'solving',
      created: '2026-05-01T12:00:00.000Z',
      started: '2026-05-01T12:00:01.000Z',
      updated: '2026-05-01T12:00:02.000Z',
    });
  });

  test('leaves out what does not exist, as the schema of the standard wants it', () => {
    const text = JSON.stringify(
      statusDocument({ ...job, status: 'accepted', started: undefined, phase: undefined }, links),
    );
    expect(text).not.toMatch(/null|started|finished|phase|parentJobID/);
  });

  test('links to results only when they are there: clients fetch them as soon as they see the link', () => {
    expect(rels('successful')).toContain('results');
    for (const status of ['accepted', 'running', 'failed', 'dismissed'] as const) {
      expect(rels(status)).not.toContain('results');
    }
    expect(rels('running')).toContain('monitor');
    expect(rels('failed')).toContain('exceptions');
  });

  test('names the job that waits for it, the schedule that started it, and why it failed', () => {
    const failure = { status: 422, code: 'InvalidInput', detail: 'no points', phase: 'reading' };
    const parentJobId = '22222222-2222-4222-8222-222222222222';
    const document = statusDocument({ ...job, status: 'failed', failure, parentJobId, scheduleId: 'nightly' }, links);
    expect(document).toMatchObject({ exception: failure, parentJobID: parentJobId, scheduleID: 'nightly' });
    expect(document.links.find(({ rel }) => rel === 'up')?.href).toBe(`https://egms.example/jobs/${parentJobId}`);
  });

  test('has a version that moves with everything a client can see', () => {
    const versions = [
      job,
      { ...job, updated: NOW },
      { ...job, status: 'successful' as const },
      { ...job, queuePosition: 1 },
      { ...job, expires: NOW },
    ].map(statusVersion);
    expect(new Set(versions).size).toBe(versions.length);
  });
});

describe('when to look again', () => {
  const running = (leftSeconds?: number): Job => ({
    ...job,
    ...(leftSeconds === undefined ? {} : { estimatedEnd: new Date(NOW.getTime() + leftSeconds * 1000) }),
  });
  test.each([
    [running(), 1],
    [running(8), 2],
    [running(3600), 30],
    [running(-5), 1],
    [{ ...job, status: 'accepted' as const }, 2],
  ])('%#', (one, seconds) => {
    expect(retryAfterSeconds(one, NOW.getTime())).toBe(seconds);
  });
});
