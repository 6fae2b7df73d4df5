import { describe, expect, test } from 'vitest';
import { html, safeHref } from '../../src/http/html.js';

describe('html', () => {
  test('escapes what is put in, in texts and in attributes', () => {
    const evil = `<script>alert("1 & '2'")</script>`;
    expect(`${html`<p title="${evil}">${evil}</p>`}`).toBe(
      '<p title="&lt;script&gt;alert(&quot;1 &amp; &#39;2&#39;&quot;)&lt;/script&gt;">' +
        '&lt;script&gt;alert(&quot;1 &amp; &#39;2&#39;&quot;)&lt;/script&gt;</p>',
    );
  });

  test('leaves its own results as they are, alone and in lists', () => {
    const items = ['a', '<b>'].map((text) => html`<li>${text}</li>`);
    expect(`${html`<ul>${items}</ul>`}`).toBe('<ul><li>a</li><li>&lt;b&gt;</li></ul>');
  });

  test('leaves nothing behind for null, undefined and false, but keeps zero', () => {
    expect(`${html`[${null}${undefined}${false}${0}]`}`).toBe('[0]');
  });
});

describe('safeHref', () => {
  test.each(['https://example.org/a?b=c', 'http://a', 'mailto:a@example.org', '/relative', '?f=html', '#part'])(
    'lets %s through',
    (href) => {
      expect(safeHref(href)).toBe(href);
    },
  );

  test.each([
    'javascript:alert(1)',
    ' JavaScript:alert(1)',
    'java\nscript:alert(1)',
    '\u0001javascript:x',
    'data:text/html,x',
  ])('disarms %j', (href) => {
    expect(safeHref(href)).toBe('#');
  });
});
