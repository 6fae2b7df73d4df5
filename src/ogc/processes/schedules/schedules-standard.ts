/** Schedules over HTTP, for administrators: the executions that start by the clock. */
import { invalidParameter, invalidRequest, notFound, raise, scheduleOfFile } from '../../../errors.js';
import type { Context } from '../../../http/context.js';
import { type NoQuery, type Operation, operation } from '../../../http/operation.js';
import { jsonReply } from '../../../http/reply.js';
import type { Firing, Schedule, ScheduleStore } from '../../../jobs/schedule-store.js';
import { nextStart, scheduleFault } from '../../../jobs/scheduler.js';
import type { Standard } from '../../common/standard.js';

export interface SchedulesDependencies {
  readonly schedules: ScheduleStore;
  /** Throws what a client would be told when `request` were executed now. */
  readonly judge: (processId: string, request: unknown) => Promise<void>;
  /** Called after a change. */
  readonly onChange: () => Promise<void>;
}

interface One {
  readonly scheduleId: string;
}

interface NewSchedule {
  readonly cron: string;
  readonly timeZone?: string;
  readonly process: string;
  readonly request?: Readonly<Record<string, unknown>>;
  readonly enabled?: boolean;
}

const ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const FIRINGS = 20;

export function schedulesStandard(dependencies: SchedulesDependencies): Standard {
  return {
    contract: 'schedules.yaml',
    conformsTo: [],
    operations: [
      getSchedules(dependencies),
      getSchedule(dependencies),
      putSchedule(dependencies),
      deleteSchedule(dependencies),
    ],
  };
}

const getSchedules = ({ schedules }: SchedulesDependencies): Operation =>
  operation<NoQuery>('getSchedules', async () =>
    jsonReply('application/json', { schedules: (await schedules.list()).map((schedule) => documentOf(schedule)) }),
  );

const getSchedule = ({ schedules }: SchedulesDependencies): Operation =>
  operation<NoQuery, One>('getSchedule', async ({ params }) => {
    const schedule = (await schedules.schedule(params.scheduleId)) ?? raise(notFound('schedule', params.scheduleId));
    return jsonReply('application/json', documentOf(schedule, await schedules.firings(schedule.id, FIRINGS)));
  });

const putSchedule = ({ schedules, judge, onChange }: SchedulesDependencies): Operation =>
  operation<NoQuery, One>('putSchedule', async ({ params, body }: Context<NoQuery, One>) => {
    const { cron, timeZone = 'UTC', process, request = {}, enabled = true } = body as NewSchedule;
    const id = params.scheduleId;
    if (!ID.test(id)) throw invalidParameter('scheduleId', `expected letters, digits, dots, dashes, got "${id}"`);
    const fault = scheduleFault({ cron, timeZone });
    if (fault) throw invalidRequest([{ pointer: `/${fault.member}`, detail: fault.detail }]);
    await judge(process, request);
    const isWritten = await schedules.put({
      id,
      cron,
      timeZone,
      processId: process,
      request,
      enabled,
      origin: 'admin',
    });
    if (!isWritten) throw scheduleOfFile(id);
    await onChange();
    return jsonReply('application/json', documentOf((await schedules.schedule(id))!));
  });

const deleteSchedule = ({ schedules, onChange }: SchedulesDependencies): Operation =>
  operation<NoQuery, One>('deleteSchedule', async ({ params }) => {
    const schedule = (await schedules.schedule(params.scheduleId)) ?? raise(notFound('schedule', params.scheduleId));
    if (!(await schedules.remove(schedule.id))) throw scheduleOfFile(schedule.id);
    await onChange();
    return jsonReply('application/json', documentOf({ ...schedule, enabled: false }));
  });

function documentOf(schedule: Schedule, firings?: readonly Firing[]) {
  const { id, cron, timeZone, processId, request, enabled, origin, modified } = schedule;
  return {
    id,
    cron,
    timeZone,
    process: processId,
    request,
    enabled,
    origin,
    modified: modified.toISOString(),
    next: nextStart(schedule)?.toISOString(),
    firings: firings?.map(({ due, jobId }) => ({ due: due.toISOString(), jobID: jobId })),
  };
}
