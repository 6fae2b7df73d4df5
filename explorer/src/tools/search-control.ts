/** The search box on the map: places by name from the server, coordinates as people paste them. */

import { html, nothing, render } from 'lit';
import type { IControl, Map as MapLibreMap } from 'maplibre-gl';
import { type Application, setOverlay } from '../application.js';
import { findCoordinates } from '../search/coordinates.js';
import { numberText, text } from '../text/text.js';

interface Hit {
  readonly name: string;
  readonly about: string;
  readonly longitude: number;
  readonly latitude: number;
  readonly zoom: number;
}

interface Places {
  readonly places: readonly {
    readonly name: string;
    readonly country: string;
    readonly region?: string;
    readonly population: number;
    readonly longitude: number;
    readonly latitude: number;
  }[];
}

const REST_MS = 150;
const MOST_HITS = 8;
const [PLACE_ZOOM, COORDINATE_ZOOM] = [12, 15];

export class SearchControl implements IControl {
  private readonly element = document.createElement('div');
  private map: MapLibreMap | undefined;
  private hits: readonly Hit[] = [];
  private active = 0;
  private note = '';
  private isOpen = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private controller = new AbortController();

  constructor(private readonly app: Application) {
    this.element.className = 'maplibregl-ctrl search-control';
    this.element.addEventListener('focusout', ({ relatedTarget }) => {
      if (!this.element.contains(relatedTarget as Node | null)) this.close();
    });
  }

  onAdd(map: MapLibreMap): HTMLElement {
    this.map = map;
    this.show();
    return this.element;
  }

  onRemove(): void {
    this.controller.abort();
    this.element.remove();
  }

  private show(): void {
    const { hits, active, isOpen, note } = this;
    render(
      html`<form role="search" @submit=${(event: Event) => {
        event.preventDefault();
        this.choose(this.hits[this.active]);
      }}>
        <input type="search" role="combobox" autocomplete="off" spellcheck="false" maxlength="100"
          placeholder=${text('tools.search')} aria-label=${text('tools.search')} aria-autocomplete="list"
          aria-expanded=${isOpen && hits.length > 0} aria-controls="search-hits"
          aria-activedescendant=${isOpen && hits.length > 0 ? `search-hit-${active}` : nothing}
          @input=${(event: Event) => this.ask((event.currentTarget as HTMLInputElement).value)}
          @keydown=${(event: KeyboardEvent) => this.key(event)}>
      </form>
      <ul id="search-hits" role="listbox" aria-label=${text('tools.search')} ?hidden=${!isOpen || hits.length === 0}>${hits.map(
        (hit, i) =>
          html`<li id=${`search-hit-${i}`} role="option" aria-selected=${i === active} @mousedown=${(event: Event) => {
            event.preventDefault();
            this.choose(hit);
          }}><strong>${hit.name}</strong><span>${hit.about}</span></li>`,
      )}</ul>
      <p class="search-note" role="status" ?hidden=${!isOpen || note === ''}>${note}</p>`,
      this.element,
    );
  }

  private close(): void {
    this.isOpen = false;
    this.show();
  }

  private ask(given: string): void {
    clearTimeout(this.timer);
    this.controller.abort();
    this.controller = new AbortController();
    const { signal } = this.controller;
    const asked = given.trim();
    const coordinates = findCoordinates(asked).map(
      ({ latitudeDeg, longitudeDeg, label, meaning }): Hit => ({
        name: label,
        about: text(`tools.meaning.${meaning}`),
        longitude: longitudeDeg,
        latitude: latitudeDeg,
        zoom: COORDINATE_ZOOM,
      }),
    );
    this.put(coordinates, '');
    if (asked === '' || coordinates.length > 0) return;
    this.timer = setTimeout(() => void this.askPlaces(asked, signal), REST_MS);
  }

  private async askPlaces(asked: string, signal: AbortSignal): Promise<void> {
    try {
      const query = { q: asked, limit: MOST_HITS };
      const { places } = await this.app.server.json<Places>('explorer/places', { query, signal });
      const hits = places.map(
        ({ name, country, region, population, longitude, latitude }): Hit => ({
          name,
          about: [region, country, population > 0 ? numberText(population) : undefined].filter(Boolean).join(', '),
          longitude,
          latitude,
          zoom: PLACE_ZOOM,
        }),
      );
      if (!signal.aborted) this.put(hits, hits.length === 0 ? text('tools.searchNone') : '');
    } catch (error) {
      if (!signal.aborted) this.put([], text('tools.problem', { detail: (error as Error).message }));
    }
  }

  private put(hits: readonly Hit[], note: string): void {
    [this.hits, this.active, this.note, this.isOpen] = [hits, 0, note, true];
    this.show();
  }

  private key(event: KeyboardEvent): void {
    const { key } = event;
    const step = { ArrowDown: 1, ArrowUp: -1 }[key];
    if (step !== undefined && this.hits.length > 0) {
      this.active = (this.active + step + this.hits.length) % this.hits.length;
      this.isOpen = true;
    } else if (key === 'Escape') this.isOpen = false;
    else return;
    event.preventDefault();
    event.stopPropagation();
    this.show();
  }

  private choose(hit: Hit | undefined): void {
    if (!hit || !this.map) return;
    const center: [number, number] = [hit.longitude, hit.latitude];
    this.map.jumpTo({ center, zoom: hit.zoom });
    setOverlay(this.app, 'tools-search', {
      sources: { 'tools-search': { type: 'geojson', data: { type: 'Point', coordinates: center } } },
      layers: [
        {
          id: 'tools-search',
          type: 'circle',
          source: 'tools-search',
          paint: {
            'circle-radius': 8,
            'circle-color': '#d6006c',
            'circle-opacity': 0.25,
            'circle-stroke-width': 2,
            'circle-stroke-color': '#d6006c',
          },
        },
      ],
    });
    this.close();
  }
}
