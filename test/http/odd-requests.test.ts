import { expect, test } from 'vitest';
import { listening } from '../support/listening.js';
import { testApp } from '../support/test-app.js';

/** Park and Miller's generator: the same odd requests every time. */
function randomly(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

const PIECES = [
  ...['', '0', '-1', '1e999', 'NaN', 'null', '../', '..', '{}', '[', "'", '"', '%', '%00', '%ff', '%E0%A4%A', '\\'],
  ...[
    "' OR '1'='1",
    '<script>',
    '$(x)',
    'ü',
    '🌋',
    '%F0%9F%8C%8B',
    ',',
    ',,,,',
    ' ',
    '+',
    '*',
    '2021-01-01',
    '/',
    '//',
  ],
  ...['__proto__', 'constructor', 'toString', 'a'.repeat(3000), 'lakes', 'items', 'P1D', '9'.repeat(400)],
];
const NAMES = [
  'limit',
  'offset',
  'bbox',
  'datetime',
  'f',
  'lang',
  'api_key',
  '__proto__',
  'constructor',
  '',
  '%',
  'x[]',
];
const PATHS = [
  '/',
  '/collections',
  '/collections/',
  '/api',
  '/conformance',
  '/ready',
  '/assets/',
  '/collections/lakes',
];

test('nothing that comes in makes the server fail', async () => {
  const random = randomly(20_240_229);
  const piece = () => encodeSome(PIECES[random(PIECES.length)]);
  /** Half the time raw, as a careless client sends it; blanks and other scripts cannot travel raw. */
  function encodeSome(text: string): string {
    return random(2) === 0 || /[^!-~]/.test(text) ? encodeURIComponent(text) : text;
  }
  await listening(testApp(), async (base) => {
    for (let n = 0; n < 400; n++) {
      const path = PATHS[random(PATHS.length)] + (random(3) === 0 ? piece() : '');
      const parameters = Array.from({ length: random(4) }, () => `${NAMES[random(NAMES.length)]}=${piece()}`);
      const url = `${base}${path}?${parameters.join('&')}`;
      const accept = ['*/*', 'text/html', 'image/png', ';;q=', 'application/json;q=2'][random(5)];
      const { status } = await fetch(url, { headers: { Accept: accept } });
      expect({ url, accept, isFine: status < 500 }).toEqual({ url, accept, isFine: true });
    }
  });
});

test.each([
  ['bytes that are not UTF-8', Buffer.from('{"op": "\xff\xfe"}', 'latin1'), {}, 'expected JSON in UTF-8'],
  ['gzip that is none', Buffer.from('{}'), { 'Content-Encoding': 'gzip' }, 'incorrect header check'],
  ['nothing', Buffer.alloc(0), {}, 'expected a JSON document, got nothing'],
])('a body of %s is the fault of its sender', async (_what, body, headers, detail) => {
  await listening(testApp(), async (base) => {
    const response = await fetch(`${base}/collections/lakes/items`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body,
    });
    expect({ status: response.status, text: await response.text() }).toEqual({
      status: 400,
      text: expect.stringContaining(detail),
    });
  });
});
