// Maps: Leaflet where it is installed, else a plain drawing. Grids are drawn without any background map; tiles
// only where the page names an address.
import { wireCross } from "./map_cross.js";
import { drawer } from "./map_draw.js";
import { drawPlain } from "./map_plain.js";

/** A single place has no extent by which a zoom could be found. */
const NEAREST = 17;
const EMPTY = { type: "FeatureCollection", features: [] };
let leaflet = null;

/** Its own words at the edge of a map bear a flag; the name alone is credit enough. */
function named(library) {
  if (library) library.Control.Attribution.prototype.options.prefix = "Leaflet";
  return library;
}

export function load(url) {
  leaflet ??= new Promise((resolve, reject) => {
    if (window.L) return resolve(named(window.L));
    const script = document.createElement("script");
    script.src = url;
    script.onload = () => resolve(named(window.L));
    script.onerror = () => reject(new Error("no leaflet"));
    return document.head.append(script);
  });
  return leaflet;
}

const styles = new Map();

/** Resolves when the sheet is applied: drawn before it, the controls would stand there bare and too small for a finger. */
export function style(url) {
  if (url && !styles.has(url)) styles.set(url, fetchStyle(url));
  return styles.get(url) ?? Promise.resolve();
}

function fetchStyle(url) {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = url;
  // before our own sheets, which have the last word
  const applied = new Promise((resolve, reject) => {
    link.onload = () => resolve();
    link.onerror = () => reject(new Error("no style sheet"));
  });
  document.head.prepend(link);
  return applied;
}

