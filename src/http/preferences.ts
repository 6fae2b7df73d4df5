/** The Prefer header (RFC 7240): what a client would like and can do without. */

/** Names in lower case, with their values; a preference without one has the empty text. Of equal names the first counts. */
export function readPreferences(header: string | undefined): ReadonlyMap<string, string> {
  const preferences = new Map<string, string>();
  for (const element of (header ?? '').split(',')) {
    // Parameters behind a semicolon belong to preferences none of which is known here.
    const [, name, quoted, plain] = PREFERENCE.exec(element) ?? [];
    if (name !== undefined && !preferences.has(name.toLowerCase())) {
      preferences.set(name.toLowerCase(), quoted ?? plain ?? '');
    }
  }
  return preferences;
}

const PREFERENCE = /^\s*([\w!#$%&'*+.^`|~-]+)\s*(?:=\s*(?:"([^"]*)"|([\w!#$%&'*+.^`|~-]*)))?\s*(?:;.*)?$/;

/** Seconds of the preference `wait`, at most `most`; undefined when it is absent or no number. */
export function waitSeconds(preferences: ReadonlyMap<string, string>, most: number): number | undefined {
  const text = preferences.get('wait') ?? '';
  return /^\d{1,9}$/.test(text) ? Math.min(Number(text), most) : undefined;
}
