/** The application with processes and no database: for what can be said of processes without running any. */
import type { Express } from 'express';
import type { Database } from '../../../src/db/database.js';
import { type ProcessesAppOptions, processesApp } from '../../support/processes-app.js';

const NO_DATABASE = new Proxy({} as Database, {
  get: () => {
    throw new Error('this test should do without a database');
  },
});

export const describedApp = (options: ProcessesAppOptions = {}): Express => processesApp(NO_DATABASE, options).app;
