import { readFileSync } from 'node:fs';
import request from 'supertest';
import { describe, expect, test } from 'vitest';
import { PROCESSES_CLASSES } from '../../../src/ogc/common/conformance-classes.js';
import { sha256 } from '../../support/sha256.js';
import { testApp } from '../../support/test-app.js';
import { combine, testRegistry } from '../../support/test-processes.js';
import { describedApp } from './described-app.js';

const app = describedApp();
const get = (path: string) => request(app).get(path);
const REL = 'http://www.opengis.net/def/rel/ogc/1.0';

interface Linked {
  readonly links: readonly { readonly rel: string; readonly href: string; readonly type: string }[];
}
const linkOf = ({ links }: Linked, rel: string) => links.find((link) => link.rel === rel);
const pathOf = (href: string) => new URL(href).pathname + new URL(href).search;

describe('the list of processes', () => {
  test('tells each in short, without inputs and outputs', async () => {
    const { body } = await get('/processes').expect(200);
    expect(body.processes.map(({ id }: { id: string }) => id)).toEqual([...testRegistry.keys()]);
    expect(body).toMatchObject({ numberMatched: 5, numberReturned: 5 });
    for (const process of body.processes) {
      expect(process).not.toHaveProperty('inputs');
      expect(process).toMatchObject({
        version: '1.0.0',
        jobControlOptions: expect.any(Array),
        outputTransmission: expect.any(Array),
      });
      await get(pathOf(linkOf(process, 'self')!.href)).expect(200);
    }
  });

  test('comes in pages', async () => {
    const seen: string[] = [];
    for (let path: string | undefined = '/processes?limit=2'; path; ) {
      const { body }: { body: Linked & { processes: { id: string }[] } } = await get(path).expect(200);
      expect(body.processes.length).toBeLessThanOrEqual(2);
      seen.push(...body.processes.map(({ id }) => id));
      const next: string | undefined = linkOf(body, 'next')?.href;
      path = next && pathOf(next);
    }
    expect(seen).toEqual([...testRegistry.keys()]);
    expect(pathOf(linkOf((await get('/processes?limit=2&offset=2')).body, 'prev')!.href)).toBe(
      '/processes?limit=2&offset=0',
    );
    await get('/processes?limit=0').expect(400);
    await get('/processes?limit=100000').expect(200);
  });

  test('is linked from the landing page and the navigation, where there are processes', async () => {
    const { body } = await get('/');
    expect(linkOf(body, `${REL}/processes`)?.href).toMatch(/\/processes$/);
    expect(linkOf(body, `${REL}/job-list`)?.href).toMatch(/\/jobs$/);
    expect((await get('/?f=html')).text).toMatch(
      /<nav aria-label="Service">[\s\S]*\/processes"[\s\S]*\/jobs"[\s\S]*<\/nav>/,
    );
    const plain = testApp();
    expect(JSON.stringify((await request(plain).get('/')).body)).not.toContain('/processes');
    expect((await request(plain).get('/?f=html')).text).not.toContain('/processes');
    await request(plain).get('/processes').expect(404);
  });

  test('declares what tests prove, and only where there are processes', async () => {
    const { conformsTo } = (await get('/conformance')).body;
    for (const uri of PROCESSES_CLASSES) expect(conformsTo).toContain(uri);
    expect((await request(testApp()).get('/conformance')).text).not.toContain('ogcapi-processes');
  });
});

test('every declared class is traced to its tests', () => {
  const conformance = readFileSync(new URL('../../../openapi/CONFORMANCE.md', import.meta.url), 'utf8');
  for (const uri of PROCESSES_CLASSES) {
    expect(conformance).toContain(uri.replace(/^.*\/spec\/ogcapi-([^/]+)\/[\d.]+\/conf\//, '| `$1/'));
  }
});

describe('the description of a process', () => {
  test('has the members of the standard and of pygeoapi', async () => {
    const { body } = await get('/processes/combine').expect(200);
    expect(body).toMatchObject({
      id: 'combine',
      version: '1.0.0',
      title: 'Combine',
      keywords: ['test'],
      jobControlOptions: ['async-execute', 'dismiss'],
      outputTransmission: ['value', 'reference'],
      inputs: combine.description.inputs,
      outputs: combine.description.outputs,
      example: combine.example,
    });
    expect(linkOf(body, `${REL}/execute`)?.href).toMatch(/\/processes\/combine\/execution$/);
    expect(linkOf(body, `${REL}/job-list`)).toBeDefined();
    expect(body.links.map(({ rel }: { rel: string }) => rel)).toEqual(expect.arrayContaining(['self', 'alternate']));
  });

  test.each([
    '/processes/nothing',
    '/processes/%2e%2e',
    "/processes/x'y",
    '/processes/__proto__',
    '/processes/constructor',
  ])('%s is not there', async (path) => {
    const { body, headers } = await get(path).expect(404);
    expect(headers['content-type']).toBe('application/json');
    expect(body).toMatchObject({
      type: 'http://www.opengis.net/def/exceptions/ogcapi-processes-1/1.0/no-such-process',
      code: 'NoSuchProcess',
    });
  });

  test('is answered 304 to whoever has it', async () => {
    const ask = (tag: string) => get('/processes/combine').set('Host', 'egms.example').set('If-None-Match', tag);
    const { headers } = await ask('"x"').expect(200);
    await ask(headers.etag).expect(304);
  });

  test('has a page with a form that knows the fields, the collections and the example', async () => {
    const { text } = await get('/processes/combine?f=html').expect(200);
    expect(text).toMatch(
      /<form class="execution panel"[^>]*action="[^"]*\/processes\/combine\/execution" data-async="true"/,
    );
    expect(text).toContain('data-input="points" data-kind="collections"');
    expect(text).toMatch(/<option value="l2b-descending-2020-2024" selected>/);
    // A table is no collection of points, but any collection will do as reference.
    const points = text.slice(text.indexOf('data-input="points"'), text.indexOf('data-input="reference"'));
    expect(points).not.toContain('lakes');
    expect(text.slice(text.indexOf('data-input="reference"'))).toContain('lakes');
    expect(text).toMatch(
      /data-input="cellSizeM" data-kind="number" type="number" step="any" min="10" max="1000" value="100"/,
    );
    expect(text).toMatch(/data-input="method" data-kind="string">[\s\S]*<option value="mean" selected>/);
    expect(text).toMatch(/data-input="start" data-kind="string" type="date"/);
    expect(text).toMatch(/data-input="secret" data-kind="string" type="password"/);
    expect(text).toMatch(/data-output="up"[^>]*placeholder="l3-up-&lt;release&gt;"/);
    expect(text).toContain('<script type="module" src=');
  });

  test('shows the same as a command that can be pasted', async () => {
    const { text } = await get('/processes/hello-world?f=html').expect(200);
    expect(text).toContain('curl -X POST &#39;http');
    expect(text).toContain('&quot;name&quot;: &quot;World&quot;');
  });

  test('asks for a key where running wants one', async () => {
    expect((await get('/processes/echo?f=html')).text).not.toContain('api-key');
    const keyed = describedApp({ config: { apiKeys: [sha256('some-key-of-ours')] } });
    expect((await request(keyed).get('/processes/echo?f=html')).text).toContain('id="api-key"');
    // Whoever came with the key in the address keeps it there.
    const carried = await request(keyed).get('/processes/echo?f=html&api_key=some-key-of-ours').expect(200);
    expect(carried.text).not.toContain('id="api-key"');
    expect(carried.text).toMatch(/execution\?api_key=some-key-of-ours/);
  });
});
