/** What the server has said of the selection on the map. */
import type { Profile, Sample, Summary } from './read-selection.js';

export interface ToolResults {
  /** What was asked: selection, layer, filters, attribute. */
  readonly key: string;
  readonly collection: string;
  readonly attribute: string;
  readonly state: 'reading' | 'read' | 'empty' | 'failed';
  readonly problem?: string;
  readonly summary?: Summary;
  readonly sample?: Sample;
  readonly profile?: Profile;
}
