/**
 * Parameters of OGC's older services: names in any case (OGC 06-121r3, 11.5.2), unknown ones ignored. Of one that comes
 * twice the first counts.
 */
export class KeyValueParameters {
  readonly #values = new Map<string, string>();

  constructor(parameters: URLSearchParams) {
    for (const [name, value] of parameters) {
      const key = name.toUpperCase();
      if (!this.#values.has(key)) this.#values.set(key, value);
    }
  }

  /** Absent and empty are told apart: `STYLES=` asks for defaults. @param name in upper case */
  get(name: string): string | undefined {
    return this.#values.get(name);
  }

  /** Parts between commas; undefined when absent, empty when empty. */
  list(name: string): readonly string[] | undefined {
    const text = this.#values.get(name);
    if (text === undefined) return undefined;
    return text === '' ? [] : text.split(',');
  }
}
