/** Starts the Explorer: reads the address, draws the page, then fetches map and data side by side. */
import './theme/explorer.css';
import type { Application } from './application.js';
import { dismiss, layersOf, notify } from './application.js';
import { areasOf } from './areas/area-layers.js';
import { ExternalLayers } from './imports/external-layers.js';
import { Counter } from './layers/counter.js';
import { DateStatisticsReader } from './layers/date-statistics.js';
import { filterOfTile, splitFilters } from './layers/filters.js';
import { LayerLoader } from './layers/load-layers.js';
import { foreignStyle } from './map/foreign-style.js';
import { basemapOf } from './map/map-style.js';
import type { PickedPoint } from './map/map-view.js';
import { SeriesDrawer } from './series/series-drawer.js';
import { SeriesLoader } from './series/series-loader.js';
import { readCollections, type ServerConfig } from './server/documents.js';
import { Server } from './server/server.js';
import { Shell, withoutMap } from './shell/shell.js';
import { AddressBar } from './state/address-bar.js';
import { decodeState } from './state/codec.js';
import { type Session, withCollection } from './state/session.js';
import { MOST_POINTS, samePoint } from './state/state.js';
import { Store } from './state/store.js';
import { inShort } from './text/in-short.js';
import { chooseLanguage, language, text } from './text/text.js';
import { followTheme, isDarkNow } from './theme/theme.js';
import { toolsOf } from './tools/tools.js';

/** Asked for before anything else: it is most of what there is to fetch. */
const mapCode = import('./map/map-view.js');
const PHONE = matchMedia('(max-width: 700px)');

async function start(): Promise<void> {
  const server = new Server(new URL('../', document.baseURI));
  const reading = Promise.all([server.json<ServerConfig>('explorer/config.json'), readCollections(server)]);
  const query = new URLSearchParams(location.search);
  const asked = query.get('lang');
  await chooseLanguage(asked ? [asked] : navigator.languages);
  document.documentElement.lang = language;
  const { state, problems } = decodeState(location.hash);
  const session: Session = {
    config: { title: '', version: '', basemaps: [] },
    // Without what objects have by themselves: an address may name any collection.
    facts: Object.create(null),
    styles: {},
    series: {},
    counts: Object.create(null),
    refused: Object.create(null),
    squares: Object.create(null),
    overlays: {},
    notices: [],
    isAway: false,
    isDark: isDarkNow(),
    isEmbedded: query.get('embed') === '1',
    isPhone: PHONE.matches,
    zoom: 0,
    tileGeneration: 0,
  };
  const isFirstVisit = location.hash.length < 2 && !session.isEmbedded && !session.isPhone;
  const app: Application = {
    state: new Store(isFirstVisit ? { ...state, panel: 'layers' } : state),
    session: new Store(session),
    server,
  };
  followTheme(app);
  PHONE.addEventListener('change', () => app.session.set({ isPhone: PHONE.matches }));
  const address = new AddressBar(app);
  const shell = new Shell(app, document.querySelector<HTMLElement>('#explorer')!, new SeriesDrawer(app));
  const layers = new LayerLoader(app);
  const series = new SeriesLoader(app);
  new Counter(app);
  new DateStatisticsReader(app);
  toolsOf(app);
  new ExternalLayers(app);
  areasOf(app);
  tellUnread(app, problems);
  app.server.onAway((isAway) => {
    // Tiles that failed meanwhile are asked for again.
    app.session.set(({ tileGeneration }) => ({ isAway, tileGeneration: isAway ? tileGeneration : tileGeneration + 1 }));
  });
  const [config, collections] = await reading;
  app.session.set({ config });
  await readBasemapStyle(app, config);
  const hadView = app.state.get().view !== undefined;
  layers.start(collections);
  series.load();
  await startMap(app, shell, mapCode, hadView);
  address.onNavigation((decoded, unread) => {
    tellUnread(app, unread);
    if (decoded.view) app.map?.jump(decoded.view);
    layers.start(collections);
  });
}

function tellUnread(app: Application, parts: readonly string[]): void {
  if (parts.length > 0) notify(app, 'unread', text('notice.unread', { parts: inShort(parts) }));
  else dismiss(app, 'unread');
}

async function startMap(
  app: Application,
  shell: Shell,
  code: Promise<typeof import('./map/map-view.js')>,
  hadView: boolean,
): Promise<void> {
  const { MapView } = await code;
  const folder = new URL('basemap', document.baseURI).href;
  try {
    app.map = new MapView(shell.mapElement, app, folder, (point, isAdded) => choosePoint(app, point, isAdded));
  } catch (error) {
    console.warn(error);
    withoutMap(shell.mapElement, app);
    return;
  }
  app.map.onRefused = (url) => tellRefused(app, url);
  if (!hadView) app.map.fit();
  // So that the first click does not wait for the chart's code.
  app.map.map.once('idle', () => void import('./series/series-chart.js'));
  const keep3d = async () => {
    if (!app.state.get().threeD || !app.map) return;
    const { showPointsAtHeight } = await import('./map/points-at-height.js');
    showPointsAtHeight(app, app.map);
  };
  app.state.subscribe((now, before) => {
    if (now.threeD && !before.threeD) void keep3d();
    // Other filters may be answered.
    if (now.layers !== before.layers && app.session.get().notices.some(({ id }) => id === 'refused'))
      dismiss(app, 'refused');
    if (basemapOf(now, app.session.get()) !== basemapOf(before, app.session.get())) {
      void readBasemapStyle(app, app.session.get().config);
    }
  });
  void keep3d();
  // For tests and for people who try things in the console.
  Object.assign(window, { openEgmsExplorer: app });
}

/** The map goes on with what it can hold features against itself; the rest has to be told. */
function tellRefused(app: Application, url: string): void {
  const filter = filterOfTile(url);
  const collection = layersOf(app).find((layer) => url.includes(`/${app.server.collectionPath(layer.collection)}/`));
  if (!filter || !collection) return;
  const { onServer } = splitFilters(collection.filters, filter);
  if (onServer.length > 0) notify(app, 'refused', text('filters.tooMany'));
  app.session.set(({ refused }) => ({ refused: withCollection(refused, collection.collection, filter) }));
}

/** A click shows a point alone; with Shift it joins those that are shown, or leaves them. */
function choosePoint(app: Application, { collection, pid }: PickedPoint, isAdded: boolean): void {
  const point = { collection, pid };
  app.state.set(({ points }) => {
    if (!isAdded) return { points: [point], difference: false };
    if (points.some((each) => samePoint(each, point)))
      return { points: points.filter((each) => !samePoint(each, point)) };
    return { points: [...points, point].slice(0, MOST_POINTS) };
  });
}

/** A base map that is a MapLibre style has sources and layers of its own, which go below ours. */
async function readBasemapStyle(app: Application, config: ServerConfig): Promise<void> {
  const id = basemapOf(app.state.get(), app.session.get());
  const basemap = config.basemaps.find((each) => each.id === id);
  if (basemap?.type !== 'style' || app.session.get().basemapStyle?.id === id) return;
  try {
    const response = await fetch(basemap.url);
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    app.session.set({ basemapStyle: { id, style: foreignStyle(await response.json(), response.url) } });
  } catch (error) {
    notify(app, 'basemap', text('notice.failed', { detail: `${basemap.title}: ${(error as Error).message}` }));
  }
}

void start();
