import { defineConfig } from 'vitest/config';

// Two projects: suites that need the database run one after another, because the embedded server is one session
// shared by every connection; everything else runs in parallel.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'pure',
          // Suites without a database share nothing that one could leave behind for the next.
          isolate: false,
          // By default one processor is left to Vitest itself, which has little to do: half of a machine of two.
          maxWorkers: '100%',
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.db.test.ts'],
          // Machines with other work take longer than five seconds for some.
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'database',
          include: ['test/**/*.db.test.ts'],
          fileParallelism: false,
          // After the others, whose number of workers differs.
          sequence: { groupOrder: 1 },
          // They follow one another in one process, which loads the program once.
          isolate: false,
          setupFiles: ['test/support/databases-left-open.ts'],
          globalSetup: ['test/support/database-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
