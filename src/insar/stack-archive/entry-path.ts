/**
 * Names in an archive that somebody sent, judged before anything is written: plain relative paths of plain files and folders,
 * each once on any file system. Everything else is refused, and nothing is put right by guessing.
 */

/** What the directory of a zip says of an entry. */
export interface ListedEntry {
  /** `slc/20200103.tif`; folders end in a slash. */
  readonly fileName: string;
  readonly externalFileAttributes: number;
  readonly versionMadeBy: number;
}

const MAX_DEPTH = 8;
/** Bytes: the limit of common file systems is 255. */
const MAX_NAME_BYTES = 200;
const MAX_PATH_BYTES = 1000;

const MADE_BY_UNIX = 3;
const MADE_BY_MACOS = 19;
const FILE_TYPE = 0o170000;
const PLAIN_TYPES: readonly number[] = [0, 0o100000, 0o040000];

/** Left behind by macOS, of no use to anybody. */
export const isClutter = ({ fileName }: ListedEntry): boolean =>
  fileName.startsWith('__MACOSX/') || /(^|\/)(\.DS_Store|Thumbs\.db)$/.test(fileName);

/** Parts of the path. Throws RangeError: what was expected of the name, and what came. */
export function entryParts(entry: ListedEntry): readonly string[] {
  const { fileName } = entry;
  refuseSpecial(entry);
  const path = fileName.endsWith('/') ? fileName.slice(0, -1) : fileName;
  const shown = JSON.stringify(fileName.slice(0, 120));
  if (/^\/|^[A-Za-z]:/.test(path)) throw new RangeError(`${shown}: expected a relative path`);
  // Controls, the separators of Windows and what its file systems make streams of.
  if ([...path].some((character) => character < ' ' || '\u007f\\:'.includes(character))) {
    throw new RangeError(`${shown}: holds a character that names may not hold`);
  }
  const parts = path.split('/');
  if (parts.some((part) => part === '..')) throw new RangeError(`${shown}: leads out of the folder`);
  if (parts.some((part) => part === '' || part === '.'))
    throw new RangeError(`${shown}: expected names between slashes`);
  if (parts.length > MAX_DEPTH) throw new RangeError(`${shown}: is more than ${MAX_DEPTH} folders deep`);
  const isLong = parts.some((part) => Buffer.byteLength(part) > MAX_NAME_BYTES);
  if (isLong || Buffer.byteLength(path) > MAX_PATH_BYTES) throw new RangeError(`${shown}: is too long a name`);
  return parts;
}

/** A link would be followed by whoever opens what is written next, or reads the stack. */
function refuseSpecial({ fileName, externalFileAttributes, versionMadeBy }: ListedEntry): void {
  const system = versionMadeBy >> 8;
  if (system !== MADE_BY_UNIX && system !== MADE_BY_MACOS) return;
  const type = (externalFileAttributes >>> 16) & FILE_TYPE;
  if (PLAIN_TYPES.includes(type)) return;
  const what = type === 0o120000 ? 'a link' : 'no plain file';
  throw new RangeError(`${JSON.stringify(fileName.slice(0, 120))}: is ${what}; expected files and folders`);
}

/** Remembers what was there: a name may come once, and nothing lies below a file. */
export class EntryNames {
  readonly #kinds = new Map<string, 'file' | 'folder'>();

  /** Throws RangeError for a name that was there, also in other letters: some file systems take them for one. */
  add(parts: readonly string[], kind: 'file' | 'folder'): void {
    const path = parts.join('/');
    for (let depth = 1; depth < parts.length; depth++) {
      const folder = key(parts.slice(0, depth));
      if (this.#kinds.get(folder) === 'file') throw new RangeError(`${JSON.stringify(path)}: lies below a file`);
      this.#kinds.set(folder, 'folder');
    }
    const known = this.#kinds.get(key(parts));
    if (known !== undefined && (known === 'file' || kind === 'file')) {
      throw new RangeError(`${JSON.stringify(path)}: is there twice`);
    }
    this.#kinds.set(key(parts), kind);
  }
}

const key = (parts: readonly string[]): string => parts.join('/').normalize('NFC').toLowerCase();
