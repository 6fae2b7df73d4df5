/**
 * Builds dist/: the compiled program, the kernels, the Explorer, then what the embedded database starts from. `--if-missing` does nothing when
 * dist/ is newer than everything it is made from.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
const sources = [
  'src',
  'processes',
  'bench',
  'explorer',
  'scripts',
  'tsconfig.json',
  'tsconfig.build.json',
  'package-lock.json',
];
/** Written last, so that a build that fails or is interrupted does not count as one. */
const stamp = join(dist, 'built');
const templateStamp = join(dist, 'embedded-template.stamp');

if (process.argv.includes('--if-missing') && isFresh()) process.exit(0);
rmSync(stamp, { force: true });
compile();
copyKernels();
buildExplorer();
await makeEmbeddedProducts();
writeFileSync(stamp, '');

function isFresh() {
  if (!existsSync(stamp)) return false;
  const builtMs = statSync(stamp).mtimeMs;
  return sources.every((source) => newestMs(join(root, source)) <= builtMs);
}

/** Time of the last change of a file, or of anything in a folder; deletions show as changes of the folder. */
function newestMs(path) {
  if (!existsSync(path)) return 0;
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return readdirSync(path).reduce((newest, name) => Math.max(newest, newestMs(join(path, name))), stat.mtimeMs);
}

function compile() {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  if (!existsSync(tsc)) fail('TypeScript is not installed: run `npm ci` first (without --omit=dev)');
  const done = timed('compiled src/ to dist/');
  const options = ['-p', 'tsconfig.build.json', '--noEmitOnError', '--listEmittedFiles'];
  const { status, stdout } = spawnSync(process.execPath, [tsc, ...options], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
  const lines = stdout.split(/\r?\n/);
  const emitted = new Set(lines.filter((line) => line.startsWith('TSFILE: ')).map((line) => resolve(line.slice(8))));
  const messages = lines.filter((line) => line && !line.startsWith('TSFILE: '));
  if (messages.length > 0) console.error(messages.join('\n'));
  if (status !== 0) fail('the sources do not compile: see above');
  removeOthers(emitted);
  const main = join(dist, 'src', 'main.js');
  if (existsSync(main)) chmodSync(main, 0o755);
  done();
}

/** What a deleted source left behind must not be importable. */
function removeOthers(emitted) {
  for (const folder of ['src', 'processes', 'bench']) {
    if (!existsSync(join(dist, folder))) continue;
    for (const entry of readdirSync(join(dist, folder), { recursive: true, withFileTypes: true })) {
      const file = join(entry.parentPath, entry.name);
      if (entry.isFile() && !emitted.has(file)) rmSync(file);
    }
  }
}

/** Compiled and committed beforehand, by `npm run build:wasm`; the program looks for them beside itself. */
function copyKernels() {
  const kernels = join('src', 'kernels', 'wasm');
  cpSync(join(root, kernels), join(dist, kernels), { recursive: true });
}

/** The web map, by Vite: checked here, bundled there. Made again only when its sources or its packages change. */
function buildExplorer() {
  const made = join(dist, 'explorer', 'index.html');
  const ingredients = ['explorer', 'package-lock.json', 'scripts'].map((source) => newestMs(join(root, source)));
  if (existsSync(made) && Math.max(...ingredients) <= statSync(made).mtimeMs) return;
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const done = timed('made the Explorer');
  const { status } = spawnSync(process.execPath, [vite, 'build', join(root, 'explorer'), '--logLevel', 'warn'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) fail('the Explorer cannot be built: see above');
  done();
}

/** Made again only when the engine's packages or the recipe change: the template takes a while. */
async function makeEmbeddedProducts() {
  const recipe = join(dist, 'src', 'db', 'embedded-template.js');
  const ingredients = ['pglite', 'pglite-postgis'].map((name) =>
    readFileSync(join(root, 'node_modules', '@electric-sql', name, 'package.json')),
  );
  const key = createHash('sha256').update(readFileSync(recipe)).update(Buffer.concat(ingredients)).digest('hex');
  const { templateFile, runtimeBundleFile, writeTemplate, writeRuntimeBundle } = await import(
    pathToFileURL(recipe).href
  );
  const isMade = [templateFile, runtimeBundleFile, templateStamp].every((file) => existsSync(file));
  if (isMade && readFileSync(templateStamp, 'utf8') === key) return;
  const done = timed('made the template of the embedded database');
  rmSync(templateStamp, { force: true });
  await writeRuntimeBundle();
  await writeTemplate();
  writeFileSync(templateStamp, key);
  done();
}

function timed(step) {
  const startMs = performance.now();
  return () => console.log(`build: ${step} (${((performance.now() - startMs) / 1000).toFixed(1)} s)`);
}

function fail(reason) {
  console.error(`build: ${reason}`);
  process.exit(1);
}
