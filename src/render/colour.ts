/** Colours as people write them (`#rrggbb`, `#rrggbbaa`) and as pixels hold them. */

/** Each 0 to 255, alpha not multiplied in. */
export type Rgba = readonly [red: number, green: number, blue: number, alpha: number];

const HEX = /^#[0-9a-f]{6}(?:[0-9a-f]{2})?$/i;

/** Undefined for anything that is not a colour in hexadecimal digits. */
export function colourOf(text: string): Rgba | undefined {
  if (!HEX.test(text)) return undefined;
  const channel = (at: number) => Number.parseInt(text.slice(at, at + 2), 16);
  return [channel(1), channel(3), channel(5), text.length === 9 ? channel(7) : 255];
}

/** `#rrggbb`, with two digits more where the colour is not opaque. */
export function colourText([red, green, blue, alpha]: Rgba): string {
  const channels = alpha === 255 ? [red, green, blue] : [red, green, blue, alpha];
  return `#${channels.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}

/** The colour a share of the way from one to another, share 0 to 1. */
export function mixed(from: Rgba, to: Rgba, share: number): Rgba {
  const mix = (channel: 0 | 1 | 2 | 3) => Math.round(from[channel] + share * (to[channel] - from[channel]));
  return [mix(0), mix(1), mix(2), mix(3)];
}
