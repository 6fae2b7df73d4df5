/** Pictures of buttons: strokes on a grid of 24, in the colour of the text. */
import { html, svg, type TemplateResult } from 'lit';

const PATHS = {
  layers: 'M12 3 3 8l9 5 9-5-9-5Z M3 12.5l9 5 9-5 M3 17l9 5 9-5',
  filters: 'M4 5h16l-6.2 7.4V19l-3.6-2v-4.6L4 5Z',
  time: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Z M12 7v5l3.5 2',
  tools:
    'M4 8l7-4 9 5-2 10-11 1L4 8Z M4 8m-1.600 0a1.600 1.600 0 1 0 3.200 0a1.600 1.600 0 1 0-3.200 0 M20 9m-1.600 0a1.600 1.600 0 1 0 3.200 0a1.600 1.600 0 1 0-3.200 0',
  map: 'M3 6l6-2.5 6 2.5 6-2.5V18l-6 2.5L9 18l-6 2.5V6Z M9 3.5V18 M15 6v14.5',
  share:
    'M10 14a4 4 0 0 0 5.7 0l3.6-3.6a4 4 0 0 0-5.7-5.7L12.4 6 M14 10a4 4 0 0 0-5.7 0l-3.6 3.6a4 4 0 0 0 5.7 5.7l1.2-1.3',
  help: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Z M9.3 9.3a2.8 2.8 0 1 1 3.9 2.6c-.8.4-1.2 1-1.2 1.8v.3 M12 17.2v.1',
  close: 'M6 6l12 12 M18 6 6 18',
  show: 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12Z M12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6Z',
  hide: 'M4 4l16 16 M9.9 5.7A9.6 9.6 0 0 1 12 5.5c6 0 9.5 6.5 9.5 6.5a17 17 0 0 1-2.6 3.4 M6 7.6A16.500 16.500 0 0 0 2.500 12S6 18.500 12 18.500a9.500 9.500 0 0 0 4.600-1.200',
  up: 'M12 19V5 M6 11l6-6 6 6',
  down: 'M12 5v14 M6 13l6 6 6-6',
  zoom: 'M4 9V4h5 M20 9V4h-5 M4 15v5h5 M20 15v5h-5',
  remove: 'M4 7h16 M9 7V4h6v3 M6.500 7l1 13h9l1-13',
  settings: 'M4 7h10 M18 7h2 M4 17h2 M10 17h10 M16 9a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z M8 19a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z',
  play: 'M7 4.500v15l12-7.500-12-7.500Z',
  pause: 'M8 5v14 M16 5v14',
  info: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Z M12 11v6 M12 7.500v.1',
  add: 'M12 5v14 M5 12h14',
  import: 'M12 3v11 M7.500 9.500 12 14l4.500-4.500 M4 15v5h16v-5',
  process:
    'M12 15.500a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7Z M12 2.500v3 M12 18.500v3 M2.500 12h3 M18.500 12h3 M5.300 5.300l2.100 2.100 M16.600 16.600l2.100 2.100 M5.300 18.700l2.100-2.100 M16.600 7.400l2.100-2.100',
  download: 'M7 3h7l4 4v14H6V3h1Z M12 10v7 M9 14.200l3 3 3-3',
  home: 'M4 11l8-7 8 7 M6 9.500V20h12V9.500',
} as const;

export type IconName = keyof typeof PATHS;

export const icon = (name: IconName): TemplateResult =>
  html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">${svg`<path d=${PATHS[name]}></path>`}</svg>`;
