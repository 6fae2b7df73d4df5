import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { isConnectionLoss, translateDatabaseError } from '../../src/db/translate-database-error.js';
import { notFound, type ServiceError } from '../../src/errors.js';

const withCode = (code: string, rest: object = {}) => Object.assign(new Error('from the driver'), { code, ...rest });

describe('translateDatabaseError', () => {
  test('a refused connection is DatabaseUnavailable and asks to retry', async () => {
    const error = await new Promise<Error>((resolve) => connect(1, '127.0.0.1').on('error', resolve));
    const translated = translateDatabaseError(error);
    expect(translated).toMatchObject({ status: 503, code: 'DatabaseUnavailable', options: { retryAfterSeconds: 5 } });
    expect((translated as ServiceError).cause).toBe(error);
  });

  test('so are a server that stops, starts, or has no connection left, and a connection that ends', () => {
    const losses = [
      ...['57P01', '57P02', '57P03', '53300', '08006', '08P01', 'ECONNRESET'].map((code) => withCode(code)),
      withCode('ENOENT', { syscall: 'connect' }),
      new Error('Connection terminated unexpectedly'),
      new Error('timeout exceeded when trying to connect'),
      new Error('Client has encountered a connection error and is not queryable'),
    ];
    for (const loss of losses) {
      expect(translateDatabaseError(loss)).toMatchObject({ code: 'DatabaseUnavailable' });
      expect(isConnectionLoss(loss)).toBe(true);
    }
  });

  test('a statement out of time or memory is QueryTooExpensive', () => {
    expect(translateDatabaseError(withCode('57014'))).toMatchObject({ status: 503, code: 'QueryTooExpensive' });
    expect(translateDatabaseError(withCode('53200'))).toMatchObject({ status: 503, code: 'QueryTooExpensive' });
  });

  test('a full disk is InsufficientStorage, whether the server or the file system says so', () => {
    expect(translateDatabaseError(withCode('53100'))).toMatchObject({ status: 507, code: 'InsufficientStorage' });
    expect(translateDatabaseError(withCode('ENOSPC'))).toMatchObject({ status: 507, code: 'InsufficientStorage' });
  });

  test('everything else comes back as it is', () => {
    for (const error of [
      withCode('42P01'),
      withCode('ENOENT', { syscall: 'open' }),
      notFound('item', 'x'),
      'text',
      null,
    ]) {
      expect(translateDatabaseError(error)).toBe(error);
    }
  });
});
