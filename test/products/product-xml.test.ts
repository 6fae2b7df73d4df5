import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { BurstName, TileName } from '../../src/products/file-name.js';
import {
  describeProduct,
  newProductMetadata,
  parseProductXml,
  writeProductXml,
} from '../../src/products/product-xml.js';
import { sharedData } from '../support/shared-data.js';
import { zipEntryText } from '../support/zip-entry.js';

const release = { firstYear: 2020, lastYear: 2024 };
const burst: BurstName = {
  level: 'L2b',
  track: 22,
  burstCycle: 845,
  swath: 2,
  polarisation: 'VV',
  release,
  redelivery: 1,
  suffixed: true,
};
const tile: TileName = {
  level: 'L3',
  tileEasting100Km: 43,
  tileNorthing100Km: 22,
  component: 'E',
  release,
  redelivery: 1,
  suffixed: true,
};

const roundTrip = (document: string) => parseProductXml(writeProductXml(parseProductXml(document)));

describe('headers read and written', () => {
  test('unknown elements, their order, attributes and repeated names are kept', () => {
    const document = `<?xml version="1.0"?>
      <BURST><!-- layout only --><zeta a="1" b="&quot;x&quot;">9</zeta><product_level>L2a</product_level>
        <alpha><beta>1</beta><beta> two </beta><empty/></alpha><zeta>10</zeta></BURST>`;
    const metadata = parseProductXml(document);
    expect(metadata).toEqual({
      root: 'BURST',
      elements: [
        { name: 'zeta', attributes: { a: '1', b: '"x"' }, content: '9' },
        { name: 'product_level', content: 'L2a' },
        {
          name: 'alpha',
          content: [
            { name: 'beta', content: '1' },
            { name: 'beta', content: ' two ' },
            { name: 'empty', content: '' },
          ],
        },
        { name: 'zeta', content: '10' },
      ],
    });
    expect(roundTrip(document)).toEqual(metadata);
    expect(JSON.parse(JSON.stringify(metadata))).toEqual(metadata);
  });

  test('text with every character XML reserves survives, as do leading zeros and character data', () => {
    const metadata = parseProductXml(
      '<TILE><a>&lt;&amp;&gt; &quot;&apos; &#233;&#x1F30D;\n\t</a><b>007</b><c><![CDATA[<x> &amp; ]]></c></TILE>',
    );
    expect(metadata.elements.map((element) => element.content)).toEqual(['<&> "\' é🌍\n\t', '007', '<x> &amp; ']);
    expect(parseProductXml(writeProductXml(metadata))).toEqual(metadata);
  });

  test('a byte order mark before the declaration is no content', () => {
    expect(parseProductXml('\uFEFF<?xml version="1.0"?><TILE/>')).toEqual({ root: 'TILE', elements: [] });
  });
});

describe('documents that are no header', () => {
  test.for([
    ['another root', '<html></html>', /^burst\.xml: expected the root element BURST or TILE, got html$/],
    ['a root of text', '<BURST>text</BURST>', /^burst\.xml: expected elements in BURST, got text$/],
    ['an element left open', '<BURST><a></BURST>', /^burst\.xml: not well-formed XML/],
  ] as const)('%s is refused, and the file named', ([, document, message]) => {
    expect(() => parseProductXml(document, 'burst.xml')).toThrow(
      expect.objectContaining({ status: 422, code: 'InvalidProduct', detail: expect.stringMatching(message) }),
    );
  });
});

