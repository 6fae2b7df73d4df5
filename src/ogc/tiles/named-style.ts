/** The parameter `style` of the addresses that maps of the web expect. */
import { invalidParameter } from '../../errors.js';
import type { PointStyle } from '../../render/style.js';

/** The default where none is named. Throws `invalidParameter` for a name that no style has. */
export function namedStyle(styles: readonly PointStyle[], name: string | undefined): PointStyle {
  const style = name === undefined ? styles[0] : styles.find(({ id }) => id === name);
  if (style) return style;
  const known = styles.map(({ id }) => id).join(', ');
  throw invalidParameter('style', `expected one of ${known}, got "${name?.slice(0, 80)}"`);
}
