/** Files of jobs: one folder each below the storage that servers and workers share; and beside them stacks of images. */
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isUuid } from './job-store.js';

/** Names of files in a job's folder: no way out of it. */
const FILE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,200}$/;

export class JobStorage {
  /** @param root absolute path of the folder */
  constructor(readonly root: string) {}

  /** Stacks of radar images, which outlive the jobs that made them. */
  get stacks(): string {
    return join(this.root, 'stacks');
  }

  /** Throws RangeError for an id that is none: the path is made from it. */
  folder(jobId: string): string {
    if (!isUuid(jobId)) throw new RangeError(`jobId: expected a UUID, got ${JSON.stringify(jobId)}`);
    return join(this.root, 'jobs', jobId);
  }

  file(jobId: string, fileName: string): string {
    if (!FILE_NAME.test(fileName))
      throw new RangeError(`fileName: expected a plain name, got ${JSON.stringify(fileName)}`);
    return join(this.folder(jobId), fileName);
  }

  async make(jobId: string): Promise<string> {
    const folder = this.folder(jobId);
    await mkdir(folder, { recursive: true });
    return folder;
  }

  async remove(jobId: string): Promise<void> {
    await rm(this.folder(jobId), { recursive: true, force: true });
  }

  /** Removes everything else from a job's folder, and the folder when nothing is left. */
  async keepOnly(jobId: string, fileNames: ReadonlySet<string>): Promise<void> {
    const folder = this.folder(jobId);
    if (fileNames.size === 0) return this.remove(jobId);
    for (const name of await readdir(folder)) {
      if (!fileNames.has(name)) await rm(join(folder, name), { recursive: true, force: true });
    }
  }

  /** Size of a file, bytes; undefined when it is not there. */
  async size(jobId: string, fileName: string): Promise<number | undefined> {
    return (await stat(this.file(jobId, fileName)).catch(() => undefined))?.size;
  }
}
