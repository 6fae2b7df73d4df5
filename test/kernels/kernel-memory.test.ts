/** Handing out of the shared memory. */
import { expect, test } from 'vitest';
import { compileKernels, KernelMemory, MOST_BYTES } from '../../src/kernels/index.js';

const compiled = await compileKernels();
const MIB = 2 ** 20;

test('arrays begin on cache lines, do not overlap and lie above what the kernels keep for themselves', () => {
  const memory = new KernelMemory(compiled, MIB);
  const arrays = [memory.uint8(3), memory.float32(5), memory.float64(1), memory.int32(0), memory.float32(100)];
  let end = 1024;
  for (const array of arrays) {
    expect(array.byteOffset % 64).toBe(0);
    expect(array.byteOffset).toBeGreaterThanOrEqual(end);
    expect(array.buffer).toBe(memory.buffer);
    end = array.byteOffset + array.byteLength;
  }
});

test('what is released is handed out again; threads get stacks and scratches of their own', () => {
  const memory = new KernelMemory(compiled, MIB);
  const mark = memory.mark();
  const first = memory.float32(1000);
  memory.release(mark);
  expect(memory.float32(10).byteOffset).toBe(first.byteOffset);
  const [one, other] = [memory.threadSpace(1000), memory.threadSpace(1000)];
  expect(other.stackTop - 65_536).toBeGreaterThanOrEqual(one.scratchEnd);
  expect(one.scratchStart).toBeGreaterThanOrEqual(one.stackTop);
  expect(() => memory.release(memory.mark() + 1)).toThrow('mark: expected at most');
});

test('too much is refused with what was wanted and what is left', () => {
  const memory = new KernelMemory(compiled, MIB);
  expect(() => memory.float32(MIB)).toThrow(/4194304 bytes wanted, \d+ of 1048576 are left/);
  expect(() => new KernelMemory(compiled, MOST_BYTES + 1)).toThrow('bytes: expected more than 0 and at most');
  expect(() => new KernelMemory(compiled, 0)).toThrow('got 0');
});