async function read(box) {
  const { geojson, source } = box.dataset;
  if (geojson) return JSON.parse(document.getElementById(geojson).textContent);
  if (!source) return EMPTY;
  const answer = await fetch(source, { headers: { Accept: "application/geo+json, application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
const TONES = { red: "red", yellow: "yellow", green: "green", grey: "grey" };

function pointOf(box) {
  const { longitude, latitude, pickLongitude, pickLatitude } = box.dataset;
  const x = Number.parseFloat(longitude ?? document.getElementById(pickLongitude)?.value);
  const y = Number.parseFloat(latitude ?? document.getElementById(pickLatitude)?.value);
  return Number.isFinite(x) && Number.isFinite(y) ? [x, y] : null;
}

function picker(box) {
  const { pickLongitude, pickLatitude } = box.dataset;
  if (!pickLongitude) return null;
  const inputs = [document.getElementById(pickLongitude), document.getElementById(pickLatitude)];
  let quiet = false;
  return {
    write(point) {
      quiet = true;
      inputs.forEach((input, axis) => {
        if (!input) return;
        input.value = point[axis].toFixed(6);
        input.dispatchEvent(new Event("input", { bubbles: true }));
        input.dispatchEvent(new Event("change", { bubbles: true }));
      });
      quiet = false;
    },
    onTyped(show) {
      inputs.forEach((input) => input?.addEventListener("change", () => {
        const point = quiet ? null : pointOf(box);
        if (point) show(point);
      }));
    },
  };
}

function drawLeaflet(L, map, box, data, pick) {
  L.control.zoom({ position: "topright", zoomInTitle: box.dataset.zoomIn, zoomOutTitle: box.dataset.zoomOut }).addTo(map);
  if (box.dataset.tileUrl) L.tileLayer(box.dataset.tileUrl, { maxZoom: 18, attribution: box.dataset.tileCredit }).addTo(map);
  const dot = (point, tone) => L.circleMarker([point[1], point[0]], {
    radius: 9, weight: 2, color: css("surface"), fillColor: css(TONES[tone] ?? "cobalt"), fillOpacity: 1,
  });
  const layer = L.geoJSON(data, {
    interactive: !pick?.onDrawn, // a tap draws, and the ground takes no focus
    style: ({ geometry, properties }) => (geometry?.type === "Point" ? {} : {
      color: css(properties?.is_current ? "cobalt" : "celadon"), weight: properties?.is_current ? 3 : 1.5, fillOpacity: 0.14,
    }),
    pointToLayer: ({ properties }, latlng) => dot([latlng.lng, latlng.lat], properties?.tone),
    onEachFeature: ({ properties }, part) => {
      // an element, not a string: Leaflet takes strings for HTML
      if (properties?.label) {
        const name = Object.assign(document.createElement("span"), { textContent: properties.label });
        part.bindTooltip(name, properties.is_labelled ? { permanent: true, direction: "center" } : {});
      }
      if (properties?.url && !pick) part.on("click", () => location.assign(properties.url));
    },
  }).addTo(map);
  let marker = null;
  const show = (point) => {
    marker?.remove();
    marker = dot(point, pick ? "red" : box.dataset.tone).addTo(map);
  };
  const point = pointOf(box);
  const bounds = layer.getBounds();
  if (pick?.onDrawn) {
    const line = L.layerGroup().addTo(map);
    pick.onDrawn((shape, corners) => {
      line.clearLayers();
      if (shape) L.geoJSON(shape, { style: { color: css("cobalt"), weight: 3, fillOpacity: 0.14 }, interactive: false }).addTo(line);
      else if (corners.length > 1) L.polyline(corners.map(([x, y]) => [y, x]), { color: css("cobalt"), weight: 3, interactive: false }).addTo(line);
      corners.forEach((corner) => dot(corner, "red").setRadius(5).addTo(line));
    });
    if (pick.shape) bounds.extend(L.geoJSON(pick.shape).getBounds());
  }
  if (point) {
    show(point);
    map.setView([point[1], point[0]], 16);
    if (bounds.isValid() && !box.dataset.tileUrl) map.fitBounds(bounds.extend([point[1], point[0]]), { padding: [12, 12] });
  } else if (bounds.isValid()) map.fitBounds(bounds, { padding: [12, 12], maxZoom: NEAREST });
  else map.setView([27.6, 116], 7);
  if (pick) {
    map.on("click", ({ latlng }) => {
      const chosen = [latlng.lng, latlng.lat];
      if (!pick.onDrawn) show(chosen);
      pick.write(chosen);
    });
    pick.onTyped?.((typed) => {
      show(typed);
      map.panTo([typed[1], typed[0]]);
    });
  }
}

function note(box, text) {
  if (!text) return;
  const line = document.createElement("p");
  line.className = "map__note";
  line.textContent = text;
  box.append(line);
}

const wired = new WeakMap();

// Draws a map once; whoever asks again gets the same answer: the library and its map, or null for the plain drawing.
export function wireOne(box) {
  if (!wired.has(box)) wired.set(box, wireMap(box));
  return wired.get(box);
}

async function wireMap(box) {
  let drawn = null;
  let hand = null;
  let data;
  try {
    data = await read(box);
  } catch {
    note(box, box.dataset.failed);
    data = EMPTY;
  }
  const pick = box.dataset.draw ? drawer(box) : picker(box);
  try {
    if (!box.dataset.leafletJs) throw new Error("not installed");
    const [library] = await Promise.all([load(box.dataset.leafletJs), style(box.dataset.leafletCss)]);
    const map = library.map(box, { attributionControl: Boolean(box.dataset.tileUrl), zoomControl: false });
    map.attributionControl?.setPrefix(false); // as in map_page.js
    try {
      drawLeaflet(library, map, box, data, pick);
    } catch (error) {
      map.remove(); // or it would go on listening to a box that the plain map has taken over
      throw error;
    }
    box.dataset.drawn = "leaflet";
    drawn = { library, map };
    hand = {
      tapAt: (x, y) => map.fire("click", { latlng: map.containerPointToLatLng([x, y]) }),
      pan: (x, y) => map.panBy([x, y], { animate: false }),
    };
  } catch {
    hand = drawPlain(box, data, pick, pointOf(box));
    box.dataset.drawn = "plain";
  }
  if (pick) wireCross(box, hand, pick.takeBack);
  note(box, drawn || !box.dataset.corners ? box.dataset.hint : box.dataset.plainHint);
  return drawn;
}
