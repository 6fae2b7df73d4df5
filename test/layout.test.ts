/** The import rules of the house: who may import whom, no circles, and which package lives in which folder alone. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const src = join(root, 'src');

/** Folder or top-level file of src/ -> what it may import besides itself. */
const RULES: Record<string, readonly string[]> = {
  errors: [],
  'package-root': [],
  kernels: [],
  network: [],
  geodesy: [],
  products: ['kernels', 'geodesy', 'errors'],
  formats: ['kernels', 'geodesy', 'errors'],
  render: ['kernels', 'geodesy', 'errors'],
  insar: ['kernels', 'geodesy', 'formats', 'products', 'workers', 'errors'],
  validation: ['kernels', 'geodesy', 'formats', 'products', 'workers', 'errors'],
  config: ['errors', 'geodesy', 'package-root'],
  db: ['errors', 'config', 'package-root'],
  http: ['errors', 'config', 'package-root'],
  workers: ['formats', 'render', 'geodesy', 'errors', 'package-root'],
  catalog: ['db', 'geodesy', 'products', 'formats', 'errors', 'config'],
  maps: ['catalog', 'render', 'workers', 'geodesy', 'products', 'formats', 'errors', 'package-root'],
  jobs: ['db', 'network', 'errors', 'package-root'],
  explorer: ['http', 'network', 'errors', 'package-root'],
  ogc: ['http', 'catalog', 'maps', 'jobs', 'render', 'workers', 'geodesy', 'products', 'formats', 'errors'],
  commands: [
    'app',
    'config',
    'http',
    'ogc',
    'catalog',
    'maps',
    'db',
    'jobs',
    'insar',
    'products',
    'formats',
    'geodesy',
    'errors',
    'package-root',
  ],
  app: ['config', 'http', 'ogc', 'explorer', 'catalog', 'maps', 'jobs', 'errors'],
  main: ['commands', 'config', 'http', 'errors'],
};

/** What a process joins, besides files of its own folder; of the engine and the database only the types. */
const PROCESSES_MAY_IMPORT = ['insar', 'validation', 'catalog', 'products', 'formats', 'geodesy', 'errors'];

/** Packages that one folder alone may know. */
const KEPT_PACKAGES: Record<string, readonly string[]> = {
  express: ['http', 'app'],
  pg: ['db', 'catalog'],
  'openapi-backend': ['http'],
  'node-cron': ['jobs'],
  sharp: ['render'],
  'h5wasm/node': ['formats'],
};

const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.split(sep).join('/'));

const folderOf = (file: string) => file.split('/')[0].replace(/\.ts$/, '');

/** Specifiers of a file's imports and re-exports, types included. */
function importsOf(file: string, folder = src): { specifier: string; isType: boolean }[] {
  const text = readFileSync(join(folder, file), 'utf8');
  const pattern =
    /(?:^|\n)\s*(?:import|export)\s+(type\s+)?(?:[^;'"]*?\sfrom\s+)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g;
  return [...text.matchAll(pattern)].map((match) => ({
    specifier: match[2] ?? match[3],
    isType: match[1] !== undefined,
  }));
}

function localTarget(file: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  const path = relative(src, resolve(src, dirname(file), specifier))
    .split(sep)
    .join('/');
  return path.replace(/\.js$/, '.ts');
}

describe('the import rules', () => {
  test('every folder of src is known to the rules', () => {
    expect([...new Set(files.map(folderOf))].filter((folder) => !(folder in RULES))).toEqual([]);
  });

  test('a file imports only what its folder may import', () => {
    const offences = files.flatMap((file) =>
      importsOf(file).flatMap(({ specifier }) => {
        const target = localTarget(file, specifier);
        if (target === undefined) return [];
        const [from, to] = [folderOf(file), folderOf(target)];
        return from === to || RULES[from].includes(to) ? [] : [`${file} -> ${target}`];
      }),
    );
    expect(offences).toEqual([]);
  });

  test('one standard of ogc does not import another, except ogc/common', () => {
    const offences = files
      .filter((file) => file.startsWith('ogc/'))
      .flatMap((file) =>
        importsOf(file).flatMap(({ specifier }) => {
          const target = localTarget(file, specifier);
          if (!target?.startsWith('ogc/')) return [];
          const [from, to] = [file.split('/')[1], target.split('/')[1]];
          return from === to || to === 'common' ? [] : [`${file} -> ${target}`];
        }),
      );
    expect(offences).toEqual([]);
  });

  test('a package that belongs to one folder is imported nowhere else', () => {
    const offences = files.flatMap((file) =>
      importsOf(file).flatMap(({ specifier, isType }) => {
        const owners = KEPT_PACKAGES[specifier];
        return !owners || isType || owners.includes(folderOf(file)) ? [] : [`${file} -> ${specifier}`];
      }),
    );
    expect(offences).toEqual([]);
  });

  test('a process imports its own folder, science, catalog and formats, and only types of engine and database', () => {
    const folder = join(root, 'processes');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
    expect(files.length).toBeGreaterThan(0);
    const offences = files.flatMap((file) =>
      importsOf(file, folder).flatMap(({ specifier, isType }) => {
        if (!specifier.startsWith('.')) return [];
        const target = relative(root, resolve(folder, dirname(file), specifier)).split(sep);
        const isOwn = target[0] === 'processes' && target[1] === file.split(sep)[0];
        const from = target[0] === 'src' ? target[1].replace(/\.js$/, '') : '';
        const isAllowed = isOwn || PROCESSES_MAY_IMPORT.includes(from) || (['jobs', 'db'].includes(from) && isType);
        return isAllowed ? [] : [`${file} -> ${target.join('/')}`];
      }),
    );
    expect(offences).toEqual([]);
  });

  test('imports form no circle', () => {
    const edges = new Map(
      files.map((file) => [file, importsOf(file).flatMap(({ specifier }) => localTarget(file, specifier) ?? [])]),
    );
    expect(circleIn(edges)).toEqual([]);
  });

  test('no file is named after nothing in particular', () => {
    expect(files.filter((file) => /(^|\/)(utils?|helpers?|types?|misc)(\.ts|\/)|(^|\/)common\.ts$/.test(file))).toEqual(
      [],
    );
  });
});

/** Files of one circle in order, or nothing. */
function circleIn(edges: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): readonly string[] => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return [];
    path.push(file);
    for (const next of edges.get(file) ?? []) {
      const found = visit(next);
      if (found.length > 0) return found;
    }
    path.pop();
    done.add(file);
    return [];
  };
  for (const file of edges.keys()) {
    const found = visit(file);
    if (found.length > 0) return found;
  }
  return [];
}
