/** Schedules as they are kept: written by the configuration at every start, or by administrators. */
import type { Database } from '../db/database.js';

export interface Schedule {
  readonly id: string;
  /** Five fields, or six with seconds first. */
  readonly cron: string;
  /** IANA name. */
  readonly timeZone: string;
  readonly processId: string;
  /** Execution request. */
  readonly request: Readonly<Record<string, unknown>>;
  readonly enabled: boolean;
  readonly origin: 'config' | 'admin';
  readonly modified: Date;
}

export interface Firing {
  readonly due: Date;
  /** Absent: the request was refused. */
  readonly jobId?: string;
}

interface ScheduleRow {
  schedule_id: string;
  cron: string;
  time_zone: string;
  process_id: string;
  request: Record<string, unknown>;
  enabled: boolean;
  origin: Schedule['origin'];
  modified: Date;
}

const COLUMNS = 'schedule_id, cron, time_zone, process_id, request, enabled, origin, modified';

export class ScheduleStore {
  constructor(private readonly database: Database) {}

  async list(): Promise<readonly Schedule[]> {
    const { rows } = await this.database.query<ScheduleRow>(
      `select ${COLUMNS} from egms.schedule order by schedule_id`,
    );
    return rows.map(scheduleOf);
  }

  async schedule(id: string): Promise<Schedule | undefined> {
    const { rows } = await this.database.query<ScheduleRow>(
      `select ${COLUMNS} from egms.schedule where schedule_id = $1`,
      [id],
    );
    return rows[0] && scheduleOf(rows[0]);
  }

  /** Writes one; false when its id belongs to the configuration file and `origin` is another. */
  async put(schedule: Omit<Schedule, 'modified'>): Promise<boolean> {
    const { rowCount } = await this.database.query(
      `insert into egms.schedule (schedule_id, cron, time_zone, process_id, request, enabled, origin)
       values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (schedule_id) do update set cron = excluded.cron, time_zone = excluded.time_zone,
         process_id = excluded.process_id, request = excluded.request, enabled = excluded.enabled,
         origin = excluded.origin, modified = clock_timestamp()
       where egms.schedule.origin = excluded.origin or excluded.origin = 'config'`,
      [
        schedule.id,
        schedule.cron,
        schedule.timeZone,
        schedule.processId,
        JSON.stringify(schedule.request),
        schedule.enabled,
        schedule.origin,
      ],
    );
    return (rowCount ?? 0) > 0;
  }

  /** False when there is none of that id that an administrator made. */
  async remove(id: string): Promise<boolean> {
    const { rowCount } = await this.database.query(
      `delete from egms.schedule where schedule_id = $1 and origin = 'admin'`,
      [id],
    );
    return (rowCount ?? 0) > 0;
  }

  /** Makes the schedules of the configuration what the file says: those it no longer names are gone. */
  async writeConfigured(schedules: readonly Omit<Schedule, 'modified' | 'origin'>[]): Promise<void> {
    for (const schedule of schedules) await this.put({ ...schedule, origin: 'config' });
    await this.database.query(`delete from egms.schedule where origin = 'config' and schedule_id <> all($1::text[])`, [
      schedules.map(({ id }) => id),
    ]);
  }

  async addFiring(id: string, due: Date, jobId: string | undefined): Promise<void> {
    await this.database.query(
      `insert into egms.schedule_firing (schedule_id, due, job_id)
       select schedule_id, $2, $3 from egms.schedule where schedule_id = $1
       on conflict (schedule_id, due) do nothing`,
      [id, due, jobId ?? null],
    );
  }

  /** The latest firings, newest first. */
  async firings(id: string, limit: number): Promise<readonly Firing[]> {
    const { rows } = await this.database.query<{ due: Date; job_id: string | null }>(
      'select due, job_id from egms.schedule_firing where schedule_id = $1 order by due desc limit $2',
      [id, limit],
    );
    return rows.map(({ due, job_id }) => ({ due, ...(job_id === null ? {} : { jobId: job_id }) }));
  }
}

const scheduleOf = (row: ScheduleRow): Schedule => ({
  id: row.schedule_id,
  cron: row.cron,
  timeZone: row.time_zone,
  processId: row.process_id,
  request: row.request,
  enabled: row.enabled,
  origin: row.origin,
  modified: row.modified,
});
