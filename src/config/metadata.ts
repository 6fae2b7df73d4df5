/** Who offers the service, and under which terms. */
import type { MetadataContent } from './file-content.js';
import { chooseText, chooseWords } from './text.js';

export interface ServiceMetadata {
  readonly title: string;
  readonly description: string;
  readonly keywords: readonly string[];
  readonly termsOfService?: string;
  /** More about the service. */
  readonly url?: string;
  readonly license: { readonly name: string; readonly url?: string };
  readonly provider: { readonly name: string; readonly url?: string };
  readonly contact?: Contact;
}

export interface Contact {
  readonly name?: string;
  readonly position?: string;
  readonly address?: string;
  readonly city?: string;
  readonly stateOrProvince?: string;
  readonly postalCode?: string;
  readonly country?: string;
  readonly phone?: string;
  readonly fax?: string;
  readonly email?: string;
  readonly url?: string;
  readonly hours?: string;
  readonly instructions?: string;
  readonly role?: string;
}

const DEFAULTS = {
  title: 'Open EGMS',
  description: 'European ground motion: measurement points of the EGMS products with their displacement time series',
  keywords: ['ground motion', 'EGMS', 'InSAR', 'Sentinel-1', 'displacement', 'time series'],
  license: {
    name: 'Copernicus: full, open and free access',
    url: 'https://land.copernicus.eu/en/data-policy',
  },
  provider: { name: 'Open EGMS' },
};

export function readMetadata(content: MetadataContent = {}, languages: readonly string[]): ServiceMetadata {
  const text = (given: Parameters<typeof chooseText>[0]) => chooseText(given, languages);
  const { identification = {}, license, provider, contact } = content;
  return {
    title: text(identification.title) ?? DEFAULTS.title,
    description: text(identification.description) ?? DEFAULTS.description,
    keywords: identification.keywords ? chooseWords(identification.keywords, languages) : DEFAULTS.keywords,
    termsOfService: text(identification.terms_of_service),
    url: text(identification.url),
    license: license ? { name: text(license.name) ?? DEFAULTS.license.name, url: text(license.url) } : DEFAULTS.license,
    provider: provider
      ? { name: text(provider.name) ?? DEFAULTS.provider.name, url: text(provider.url) }
      : DEFAULTS.provider,
    contact: contact && readContact(contact, languages),
  };
}

function readContact(content: NonNullable<MetadataContent['contact']>, languages: readonly string[]): Contact {
  const text = (key: string) => {
    const given = content[key] ?? undefined;
    return typeof given === 'number' ? String(given) : chooseText(given, languages);
  };
  return {
    name: text('name'),
    position: text('position'),
    address: text('address'),
    city: text('city'),
    stateOrProvince: text('stateorprovince'),
    postalCode: text('postalcode'),
    country: text('country'),
    phone: text('phone'),
    fax: text('fax'),
    email: text('email'),
    url: text('url'),
    hours: text('hours'),
    instructions: text('instructions'),
    role: text('role'),
  };
}
