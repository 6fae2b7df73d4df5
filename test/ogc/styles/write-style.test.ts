import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { MAX_STORED_STYLES } from '../../../src/catalog/styles/style-set.js';
import { L2, L3, SLD_TYPE, STEPS, STYLE_TYPE, styledApp } from './styled-app.js';

const sld = (name: string, rules = '', layer = 'some layer of QGIS') => `<?xml version="1.0" encoding="UTF-8"?>
<StyledLayerDescriptor version="1.0.0" xmlns="http://www.opengis.net/sld" xmlns:ogc="http://www.opengis.net/ogc">
<NamedLayer><Name>${layer}</Name><UserStyle><Name>${name}</Name><FeatureTypeStyle>${rules || rule('#ff0000')}
</FeatureTypeStyle></UserStyle></NamedLayer></StyledLayerDescriptor>`;

const rule = (colour: string, mark = 'circle', attribute = 'mean_velocity') => `<Rule>
<ogc:Filter><ogc:PropertyIsLessThan><ogc:PropertyName>${attribute}</ogc:PropertyName><ogc:Literal>-5</ogc:Literal></ogc:PropertyIsLessThan></ogc:Filter>
<PointSymbolizer><Graphic><Mark><WellKnownName>${mark}</WellKnownName><Fill><CssParameter name="fill">${colour}</CssParameter></Fill></Mark>
<Size>8</Size></Graphic></PointSymbolizer></Rule>`;

const pointersOf = ({ errors }: { errors: { pointer: string }[] }) => errors.map(({ pointer }) => pointer);

