/** The panels, from the top of the rail down. */
import { toolsPanel } from '../tools/tools-panel.js';

import { downloadPanel } from './download-panel.js';

import { filtersPanel } from './filters-panel.js';
import { helpPanel } from './help-panel.js';
import { importPanel } from './import-panel.js';
import { layersPanel } from './layers-panel.js';
import { mapPanel } from './map-panel.js';
import type { Panel } from './panel.js';
import { processPanel } from './process-panel.js';
import { sharePanel } from './share-panel.js';
import { timePanel } from './time-panel.js';

export const panels: readonly Panel[] = [
  layersPanel,
  filtersPanel,
  timePanel,
  toolsPanel,
  mapPanel,
  importPanel,
  processPanel,
  downloadPanel,
  sharePanel,
  helpPanel,
];
