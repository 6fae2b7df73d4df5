/** The statistics that answer a query, as every format takes them. */
import type { AreaSummary } from '../../catalog/points/area-summary.js';
import type { Link } from '../../http/links.js';
import type { ParameterSelection } from './edr-parameters.js';
import type { EdrRequest } from './edr-request.js';
import type { Ground } from './grounds.js';
import type { Statistic } from './summary-parameter.js';

export interface SummaryAnswer {
  readonly request: EdrRequest;
  readonly selection: ParameterSelection;
  readonly statistics: readonly Statistic[];
  readonly parts: readonly { readonly ground: Ground; readonly summary: AreaSummary }[];
  readonly links: readonly Link[];
}
