/** What a job said: as JSON, one JSON object or one text per line, or as a page. */
import { jobNotFound, raise } from '../../errors.js';
import { type Operation, operation } from '../../http/operation.js';
import { pageLink, selfLinks } from '../../http/paging.js';
import { htmlReply, jsonReply, type ReplyOptions, textReply } from '../../http/reply.js';
import type { JobLogLine } from '../../jobs/job.js';
import type { JobStore } from '../../jobs/job-store.js';
import { jobPath } from './job-links.js';
import { logPage } from './log-page.js';
import { textLine } from './log-text.js';
import { statusVersion } from './status-document.js';

export interface LogQuery {
  readonly level: JobLogLine['level'];
  readonly after: number;
  readonly limit: number;
}

const LEVELS: readonly JobLogLine['level'][] = ['debug', 'info', 'warn', 'error'];

export const getJobLogs = (store: JobStore): Operation =>
  operation<LogQuery, { jobId: string }>('getJobLogs', async (context) => {
    const { params, query, format, links } = context;
    const { level, after, limit } = query;
    const job = (await store.job(params.jobId)) ?? raise(jobNotFound(params.jobId));
    const found = await store.log(job.jobId, { after, levels: LEVELS.slice(LEVELS.indexOf(level)), limit: limit + 1 });
    const shown = found.slice(0, limit);
    const last = shown[shown.length - 1]?.lineNo ?? after;
    const next = found.length > limit ? [pageLink(context, 'next', { after: last })] : [];
    const options: ReplyOptions = { freshness: { version: `${statusVersion(job)} ${last}`, isLive: true } };
    if (format.id === 'html') return htmlReply(logPage(context, job, shown, next), options);
    if (format.id === 'text') return textReply('text/plain', shown.map(textLine).join(''), options);
    if (format.id === 'ndjson') {
      return textReply(format.mediaType, shown.map((line) => `${JSON.stringify(logEntry(line))}\n`).join(''), options);
    }
    const up = { rel: 'up', type: 'application/json', title: 'The job', href: links.to(jobPath(job.jobId)) };
    const document = { lines: shown.map(logEntry), links: [...selfLinks(context), ...next, up] };
    return jsonReply('application/json', document, options);
  });

const logEntry = ({ lineNo, logged, level, message }: JobLogLine) => ({
  line: lineNo,
  time: logged.toISOString(),
  level,
  message,
});
