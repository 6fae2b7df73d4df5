/** The XML header of a calibrated product, beside that of the basic one it was made from. */
import { describe, expect, test } from 'vitest';
import { calibratedMetadata } from '../../../processes/calibrate/calibrated-metadata.js';
import type { BurstName } from '../../../src/products/file-name.js';
import { describeProduct, parseProductXml, writeProductXml } from '../../../src/products/product-xml.js';

const NAME: BurstName = {
  level: 'L2b',
  track: 44,
  burstCycle: 240,
  swath: 2,
  polarisation: 'VV',
  release: { firstYear: 2019, lastYear: 2023 },
  redelivery: 1,
  suffixed: true,
};
const CALIBRATION = { producer: '3', gnssVersion: '2.0', productionDate: '2026-03-31' };
const BASIC = `<BURST><product_level>L2a</product_level><burst_id>0240</burst_id><production_facility>3</production_facility>
<production_date>05/06/2024</production_date><dem><version>COPDEM</version></dem><corine><version>2018</version></corine>
<clusters>4</clusters><reference><image><product_id>S1A_X</product_id><orbit_type>FILTERED</orbit_type></image></reference>
<dataset><image><product_id>S1A_Y</product_id><orbit_type>AUX_POEORB</orbit_type></image></dataset><unheard_of>7</unheard_of></BURST>`;

describe('calibrated metadata', () => {
  test('say the level, the day and the GNSS model, and nothing of clusters; the rest is as it was', () => {
    const metadata = calibratedMetadata(parseProductXml(BASIC), NAME, CALIBRATION);
    expect(describeProduct(metadata)).toMatchObject({
      level: 'L2b',
      productionDate: '2026-03-31',
      gnssVersion: '2.0',
      demVersion: 'COPDEM',
      corineVersion: '2018',
      referenceImages: [{ productId: 'S1A_X', orbitType: 'FILTERED' }],
      datasetImages: [{ productId: 'S1A_Y', orbitType: 'AUX_POEORB' }],
    });
    expect(metadata.elements.map(({ name }) => name)).toEqual([
      'product_level',
      'burst_id',
      'production_facility',
      'production_date',
      'dem',
      'corine',
      'gnss',
      'reference',
      'dataset',
      'unheard_of',
    ]);
    expect(parseProductXml(writeProductXml(metadata))).toEqual(metadata);
  });

  test('replace the GNSS version of a product that had one', () => {
    const again = calibratedMetadata(calibratedMetadata(parseProductXml(BASIC), NAME, CALIBRATION), NAME, {
      ...CALIBRATION,
      gnssVersion: '3.1',
    });
    expect(again.elements.filter(({ name }) => name === 'gnss')).toHaveLength(1);
    expect(describeProduct(again).gnssVersion).toBe('3.1');
  });

  test('are made anew where there were none', () => {
    expect(describeProduct(calibratedMetadata(undefined, NAME, CALIBRATION))).toMatchObject({
      level: 'L2b',
      track: 44,
      facility: { code: '3', name: 'NORCE' },
      gnssVersion: '2.0',
    });
  });
});
