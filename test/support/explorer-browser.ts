/** A browser that draws maps in software, for suites that look at the Explorer; undefined where there is none. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { packageRoot } from '../../src/package-root.js';

const CANDIDATES = [
  process.env.OPEN_EGMS_TEST_CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

/** Why the suite cannot run here; undefined when it can. */
export function whyNoBrowser(): string | undefined {
  if (!process.env.OPEN_EGMS_TEST_BROWSER)
    return 'walks in a browser take a minute: ask for them with OPEN_EGMS_TEST_BROWSER=1';
  if (!chromium()) return 'no Chromium: install it, or name one in OPEN_EGMS_TEST_CHROMIUM';
  if (!existsSync(join(packageRoot, 'dist', 'explorer', 'index.html')))
    return 'the Explorer is not built: npm run build';
  return undefined;
}

const chromium = (): string | undefined => CANDIDATES.find((path) => path && existsSync(path));

export async function openBrowser(options: { readonly webGl?: boolean } = {}): Promise<Browser> {
  const { chromium: launcher } = await import('playwright-core');
  const graphics =
    options.webGl === false
      ? ['--disable-gpu', '--disable-3d-apis']
      : ['--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist'];
  return launcher.launch({ executablePath: chromium(), args: ['--no-sandbox', ...graphics] });
}