describe('POST', () => {
  test('makes a style, with its defaults filled in, and says where it is', async () => {
    const { get, send } = styledApp();
    const made = await send('post', L2).send(STEPS).expect(201);
    expect(made.type).toBe(STYLE_TYPE);
    expect(made.headers.location).toBe(`http://localhost${L2}/steps`);
    expect(made.body).toMatchObject({ ...STEPS, opacity: 1, order: 'magnitude' });
    const read = await get(`${L2}/steps`).expect(200);
    expect(read.body).toEqual(made.body);
    expect(read.headers.etag).toBe(made.headers.etag);
    await get(`${L2}/steps/metadata`).expect(200);
  });

  test.each([STYLE_TYPE, 'application/json', `${STYLE_TYPE}; charset=utf-8`])('takes %s', async (type) => {
    const { send } = styledApp();
    await send('post', L2).set('Content-Type', type).send(JSON.stringify(STEPS)).expect(201);
  });

  test.each([SLD_TYPE, `${SLD_TYPE};version=1.0`])('takes SLD as %s, named after its UserStyle', async (type) => {
    const { get, send } = styledApp();
    const made = await send('post', L2).set('Content-Type', type).send(sld('down or out')).expect(201);
    expect(made.headers.location).toBe(`http://localhost${L2}/down-or-out`);
    expect((await get(`${L2}/down-or-out`)).body).toMatchObject({
      title: 'down-or-out',
      scale: { type: 'classes', classes: [{ max: -5, colour: '#ff0000' }] },
      size: { stops: [{ zoom: 0, radiusPx: 4 }] },
    });
  });

  test('of squares makes cells at level 3, and points at level 2', async () => {
    const { send } = styledApp();
    const body = sld('squares', rule('#ff0000', 'square'));
    const post = (path: string) => send('post', path).set('Content-Type', SLD_TYPE).send(body);
    expect((await post(L3)).body).toMatchObject({ cells: { sizeM: 100 } });
    expect((await post(L2)).body).not.toHaveProperty('cells');
  });

  test('takes the layer that is called as the collection, where there are several', async () => {
    const { send } = styledApp();
    const id = L2.split('/')[2];
    const two = sld('mine', rule('#00ff00'), id).replace(
      '<NamedLayer>',
      '<NamedLayer><Name>other</Name></NamedLayer><NamedLayer>',
    );
    expect((await send('post', L2).set('Content-Type', SLD_TYPE).send(two)).body.id).toBe('mine');
    const answer = await send('post', L3).set('Content-Type', SLD_TYPE).send(two).expect(400);
    expect(answer.body.detail).toBe('SLD: expected one layer of the name l3-up-2020-2024, got 0 of 2');
  });

  test('refuses the name of a style that exists, stored or of the program', async () => {
    const { send } = styledApp();
    await send('post', L2).send(STEPS).expect(201);
    expect((await send('post', L2).send(STEPS).expect(409)).body.code).toBe('StyleExists');
    await send('post', L2)
      .send({ ...STEPS, id: 'velocity' })
      .expect(409);
    await send('post', L3).send(STEPS).expect(201);
  });

  test.each<[string, object, readonly string[]]>([
    ['an attribute that there is not', { attribute: { type: 'property', name: 'speed' } }, ['/attribute/name']],
    [
      'an attribute that the collection lacks',
      { attribute: { type: 'property', name: 'height' } },
      ['/attribute/name'],
    ],
    ['cells of another size', { cells: { sizeM: 50 } }, ['/cells/sizeM']],
    ['a name that cannot stand in an address', { id: 'a/b' }, ['/id']],
    ['several things at once', { opacity: 2, colour: 'red' }, ['/colour', '/opacity']],
    ['an empty displacement', { attribute: { type: 'displacement', from: '2020-01-29' } }, ['/attribute/from']],
    ['a palette that is not known', { scale: { type: 'palette', palette: 'jet', min: 0, max: 1 } }, ['/scale/palette']],
  ])('tells where a style is wrong: %s', async (_, change, pointers) => {
    const { store, send } = styledApp();
    const { body } = await send('post', L3)
      .send({ ...STEPS, ...change })
      .expect(400);
    expect(pointersOf(body)).toEqual(pointers);
    expect((await store.styleSet('l3-up-2020-2024')).styles).toEqual([]);
  });

  test('of cells is refused at level 2', async () => {
    const { send } = styledApp();
    const { body } = await send('post', L2)
      .send({ ...STEPS, cells: { sizeM: 100 } })
      .expect(400);
    expect(pointersOf(body)).toEqual(['/cells']);
  });

  test.each(['null', '[]', '"steps"', '12', '{}'])('refuses %s', async (text) => {
    const { send } = styledApp();
    const { body } = await send('post', L2).set('Content-Type', STYLE_TYPE).send(text).expect(400);
    expect(body.errors.length).toBeGreaterThan(0);
  });

  test('refuses nothing, broken JSON and other media types', async () => {
    const { send } = styledApp();
    await send('post', L2).set('Content-Type', STYLE_TYPE).send('').expect(400);
    await send('post', L2).set('Content-Type', STYLE_TYPE).send('{"id":').expect(400);
    const { body } = await send('post', L2).set('Content-Type', 'text/css').send('a {}').expect(415);
    expect(body.detail).toContain(SLD_TYPE);
  });

  test(`has room for ${MAX_STORED_STYLES} styles of a collection`, async () => {
    const { store, send } = styledApp();
    for (let n = 0; n < MAX_STORED_STYLES; n++) {
      await store.put('l3-up-2020-2024', { id: `s${n}`, document: { ...STEPS, id: `s${n}` } });
    }
    expect((await send('post', L3).send(STEPS).expect(409)).body.code).toBe('TooManyStyles');
    expect((await send('put', `${L3}/steps`).send(STEPS).expect(409)).body.code).toBe('TooManyStyles');
    await send('put', `${L3}/s3`)
      .send({ ...STEPS, id: 's3' })
      .expect(204);
    await send('post', L2).send(STEPS).expect(201);
  });
});

