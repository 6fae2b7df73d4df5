/** The step `amplitude`: images are brought to one level, and the mean and dispersion of every pixel found. */

import { blockFile, exists } from '../step-files.js';
import { forEachBlock, makeStepFolder, type StepSetting } from '../step-setting.js';
import { type GainColumns, gainsFile, readGains } from './amplitude-tasks.js';

export async function amplitudeStep(setting: StepSetting): Promise<GainColumns> {
  const { folder, crew, signal, store, log } = setting;
  await makeStepFolder(folder, 'amplitude');
  if (!(await exists(gainsFile(folder)))) await crew.run({ step: 'gains', folder }, signal);
  const { dates } = store.header;
  const unusable = dates.filter((_, date) => !store.usableDates.includes(date));
  if (unusable.length > 0) log('warn', `left out, for their images are empty: ${unusable.join(', ')}`);
  await forEachBlock(
    setting,
    (block) => blockFile(folder, 'amplitude', block),
    (block) => ({ step: 'amplitude', folder, block }),
  );
  return readGains(folder);
}
