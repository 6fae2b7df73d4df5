/**
 * Tells the style sheet whether the map was last used by pointer. To a browser any key makes the focus one of the keyboard;
 * but Shift is held to click a second point, and Escape closes a chart: neither asks for a cross in the middle of the map.
 */
const OF_POINTERS = new Set(['Shift', 'Control', 'Alt', 'Meta', 'Escape']);

export function followPointerOrKeys(container: HTMLElement): void {
  const put = (byPointer: boolean) => container.classList.toggle('by-pointer', byPointer);
  container.addEventListener('pointerdown', () => put(true), { passive: true });
  container.addEventListener('keydown', ({ key }) => !OF_POINTERS.has(key) && put(false));
  // Whoever comes by Tab comes by keys.
  container.addEventListener('focusout', () => put(false));
}
