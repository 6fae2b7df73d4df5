#!/usr/bin/env -S node --max-semi-space-size=32
/**
 * The command line. Parses, hands over to one command, and turns its end into an exit code.
 *
 * The young heap above is larger than Node's: a page of features is some megabytes of short-lived text, and with 16 MB
 * half of the time of an answer went into collecting it.
 */
import { Command, Option } from 'commander';
import { failureText } from './commands/failure-text.js';
import { defaultOf, optionOf, PARAMETER_OPTIONS, type PsiFlags } from './commands/psi-options.js';
import { type Flags, readConfig } from './config.js';
import { softwareVersion } from './http/package-files.js';

const stopping = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.on(name, () => {
    // A second signal means: now.
    if (stopping.signal.aborted) process.exit(130);
    stopping.abort();
  });
}

const program = new Command('open-egms')
  .description('Serves, ingests and exports products of the European Ground Motion Service in open standards.')
  .version(softwareVersion)
  .showHelpAfterError('(see --help)')
  .configureHelp({ sortSubcommands: false });

withStore(program.command('serve'))
  .description('start the server, after ingesting the files named')
  .argument('[files...]', 'EGMS products to ingest first: .zip, .csv, folders or addresses')
  .option(
    '--host <address>',
    'address to listen on (default 127.0.0.1; others want an API key before they accept changes)',
  )
  .option('--port <number>', 'port to listen on; 0 takes a free one (default 5000)')
  .option('--public-url <url>', 'address under which clients reach the server, when a proxy stands before it')
  .option('--trust-proxy', 'believe X-Forwarded headers of proxies on private addresses')
  .option('--demo', 'fill an empty catalog with a small synthetic area, and compute a simulated town beside it')
  .option('--no-demo-processing', 'with --demo: leave the town out')
  .addHelpText(
    'after',
    `
Examples:
  open-egms serve EGMS_L2b_117_0227_IW2_VV_2020_2024_1.zip
  open-egms serve --config pygeoapi-config.yml --database-url postgresql://me@localhost/ground_motion
  OPEN_EGMS_API_KEYS=... open-egms serve --host 0.0.0.0 --public-url https://egms.example.org`,
  )
  .action(async (files: string[], flags: Flags & { demo?: boolean; demoProcessing?: boolean }) => {
    const { demo = false, demoProcessing = true, ...settings } = flags;
    const { serve } = await import('./commands/serve.js');
    process.exitCode = await serve(await config(settings), {
      files,
      demonstration: demo,
      demonstrationProcessing: demoProcessing,
      signal: stopping.signal,
    });
  });

withStore(program.command('ingest'))
  .description('put EGMS products into the catalog')
  .argument('<files...>', '.zip, .csv, folders or http(s) addresses')
  .option('--dry-run', 'read and check everything, change nothing')
  .addHelpText(
    'after',
    `
A product is there as a whole or not at all. The same file twice is left alone, a higher redelivery number replaces.
A server that runs on the same data directory serves the product at once.

Examples:
  open-egms ingest downloads/
  open-egms ingest --dry-run EGMS_L2a_088_0297_IW2_VV.zip`,
  )
  .action(async (files: string[], flags: Flags & { dryRun?: boolean }) => {
    const { dryRun = false, ...settings } = flags;
    const { ingest } = await import('./commands/ingest.js');
    process.exitCode = await ingest(await config(settings), files, { dryRun, signal: stopping.signal });
  });

withStore(program.command('export'))
  .description('write a collection to files')
  .argument('<collection>', 'its id, as l2b-descending-2020-2024')
  .addOption(
    new Option('--format <name>', 'egms writes one zip per product, as delivered')
      .choices(['egms', 'csv', 'geojson', 'geojsonseq', 'fgb', 'parquet', 'pmtiles'])
      .default('egms'),
  )
  .option('--bbox <west,south,east,north>', 'degrees: only points inside')
  .option('--filter <cql2>', 'only points that match, as "mean_velocity < -5 AND temporal_coherence > 0.8"')
  .option('--series', 'with displacement series, one column or property per date (egms always has them)')
  .option('--bare', 'with --format egms: .csv and .xml instead of a zip')
  .option('--min-zoom <zoom>', 'with --format pmtiles: first zoom (default 0)')
  .option('--max-zoom <zoom>', 'with --format pmtiles: last zoom (default 15: all points with all attributes)')
  .option('--out <folder>', 'where to write')
  .option('--to <file>', 'the file to write, instead of --out (not egms)')
  .addHelpText(
    'after',
    `
Examples:
  open-egms export l2b-descending-2020-2024 --out delivery/
  open-egms export l3-up-2020-2024 --format parquet --bbox 11.3,48.0,11.8,48.3 --out munich/
  open-egms export l3-up-2020-2024 --format pmtiles --to up.pmtiles`,
  )
  .action(async (collection: string, flags: Flags & Record<string, string | boolean | undefined>) => {
    const { format, bbox, filter, series, bare, out, to, minZoom, maxZoom, ...settings } = flags;
    const { exportCollection } = await import('./commands/export.js');
    process.exitCode = await exportCollection(await config(settings), collection, {
      format: String(format),
      ...(out === undefined ? {} : { folder: String(out) }),
      ...(to === undefined ? {} : { file: String(to) }),
      ...(minZoom === undefined ? {} : { minZoom: String(minZoom) }),
      ...(maxZoom === undefined ? {} : { maxZoom: String(maxZoom) }),
      ...(bbox === undefined ? {} : { bbox: String(bbox) }),
      ...(filter === undefined ? {} : { filter: String(filter) }),
      withSeries: series === true,
      bare: bare === true,
      signal: stopping.signal,
    });
  });

