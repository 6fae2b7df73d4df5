import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compiledModule, packageRoot } from '../src/package-root.js';

describe('package root', () => {
  test('is the folder with the migrations and the contract', () => {
    expect(existsSync(join(packageRoot, 'package.json'))).toBe(true);
    expect(existsSync(join(packageRoot, 'src', 'package-root.ts'))).toBe(true);
  });

  test('is the same for the compiled program', async () => {
    const compiled = (await import(compiledModule('package-root.js'))) as { packageRoot: string };
    expect(compiled.packageRoot).toBe(packageRoot);
  });
});