describe('PUT', () => {
  test('makes a style, then replaces it in every language', async () => {
    const { get, send } = styledApp();
    const { id: _, ...nameless } = STEPS;
    const made = await send('put', `${L2}/mine`).send(nameless).expect(201);
    expect(made.headers.location).toBe(`http://localhost${L2}/mine`);
    await send('put', `${L2}/mine`).set('Content-Type', SLD_TYPE).send(sld('whatever')).expect(204);
    expect((await get(`${L2}/mine`)).body).toMatchObject({ id: 'mine', scale: { classes: [{ colour: '#ff0000' }] } });
    expect((await get(`${L2}/mine?f=sld`).buffer(true)).text).toContain('#ff0000');
  });

  test('stands in for a style of the program until it is removed', async () => {
    const { get, send } = styledApp();
    const before = (await get(`${L2}/velocity`)).body;
    await send('put', `${L2}/velocity`)
      .send({ ...STEPS, id: 'velocity' })
      .expect(204);
    expect((await get(`${L2}/velocity`)).body.title).toBe('Steps');
    await send('delete', `${L2}/velocity`).expect(204);
    expect((await get(`${L2}/velocity`)).body).toEqual(before);
    expect((await send('delete', `${L2}/velocity`).expect(409)).body.code).toBe('StyleOfProgram');
  });

  test('wants the name of the address', async () => {
    const { send } = styledApp();
    expect(pointersOf((await send('put', `${L2}/other`).send(STEPS).expect(400)).body)).toEqual(['/id']);
    const { id: _, ...nameless } = STEPS;
    expect(pointersOf((await send('put', `${L2}/a%20b`).send(nameless).expect(400)).body)).toEqual(['/id']);
    const { body } = await send('put', `${L2}/a%20b`).set('Content-Type', SLD_TYPE).send(sld('x')).expect(400);
    expect(body.detail).toMatch(/^SLD: \/id: expected a name/);
  });

  test('replaces what is still the same, and nothing else', async () => {
    const { get, send } = styledApp();
    const put = (title: string) => send('put', `${L2}/steps`).send({ ...STEPS, title });
    await put('none yet').set('If-Match', '*').expect(412);
    await put('first').set('If-None-Match', '*').expect(201);
    await put('again').set('If-None-Match', '*').expect(412);
    const { etag } = (await get(`${L2}/steps`)).headers;
    await put('weak').set('If-Match', `W/${etag}`).expect(412);
    await put('second').set('If-Match', `"other", ${etag}`).expect(204);
    await put('late').set('If-Match', etag).expect(412);
    const ofSld = (await get(`${L2}/steps?f=sld`)).headers.etag;
    await put('third').set('If-Match', ofSld).expect(204);
    await put('same')
      .set('If-None-Match', (await get(`${L2}/steps`)).headers.etag)
      .expect(412);
    expect((await get(`${L2}/steps`)).body.title).toBe('third');
  });

  test('of a style of the program knows its tag, too', async () => {
    const { get, send } = styledApp();
    const { etag } = (await get(`${L2}/velocity`)).headers;
    const put = () => send('put', `${L2}/velocity`).send({ ...STEPS, id: 'velocity' });
    await put().set('If-None-Match', '*').expect(412);
    await put().set('If-Match', etag).expect(204);
    await put().set('If-Match', etag).expect(412);
  });

  test('its tags are those of the bytes that are answered', async () => {
    const { get } = styledApp();
    for (const [query, kind] of [
      ['', 'json'],
      ['?f=sld', 'sld'],
    ]) {
      const { headers, text, body } = await get(`${L2}/velocity${query}`).buffer(true).responseType('text');
      const digest = createHash('sha256')
        .update(text ?? String(body))
        .digest('base64url');
      expect(headers.etag).toBe(`"${kind}-${digest.slice(0, 22)}"`);
    }
  });
});

describe('DELETE', () => {
  test('removes a stored style once, and under the condition that is given', async () => {
    const { get, send } = styledApp();
    await send('post', L2).send(STEPS).expect(201);
    await send('delete', `${L2}/steps`).set('If-Match', '"other"').expect(412);
    const { etag } = (await get(`${L2}/steps`)).headers;
    await send('delete', `${L2}/steps`).set('If-Match', etag).expect(204);
    await send('delete', `${L2}/steps`).expect(404);
    await get(`${L2}/steps`).expect(404);
  });

  test('reaches a style that does not fit the collection any more', async () => {
    const { store, send } = styledApp();
    await store.put('l3-up-2020-2024', {
      id: 'tall',
      document: { ...STEPS, id: 'tall', attribute: { type: 'property', name: 'height' } },
    });
    await send('delete', `${L3}/tall`).expect(204);
    expect((await store.styleSet('l3-up-2020-2024')).styles).toEqual([]);
  });
});

