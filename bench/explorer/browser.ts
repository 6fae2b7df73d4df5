/** A Chromium that draws maps in software, as the benches use it. */
import { existsSync } from 'node:fs';
import type { Browser } from 'playwright-core';

const CANDIDATES = [process.env.OPEN_EGMS_TEST_CHROMIUM, '/usr/bin/chromium', '/usr/bin/google-chrome'];
const GRAPHICS = ['--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist'];

export async function openBrowser(): Promise<Browser> {
  const executablePath = CANDIDATES.find((path) => path && existsSync(path));
  if (!executablePath) throw new Error('no Chromium: install it, or name one in OPEN_EGMS_TEST_CHROMIUM');
  const { chromium } = await import('playwright-core');
  return chromium.launch({ executablePath, args: ['--no-sandbox', ...GRAPHICS] });
}
