/**
 * `npm run build:wasm`: compiles src/kernels/c to src/kernels/wasm, from npm alone (@yowasp/clang is a devDependency), and
 * writes SHA256SUMS over the results and over what they were made from. The results are committed: nobody who installs
 * or builds needs the compiler. `npm run build:wasm -- --check` compiles and only compares.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../src/kernels', import.meta.url));
const sums = join(folder, 'wasm', 'SHA256SUMS');
const results = { 'kernels.wasm': [], 'kernels-relaxed.wasm': ['-mrelaxed-simd'] };

const FLAGS = [
  ...['--target=wasm32', '-std=c17', '-O3', '-msimd128', '-mbulk-memory', '-mnontrapping-fptoint', '-matomics'],
  // Nothing is contracted but what the sources fuse themselves, so that plain SIMD128 gives the same bits everywhere.
  ...['-ffp-contract=off', '-fno-math-errno', '-fno-trapping-math', '-Wall', '-Wextra', '-Werror'],
  ...['-nostdlib', '-ffreestanding', '-Wl,--no-entry', '-Wl,--import-memory', '-Wl,--shared-memory'],
  ...[
    '-Wl,--max-memory=4294967296',
    '-Wl,-z,stack-size=65536',
    '-Wl,--export=__heap_base',
    '-Wl,--export=__stack_pointer',
  ],
  '-Wl,--strip-all',
];

const { runClang } = await import('@yowasp/clang').catch((cause) => {
  console.error(`build:wasm: @yowasp/clang is not installed: run \`npm ci\` first (${cause.message})`);
  process.exit(1);
});
const sources = Object.fromEntries(
  readdirSync(join(folder, 'c'))
    .sort()
    .map((name) => [name, readFileSync(join(folder, 'c', name), 'utf8')]),
);
const made = new Map();
for (const [name, flags] of Object.entries(results)) {
  const startMs = performance.now();
  const files = await compile(['clang', ...FLAGS, ...flags, 'kernels.c', '-o', name]);
  made.set(name, files[name]);
  console.log(
    `build:wasm: ${name}, ${files[name].length} bytes (${((performance.now() - startMs) / 1000).toFixed(1)} s)`,
  );
}
const text = sumsText();
if (process.argv.includes('--check')) check();
else write();

/** Files by name. What the compiler says, commands it runs included, is shown when it fails. */
async function compile(args) {
  const said = [];
  const hear = (bytes) => bytes && said.push(Buffer.from(bytes));
  try {
    return await runClang(args, sources, { stdout: hear, stderr: hear, fetchProgress: () => {} });
  } catch (cause) {
    console.error(Buffer.concat(said).toString());
    console.error(`build:wasm: the sources do not compile: see above (${cause.message})`);
    process.exit(1);
  }
}

function sumsText() {
  const entries = [
    ...Object.entries(sources).map(([name, content]) => [`c/${name}`, content]),
    ...[...made].map(([name, content]) => [`wasm/${name}`, content]),
  ];
  return entries.map(([name, content]) => `${createHash('sha256').update(content).digest('hex')}  ${name}\n`).join('');
}

function write() {
  for (const [name, content] of made) writeFileSync(join(folder, 'wasm', name), content);
  writeFileSync(sums, text);
}

function check() {
  const isSame = readFileSync(sums, 'utf8') === text;
  const differing = [...made].filter(([name, content]) => !readFileSync(join(folder, 'wasm', name)).equals(content));
  if (isSame && differing.length === 0) return console.log('build:wasm: what is committed is what the sources make');
  const what = differing.map(([name]) => name).join(', ') || 'SHA256SUMS';
  console.error(`build:wasm: ${what} in src/kernels/wasm is not what the sources make: run \`npm run build:wasm\``);
  process.exitCode = 1;
}
