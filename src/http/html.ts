/** HTML by tagged template. Whatever is put in is escaped, unless it is itself the result of `html`. */

export class Html {
  constructor(private readonly text: string) {}

  toString(): string {
    return this.text;
  }
}

/** Lists are joined; null, undefined and false leave nothing behind, so that `condition && html...` reads well. */
export type HtmlValue = Html | string | number | null | undefined | false | readonly HtmlValue[];

export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  let text = strings[0];
  for (let i = 0; i < values.length; i++) text += render(values[i]) + strings[i + 1];
  return new Html(text);
}

/**
 * An address for `href`: anything but http, https, mailto or a relative reference becomes `#`, because titles and
 * links come from configuration files and products, and `javascript:` is an address too.
 */
export function safeHref(href: string): string {
  // Browsers drop blanks and control characters before they look for the scheme.
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(href.replace(/[^!-~]+/g, ''))?.[1].toLowerCase();
  return scheme === undefined || ['http', 'https', 'mailto'].includes(scheme) ? href : '#';
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function render(value: HtmlValue): string {
  if (value === null || value === undefined || value === false) return '';
  if (value instanceof Html) return value.toString();
  if (typeof value === 'object') return value.map(render).join('');
  return String(value).replace(/[&<>"']/g, (character) => ESCAPES[character]);
}
