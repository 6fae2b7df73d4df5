/**
 * Draws more coarsely while the map changes, where drawing is slow: on remote desktops and other machines without a
 * graphics card, the pixels take longest by far. Once the map is at rest it is drawn sharply again.
 */
import type { Map as MapLibreMap } from 'maplibre-gl';

/** Between two pictures of a movement; ten such pictures a second are no longer a movement. */
const SLOW_MS = 60;
/** One late picture may have other reasons. */
const SLOW_PICTURES = 3;
const COARSE = 0.5;
/** At rest for so long, nothing is under way that a sharp picture would hold up. */
const REST_MS = 400;
/** What made the map smaller, a chart most of all, is drawn first. */
const SETTLED_MS = 400;

export function keepFluent(map: MapLibreMap): void {
  let latePictures = 0;
  let drawnMs: number | undefined;
  let isCoarse = false;
  let isChanging = false;
  let isHeld = false;
  let resting: ReturnType<typeof setTimeout> | undefined;

  const draw = (coarsely: boolean) => {
    if (isCoarse === coarsely) return;
    isCoarse = coarsely;
    // MapLibre calls a new size a movement.
    isChanging = true;
    map.setPixelRatio(devicePixelRatio * (coarsely ? COARSE : 1));
    isChanging = false;
  };

  const sharpenLater = () => {
    clearTimeout(resting);
    if (isCoarse) resting = setTimeout(() => (isHeld ? sharpenLater() : draw(false)), REST_MS);
  };
  // A new size ends a drag that has begun.
  const hold = (held: boolean) => () => {
    isHeld = held;
  };
  map.getCanvasContainer().addEventListener('pointerdown', hold(true), { passive: true });
  for (const end of ['pointerup', 'pointercancel']) window.addEventListener(end, hold(false), { passive: true });

  map.on('movestart', () => {
    if (isChanging) return;
    drawnMs = undefined;
    clearTimeout(resting);
    if (latePictures >= SLOW_PICTURES) draw(true);
  });
  map.on('render', () => {
    if (isCoarse || !map.isMoving()) return;
    const now = performance.now();
    if (drawnMs !== undefined && now - drawnMs > SLOW_MS) latePictures++;
    drawnMs = now;
  });
  map.on('idle', sharpenLater);
}

/** Takes the size of its container over once that has settled: a canvas of another size is the dearest change of all. */
export function followSize(map: MapLibreMap): void {
  let settling: ReturnType<typeof setTimeout> | undefined;
  const container = map.getContainer();
  const observer = new ResizeObserver(() => {
    clearTimeout(settling);
    const { clientWidth, clientHeight } = map.getCanvas();
    if (clientWidth === container.clientWidth && clientHeight === container.clientHeight) return;
    settling = setTimeout(() => map.resize(), SETTLED_MS);
  });
  observer.observe(container);
  map.once('remove', () => observer.disconnect());
}