describe('PATCH', () => {
  const patch = (send: ReturnType<typeof styledApp>['send'], body: unknown, path = L2) =>
    send('patch', path).set('Content-Type', 'application/merge-patch+json').send(JSON.stringify(body));

  test('makes a style the default, and null that of the program', async () => {
    const { get, send } = styledApp();
    await send('post', L2).send(STEPS).expect(201);
    await patch(send, { default: 'steps' }).expect(204);
    const { body } = await get(L2);
    expect([body.default, body.styles[0].id]).toEqual(['steps', 'steps']);
    await patch(send, {}).expect(204);
    expect((await get(L2)).body.default).toBe('steps');
    await patch(send, { default: null }).expect(204);
    expect((await get(L2)).body.default).toBe('velocity');
    await patch(send, { default: 'height' }).expect(204);
    expect((await get(L2)).body.default).toBe('height');
  });

  test('is undone when the default is removed', async () => {
    const { get, send } = styledApp();
    await send('post', L2).send(STEPS).expect(201);
    await patch(send, { default: 'steps' }).expect(204);
    await send('delete', `${L2}/steps`).expect(204);
    expect((await get(L2)).body.default).toBe('velocity');
  });

  test.each<[unknown, readonly string[]]>([
    [{ default: 'nothing' }, ['/default']],
    [{ default: 7 }, ['/default']],
    [{ default: 'velocity', styles: [], 'a/b': 1 }, ['/styles', '/a~1b']],
    [[], ['']],
    [null, ['']],
  ])('refuses %j', async (body, pointers) => {
    const { send } = styledApp();
    expect(pointersOf((await patch(send, body).expect(400)).body)).toEqual(pointers);
  });

  test('knows merge patches alone', async () => {
    const { send } = styledApp();
    await send('patch', L2).send({ default: 'height' }).expect(415);
  });
});

describe('dry runs', () => {
  test('judge as the request itself, and change nothing', async () => {
    const { store, send } = styledApp();
    const strict = { Prefer: 'handling=strict' };
    const made = await send('post', `${L2}?dry-run=true`).set(strict).send(STEPS).expect(204);
    expect(made.headers['preference-applied']).toBe('handling=strict');
    await send('put', `${L2}/steps?dry-run=true`).send(STEPS).expect(204);
    await send('put', `${L2}/steps?dry-run=true`).set('If-Match', '*').send(STEPS).expect(412);
    await send('put', `${L2}/velocity?dry-run=true`)
      .send({ ...STEPS, id: 'velocity' })
      .expect(204);
    await send('post', `${L2}?dry-run=true`)
      .send({ ...STEPS, id: 'velocity' })
      .expect(409);
    await send('post', `${L2}?dry-run=true`)
      .send({ ...STEPS, opacity: 7 })
      .expect(400);
    await send('post', `${L2}?dry-run=maybe`).send(STEPS).expect(400);
    expect(await store.version('l2b-descending-2020-2024')).toBe('0');
    await send('post', `${L2}?dry-run=false`).send(STEPS).expect(201);
  });

  test('know when there is no room', async () => {
    const { store, send } = styledApp();
    for (let n = 0; n < MAX_STORED_STYLES; n++) {
      await store.put('l3-up-2020-2024', { id: `s${n}`, document: { ...STEPS, id: `s${n}` } });
    }
    expect((await send('put', `${L3}/steps?dry-run=true`).send(STEPS).expect(409)).body.code).toBe('TooManyStyles');
  });
});

describe('who may change styles', () => {
  const key = 'key-of-the-keepers';
  const apiKeys = [createHash('sha256').update(key).digest('hex')];

  test('is whoever has a key; everybody may look', async () => {
    const { get, send } = styledApp({ apiKeys });
    await send('post', L2).send(STEPS).expect(401);
    await send('put', `${L2}/steps`).send(STEPS).expect(401);
    await send('post', `${L2}?dry-run=true`).send(STEPS).expect(401);
    await send('patch', L2)
      .set('Content-Type', 'application/merge-patch+json')
      .send('{"default":"height"}')
      .expect(401);
    await send('post', L2).set('X-API-Key', key).send(STEPS).expect(201);
    await send('delete', `${L2}/steps`).expect(401);
    await send('delete', `${L2}/steps`).set('Authorization', `Bearer ${key}`).expect(204);
    await get(L2).expect(200);
  });

  test('without any key is whoever sits at the machine', async () => {
    const { send } = styledApp({ host: '0.0.0.0' });
    await send('post', L2).send(STEPS).expect(403);
  });
});