describe('headers of our own products', () => {
  test('describe the burst they were made for', () => {
    const metadata = newProductMetadata({
      name: burst,
      facilityCode: '9',
      productionDate: '2025-11-06',
      demVersion: 'COPDEM',
      gnssVersion: '2.0',
      referenceImages: [{ productId: 'R', orbitType: 'AUX_POEORB' }],
      datasetImages: [
        { productId: 'A', orbitType: 'AUX_POEORB' },
        { productId: 'B', orbitType: 'AUX_RESORB' },
      ],
    });
    expect(parseProductXml(writeProductXml(metadata))).toEqual(metadata);
    expect(describeProduct(metadata)).toEqual({
      level: 'L2b',
      track: 22,
      burstCycle: 845,
      swath: 2,
      facility: { code: '9', name: undefined },
      productionDate: '2025-11-06',
      demVersion: 'COPDEM',
      corineVersion: undefined,
      gnssVersion: '2.0',
      referenceImages: [{ productId: 'R', orbitType: 'AUX_POEORB' }],
      datasetImages: [
        { productId: 'A', orbitType: 'AUX_POEORB' },
        { productId: 'B', orbitType: 'AUX_RESORB' },
      ],
    });
  });

  test('of a tile has the layout of a published one', () => {
    const metadata = newProductMetadata({
      name: tile,
      facilityCode: '1',
      productionDate: '2023-08-24',
      demVersion: 'COP-DEM_GLO-30/2020_1',
      gnssVersion: '2.0',
    });
    expect(metadata).toEqual(
      parseProductXml(`<?xml version="1.0" encoding="utf-8"?>
<TILE>
   <product_level>L3</product_level>
   <production_facility>1</production_facility>
   <production_date>24/08/2023</production_date>
   <dem><version>COP-DEM_GLO-30/2020_1</version></dem>
   <gnss>
      <version>2.0</version>
   </gnss>
</TILE>`),
    );
  });

  test('a production date that is none is refused', () => {
    const product = { name: tile, facilityCode: '1', demVersion: '', productionDate: '2023-02-30' };
    expect(() => newProductMetadata(product)).toThrow(/expected YYYY-MM-DD, got "2023-02-30"/);
  });
});

test('illegible values are absent, not guessed', () => {
  const described = describeProduct(
    parseProductXml(
      '<BURST><product_level>L4</product_level><track>x</track><production_date>2023-08-24</production_date><dem>1</dem></BURST>',
    ),
  );
  expect(described).toEqual({ referenceImages: [], datasetImages: [] });
});

const bursts = sharedData('egms-ortho-product');

describe.skipIf(!bursts)('real burst headers (skipped without the folder of shared data)', () => {
  test.for([
    ['EGMS_L2b_022_0845_IW2_VV_2020_2024_1', 606, { track: 22, burstCycle: 845, demVersion: 'COPDEM' }],
    ['EGMS_L2b_117_0227_IW2_VV_2020_2024_1', 585, { track: 117, burstCycle: 227, demVersion: 'COP-DEM_GLO-30/2020_1' }],
  ] as const)('%s is written back byte for byte and understood', async ([name, imageCount, expected]) => {
    const document = await zipEntryText(join(bursts!, 'input', `${name}.zip`), `${name}.xml`);
    const metadata = parseProductXml(document);
    expect(writeProductXml(metadata)).toBe(document.trimEnd());
    const described = describeProduct(metadata);
    expect(described).toMatchObject({ level: 'L2b', swath: 2, gnssVersion: '2.0', ...expected });
    expect(described.facility).toEqual({ code: '1', name: 'e-GEOS' });
    expect(described.referenceImages).toHaveLength(3);
    expect(described.datasetImages).toHaveLength(imageCount);
    expect(
      described.datasetImages.every((image) => image.orbitType === 'FILTERED' && image.productId.startsWith('S1')),
    ).toBe(true);
  });
});

const tiles = sharedData('egms-l3-xml');

test.skipIf(!tiles)('a real tile header is understood (skipped without the folder of shared data)', () => {
  const document = readFileSync(join(tiles!, 'EGMS_L3_E43N22_100km_E_2018_2022_1.xml'), 'utf8');
  expect(roundTrip(document)).toEqual(parseProductXml(document));
  expect(describeProduct(parseProductXml(document))).toMatchObject({
    level: 'L3',
    facility: { code: '1', name: 'e-GEOS' },
    productionDate: '2023-08-24',
    demVersion: 'COP-DEM_GLO-30/2020_1',
    gnssVersion: '2.0',
  });
});
