/**
 * Draws the map of a page from the JSON block beside it: one mark per feature, in the colour the server has chosen.
 * Leaflet comes before this file and is the global L.
 */
const { L } = globalThis;
const holder = document.getElementById('map');
const { tiles, search, features } = JSON.parse(document.getElementById('map-data').textContent);
const styles = getComputedStyle(document.documentElement);

// Tiles are sharp at whole zooms only; points alone may fill the frame.
const map = L.map(holder, { preferCanvas: true, worldCopyJump: true, zoomSnap: tiles ? 1 : 0.25 });
map.attributionControl.setPrefix(false);
L.control.scale({ imperial: false }).addTo(map);
if (tiles) L.tileLayer(tiles.url, { attribution: tiles.attribution, maxZoom: 19 }).addTo(map);

const edge = styles.getPropertyValue('--mark-edge');
const plain = styles.getPropertyValue('--plot');
const radius = features.length > 2000 ? 3 : features.length > 1 ? 5 : 8;

const layer = L.geoJSON(
  { type: 'FeatureCollection', features },
  {
    pointToLayer: (_feature, position) => L.circleMarker(position, { radius }),
    style: ({ properties }) => ({
      color: edge,
      weight: 0.8,
      opacity: 0.7,
      fillColor: properties.colour ?? plain,
      fillOpacity: 0.95,
    }),
    onEachFeature: ({ properties }, drawn) => drawn.bindPopup(() => popup(properties)),
  },
).addTo(map);

if (features.length > 0) map.fitBounds(layer.getBounds(), { padding: [24, 24], maxZoom: 16 });
else map.setView([50, 10], 4);
if (search) offerSearch();

function popup({ id, href, value }) {
  const box = document.createElement('div');
  const title = document.createElement(href ? 'a' : 'strong');
  title.textContent = id;
  if (href) title.href = href;
  box.append(title);
  if (value) {
    const line = document.createElement('p');
    line.textContent = value;
    box.append(line);
  }
  return box;
}

/** A button that asks for the features of the visible part of the map, once the reader has moved it. */
function offerSearch() {
  map.once('movestart', () => {
    const button = L.control({ position: 'topright' });
    button.onAdd = () => {
      const element = L.DomUtil.create('button', 'map-search');
      element.type = 'button';
      element.textContent = 'Search this area';
      L.DomEvent.disableClickPropagation(element);
      L.DomEvent.on(element, 'click', () => {
        const url = new URL(search);
        const box = map.getBounds();
        const corners = [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()];
        url.searchParams.set('bbox', corners.map((degrees) => degrees.toFixed(5)).join(','));
        location.assign(url);
      });
      return element;
    };
    button.addTo(map);
  });
}
