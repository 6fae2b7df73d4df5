/** Light or dark: as the system has it, until a person chooses. Kept in the browser, not in the address. */
import type { Application } from '../application.js';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const KEY = 'open-egms-theme';
const system = matchMedia('(prefers-color-scheme: dark)');

export function chosenTheme(): Theme {
  try {
    return THEMES.find((theme) => theme === localStorage.getItem(KEY)) ?? 'system';
  } catch {
    // Frames of other sites may have no storage.
    return 'system';
  }
}

export function isDarkNow(): boolean {
  const theme = chosenTheme();
  return theme === 'system' ? system.matches : theme === 'dark';
}

export function chooseTheme(app: Application, theme: Theme): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // See above: then it lasts as long as the page.
  }
  apply(app, theme === 'system' ? system.matches : theme === 'dark');
}

export function followTheme(app: Application): void {
  apply(app, isDarkNow());
  system.addEventListener('change', () => apply(app, isDarkNow()));
}

function apply(app: Application, isDark: boolean): void {
  document.documentElement.dataset.theme = isDark ? 'dark' : 'light';
  app.session.set({ isDark });
}
