/** The frame of every page: head, bread crumbs, links to the same document in other formats, foot. */

import { type Html, type HtmlValue, html, safeHref } from './html.js';
import type { HttpConfig } from './http-config.js';
import type { Link, Links } from './links.js';

export interface PageSetting {
  readonly links: Links;
  readonly config: HttpConfig;
}

export interface PageContent {
  readonly title: string;
  /** Way from the landing page to here, without either end. */
  readonly crumbs: readonly Crumb[];
  /** The same document for programs. */
  readonly alternates?: readonly Link[];
  readonly body: HtmlValue;
  /** Files below `/assets/`; the content security policy allows no others, and nothing in place. */
  readonly styles?: readonly string[];
  readonly scripts?: readonly string[];
}

export interface Crumb {
  readonly title: string;
  readonly href: string;
}

export function page({ links, config }: PageSetting, content: PageContent): Html {
  const { title, crumbs, alternates = [], body, styles = [], scripts = [] } = content;
  const service = config.service.title;
  const asset = (name: string) => links.asset(name);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title === service ? title : `${title} · ${service}`}</title>
<link rel="icon" type="image/svg+xml" href="${asset('icon.svg')}">
${[...styles, 'open-egms.css'].map((name) => html`<link rel="stylesheet" href="${asset(name)}">\n`)}
${alternates.map(({ href, type }) => html`<link rel="alternate" type="${type}" href="${href}">\n`)}
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header class="top">
<a class="brand" href="${links.to('/')}"><img src="${asset('icon.svg')}" alt="" width="28" height="28">${service}</a>
<nav aria-label="Service">
<a href="${links.to('/collections')}">Collections</a>
<a href="${links.baseUrl}/explorer/">Explorer</a>
${config.navigation?.map(({ title: entry, path }) => html`<a href="${links.to(path)}">${entry}</a>\n`)}
<a href="${links.to('/api.html')}">API</a>
<a href="${links.to('/conformance')}">Conformance</a>
</nav>
</header>
<main id="content">
${crumbs.length > 0 && breadCrumbs([{ title: 'Home', href: links.to('/') }, ...crumbs], title)}
<div class="heading"><h1>${title}</h1>${alternates.length > 0 && formatList(alternates)}</div>
${body}
</main>
<footer>${footer(config)}</footer>
${scripts.map((name) => html`<script type="module" src="${asset(name)}"></script>\n`)}
</body>
</html>
`;
}

const breadCrumbs = (crumbs: readonly Crumb[], here: string) => html`<nav class="crumbs" aria-label="Breadcrumb"><ol>
${crumbs.map(({ title, href }) => html`<li><a href="${href}">${title}</a></li>\n`)}
<li aria-current="page">${here}</li>
</ol></nav>`;

const formatList = (alternates: readonly Link[]) => html`<p class="formats" role="group" aria-label="Formats">
${alternates.map(({ href, type, title }) => html`<a href="${href}" type="${type}">${title?.replace('This document as ', '')}</a>\n`)}
</p>`;

function footer({ service }: HttpConfig): Html {
  const { provider, license, termsOfService } = service;
  return html`<p>${provider && html`Offered by ${named(provider)}. `}${license && html`Data: ${named(license)}. `}${
    termsOfService && html`<a href="${safeHref(termsOfService)}">Terms of service</a>. `
  }Displacements are positive towards the satellite, or eastwards and upwards.</p>`;
}

/** A name, linked when there is somewhere to go. */
export const named = ({ name, url }: { name: string; url?: string }): Html =>
  url ? html`<a href="${safeHref(url)}">${name}</a>` : html`${name}`;