psiOptions(
  program
    .command('psi')
    .description(
      'find points and their motion in a stack of radar images: EGMS L2a, a report and its numbers in a folder',
    )
    .argument('<stack>', 'a folder with stack.json, of OPERA CSLC-S1 files, or with slcStack.h5 (docs/stacks.md)')
    .option('--out <folder>', 'where to write; made when absent (default ./psi-result)')
    .option(
      '--threads <number>',
      'how many compute (default: one for each core); the result is the same for any number',
    )
    .option('--aoi <area>', 'only points inside: west,south,east,north in degrees, or a GeoJSON Polygon')
    .option('--release <years>', 'nominal years in the name of the product, as 2020-2024 (default: those of the dates)')
    .option('--redelivery <number>', 'of the product, in its name (default 1)')
    .option('--geoid-height <metres>', 'of the geoid above the ellipsoid; without it orthometric heights stay empty'),
)
  .addHelpText(
    'after',
    `
Writes NAME.zip (CSV and XML as EGMS delivers a burst), report.html and quality.json. Needs no database and no server;
"open-egms ingest NAME.zip" puts the points into one. Disk for the work is asked for before anything is written: about as
much as the images uncompressed. The work lies below --out until it is finished; after Ctrl-C, a crash or a power cut the
same command goes on where it was.

Parameters that matter most: --max-dispersion lets more or fewer persistent scatterers in, --min-coherence and
--false-alarm-rate judge every point, --max-velocity-mm-per-year must be above what neighbours move against each other.

Examples:
  open-egms psi stacks/my-city/ascending --out result/
  open-egms psi opera/T087-185683-IW2 --aoi 12.4,41.8,12.6,42.0 --threads 8 --release 2020-2024
  open-egms psi my-stack --max-dispersion 0.3 --min-coherence 0.6 --atmosphere idw`,
  )
  .action(async (stack: string, flags: PsiFlags) => {
    const { psi } = await import('./commands/psi.js');
    process.exitCode = await psi(stack, { flags, signal: stopping.signal, softwareVersion });
  });

withStore(program.command('worker'))
  .description('run jobs of the queue, beside any number of servers and other workers')
  .addHelpText(
    'after',
    `
A server runs a worker of its own (processes.worker in the configuration). More of them, on this machine or others, share
the work: give them the same database and the same storage folder. SIGTERM lets running jobs end for some seconds; what is
left goes back into the queue and is taken up where its last checkpoint stands.

Examples:
  open-egms worker --database-url postgresql://me@db.example.org/ground_motion --config workers.yml`,
  )
  .action(async (flags: Flags) => {
    const { worker } = await import('./commands/worker.js');
    const { createLog } = await import('./commands/create-log.js');
    const settings = await config(flags);
    process.exitCode = await worker(settings, { signal: stopping.signal, log: createLog(settings) });
  });

withStore(program.command('migrate'))
  .description('bring the tables of the database up to date')
  .action(async (flags: Flags) => {
    const { migrateDatabase } = await import('./commands/migrate.js');
    process.exitCode = await migrateDatabase(await config(flags));
  });

try {
  await program.parseAsync();
} catch (error) {
  if (stopping.signal.aborted) {
    process.stderr.write('stopped; nothing half done is left behind\n');
    process.exitCode = 130;
  } else {
    process.stderr.write(`open-egms: ${failureText(error)}\n`);
    process.exitCode = 1;
  }
}

function psiOptions(command: Command): Command {
  for (const [name, text] of PARAMETER_OPTIONS) {
    command.addOption(
      new Option(`${optionOf(name)} <value>`, `${text} (default ${defaultOf(name)})`).helpGroup('Parameters:'),
    );
  }
  return command;
}

function withStore(command: Command): Command {
  return command
    .option('--data-dir <folder>', 'where the embedded database and downloads live (default ./data)')
    .option('--database-url <url>', 'use this PostgreSQL with PostGIS instead of the embedded database')
    .option('--config <file>', 'a pygeoapi-style YAML configuration')
    .option('--lenient', 'skip what the configuration asks for and this server does not offer')
    .option('--log-level <level>', 'fatal, error, warn, info, debug or trace');
}

function config(flags: Flags) {
  return readConfig({ flags, env: process.env, cwd: process.cwd() });
}
