/** Puts the application together. It never listens: `main` and the tests do that. */
import type { Express } from 'express';
import type { Logger } from 'pino';
import type { Catalog } from './catalog/catalog.js';
import type { Areas } from './catalog/points/area-summary.js';
import type { DeliveredProducts } from './catalog/points/delivered-products.js';
import { RecentCatalog } from './catalog/recent-catalog.js';
import { explorerRoutes } from './explorer/explorer-routes.js';
import { loadContract, offered } from './http/contract.js';
import type { Readiness } from './http/health.js';
import { httpApp } from './http/http-app.js';
import type { HttpConfig } from './http/http-config.js';
import type { Metrics } from './http/metrics.js';
import type { Maps } from './maps/map.js';
import type { MapStyles } from './maps/map-styles.js';
import { commonStandard } from './ogc/common/common-standard.js';
import type { Standard } from './ogc/common/standard.js';
import { edrStandard } from './ogc/edr/edr-standard.js';
import { featuresStandard } from './ogc/features/features-standard.js';
import { mapsStandard } from './ogc/maps/maps-standard.js';
import { type ProcessesDependencies, processesStandard } from './ogc/processes/processes-standard.js';
import { type SchedulesDependencies, schedulesStandard } from './ogc/processes/schedules/schedules-standard.js';
import { productsStandard } from './ogc/products/products-standard.js';
import type { StacksDependencies } from './ogc/stacks/stack-shelf.js';
import { stacksStandard } from './ogc/stacks/stacks-standard.js';
import { type StylesDependencies, stylesStandard } from './ogc/styles/styles-standard.js';
import type { TileServer } from './ogc/tiles/tile-server.js';
import { tilesStandard } from './ogc/tiles/tiles-standard.js';
import { wmsStandard } from './ogc/wms/wms-standard.js';
import { wmtsStandard } from './ogc/wmts/wmts-standard.js';

export interface AppDependencies {
  readonly catalog: Catalog;
  readonly config: HttpConfig;
  readonly log: Logger;
  /** Whether the server can do what it was started for, and what it is busy with until then. */
  readonly readiness: () => Readiness | Promise<Readiness>;
  /** Given by whoever wants to add to them. */
  readonly metrics?: Metrics;
  /** Jobs and what can be run; absent: this server only publishes. */
  readonly processes?: Omit<ProcessesDependencies, 'catalog'>;
  /** Executions that start by the clock, for administrators; absent: not offered. */
  readonly schedules?: SchedulesDependencies;
  /** Sums up the series of areas; absent: points are offered one by one only. */
  readonly areas?: Areas;
  /** Gives products as EGMS delivers them; absent: not offered. */
  readonly products?: DeliveredProducts;
  /** Makes vector tiles; absent: not offered. */
  readonly tiles?: TileServer;
  /** Draws maps, and knows the styles to draw them in; absent: no maps of any kind are offered. */
  readonly maps?: { readonly images: Maps; readonly styles: MapStyles };
  /** Styles of collections, to be read and changed; absent: not offered. */
  readonly styles?: Omit<StylesDependencies, 'catalog'>;
  /** Stacks of radar images, to be listed, sent and removed; absent: not offered. */
  readonly stacks?: StacksDependencies;
}

export function createApp({
  catalog,
  config,
  log,
  readiness,
  metrics,
  processes,
  schedules,
  areas,
  products,
  tiles,
  maps,
  styles,
  stacks,
}: AppDependencies): Express {
  // A screen asks for many pictures at once.
  const recent = new RecentCatalog(catalog);
  const extensions: readonly Standard[] = [
    featuresStandard({ catalog, config }),
    edrStandard({ catalog, areas }),
    ...(products ? [productsStandard({ catalog, products })] : []),
    ...(tiles || maps ? [tilesStandard({ catalog: recent, tiles, maps, styles: styles?.styles })] : []),
    ...(maps ? mapStandards(recent, maps, config) : []),
    ...(styles ? [stylesStandard({ catalog, ...styles })] : []),
    ...(processes ? [processesStandard({ catalog, ...processes })] : []),
    ...(stacks ? [stacksStandard(stacks)] : []),
    ...(schedules ? [schedulesStandard(schedules)] : []),
  ];
  const common = commonStandard({ catalog, standards: extensions, contract: () => contract });
  const standards = [common, ...extensions];
  const operations = standards.flatMap((standard) => standard.operations);
  const files = standards.flatMap((standard) => standard.contract ?? []);
  const contract = offered(
    loadContract(files, config.limits),
    operations.map(({ id }) => id),
  );
  const routes = [...standards.flatMap((standard) => standard.routes ?? []), ...explorerRoutes(config)];
  const navigation = standards.flatMap((standard) => standard.navigation ?? []);
  const plainJsonBelow = standards.flatMap((standard) => standard.plainJsonBelow ?? []);
  const paged = { ...config, navigation };
  return httpApp({ contract, operations, routes, config: paged, log, readiness, metrics, plainJsonBelow });
}

/** Everything that draws: each shows what lies under a pixel in the same way. */
const mapStandards = (
  catalog: Catalog,
  maps: NonNullable<AppDependencies['maps']>,
  { service }: HttpConfig,
): readonly Standard[] => [
  mapsStandard({ catalog, maps }),
  wmsStandard({ catalog, ...maps }),
  wmtsStandard({ catalog, maps, service }),
];
