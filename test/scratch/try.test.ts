import { test } from 'vitest';
import { testApp } from '/work/main/test/support/test-app.js';
test('serve', async () => {
  const server = testApp().listen(5055, '127.0.0.1');
  await new Promise(r => setTimeout(r, Number(process.env.SECS ?? 20) * 1000));
  server.close();
}, 600000);
