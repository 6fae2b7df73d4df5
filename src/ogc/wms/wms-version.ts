/** The versions of WMS that are spoken, and which one a client gets. */

export type WmsVersion = '1.1.1' | '1.3.0';

/**
 * The version to answer GetCapabilities in (OGC 06-042, 6.2.4): the one asked for; the next lower one that is spoken; the
 * lowest where none is lower. Without one, or with one that is no version, the highest.
 */
export function negotiatedVersion(asked: string | undefined): WmsVersion {
  const [, ...parts] = /^(\d{1,9})(?:\.(\d{1,9}))?(?:\.(\d{1,9}))?$/.exec(asked ?? '') ?? [];
  const [major, minor] = parts.map(Number);
  const isOlder = major < 1 || (major === 1 && !(minor >= 3));
  return isOlder ? '1.1.1' : '1.3.0';
}
