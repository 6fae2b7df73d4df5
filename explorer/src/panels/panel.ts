/** A panel of the left rail. To add one: a file beside this, and a line in `panels.ts`. */
import type { TemplateResult } from 'lit';
import type { Application } from '../application.js';
import type { IconName } from '../shell/icons.js';
import type { TextKey } from '../text/text.js';

export interface Panel {
  /** In the address when the panel is open. */
  readonly id: string;
  readonly icon: IconName;
  readonly title: TextKey;
  /** Called on every change of state or session; must be quick and change nothing. */
  render(app: Application): TemplateResult;
}
