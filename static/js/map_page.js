// The map page: divisions, grids and matters as one moves; what is tapped; the list beside it that follows.
import { load, style } from "./map.js";
import { heatLayer } from "./map_heat.js";
import { mark } from "./map_marks.js";
import { Pieces, rings, Shared, tilesIn, tileZoom } from "./map_tiles.js";
import { fill, icon } from "./words.js";

const page = document.querySelector("[data-map-page]");
const box = document.getElementById("map");
const json = (id) => JSON.parse(document.getElementById(id).textContent);
const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
const COUNTIES_FROM = 9;
const POINTS_FROM = 11;
const DEEPEST = 18;
const QUIET_MS = 400; // how long the map must rest before the list follows

/** On a phone the map ends above the bar at the foot, wherever it begins (--map-top in the sheet of pages). */
function fit(map) {
  const measured = () => box.style.setProperty("--map-top", `${Math.round(box.getBoundingClientRect().top + scrollY)}px`);
  measured();
  const watch = new ResizeObserver(() => {
    measured();
    map.invalidateSize();
  });
  // What stands above it: filters, and the bar that comes when the page is there.
  for (const above of [document.querySelector(".map-page__head"), document.body, ...document.body.children]) watch.observe(above);
}

/** A name on the ground: of a division, fainter than what lies on it. */
function nameAt(L, [code, name, x, y], kind) {
  const html = Object.assign(document.createElement("span"), { textContent: name });
  html.dataset.code = code;
  return L.marker([y, x], { interactive: false, keyboard: false, icon: L.divIcon({ className: `map-name map-name--${kind}`, html, iconSize: null }) });
}

function main(L) {
  const { root, layer, query, gridsFrom } = box.dataset;
  const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const base = json("map-base");
  const own = new Set(json("map-own"));
  const map = L.map(box, {
    preferCanvas: true, zoomControl: false, attributionControl: Boolean(base.urls.length), maxZoom: DEEPEST, minZoom: 5,
    zoomAnimation: !isCalm, fadeAnimation: !isCalm, markerZoomAnimation: !isCalm, inertia: !isCalm,
  });
  map.attributionControl?.setPrefix(false); // the library names itself beside a flag; the credit is the map's alone
  L.control.zoom({ position: "bottomright", zoomInTitle: box.dataset.zoomIn, zoomOutTitle: box.dataset.zoomOut }).addTo(map);
  const attribution = Object.assign(document.createElement("span"), { textContent: base.credit }).innerHTML;
  for (const url of base.urls) L.tileLayer(url, { maxZoom: DEEPEST, subdomains: "01234567", attribution, referrerPolicy: "origin" }).addTo(map);

  const note = document.querySelector("[data-map-note]");
  const say = (text) => {
    note.textContent = text;
    note.hidden = !text;
  };
  const failed = () => say(box.dataset.failed);
  const shown = (name) => document.querySelector(`[data-map-show="${name}"]`)?.checked;
  const kinds = [...document.querySelectorAll("[data-map-show]")].map((input) => input.dataset.mapShow).filter((name) => name !== "divisions");

  // --- lines of divisions: cities, then counties, then the townships that have lines. Cities and the province are filled: on a
  // sheet of their own under the lines of the others, and both under the grids, whichever answer comes first.
  const sheet = (name, height) => {
    map.createPane(name).style.zIndex = height;
    return { pane: name, renderer: L.canvas({ pane: name }) };
  };
  const [filled, drawn] = [sheet("ground", 340), sheet("lines", 350)];
  const LINES = { 1: ["ink-faint", 2.5], 2: ["ink-faint", 1.5], 3: ["ink-faint", 1], 4: ["line-strong", 0.75] };
  const outline = (one, level, [ink, weight] = one[0] === box.dataset.ownRegion && level > 1 ? ["ink", 3] : LINES[level]) => L.polygon(rings(one[4]), {
    ...(level < 3 ? filled : drawn), interactive: false, color: css(ink), weight, fill: level < 3 && !base.urls.length, fillColor: css("surface"), fillOpacity: 1,
  });
  const cities = new Map();
  const lines = new Pieces(L.layerGroup().addTo(map), (answer, address) => {
    const level = Number(address.match(/divisions\/(\d)/)[1]);
    const group = L.layerGroup(answer.divisions.map((one) => outline(one, level)));
    if (level === 2) answer.divisions.forEach((one, at) => cities.set(one[0].slice(0, 4), group.getLayers()[at].getBounds()));
    if (level > 2) answer.divisions.forEach((one) => nameAt(L, one, level === 3 ? "county" : "township").addTo(group));
    group.eachLayer((part) => part.options.weight === 3 && part.on("add", () => part.bringToFront()));
    return group;
  }, failed);

  // --- grids
  const KIND = [["cobalt", null], ["celadon", null], ["ink-muted", "4 3"]];
  let manyIn = new Set();
  const canHover = matchMedia("(hover: hover)").matches;
  const grid = ([id, , name, kind, shape]) => {
    const [colour, dashArray] = KIND[kind];
    const isOwn = own.has(id);
    const part = L.polygon(rings(shape), { color: css(isOwn ? "cobalt" : colour), weight: isOwn ? 3 : 1.25, dashArray, fillOpacity: isOwn ? 0.2 : 0.1 });
    return canHover ? part.bindTooltip(Object.assign(document.createElement("span"), { textContent: name })) : part;
  };
  const grids = new Pieces(L.layerGroup().addTo(map), (answer, address) => {
    if (answer.is_more) manyIn.add(address);
    return new Shared(answer.grids, grid, address.match(/grids\/(\d+)/)[1]);
  }, failed);

  // --- matters
  const words = (count, open) => fill(box.dataset.cluster, count).replace("{m}", open);
  const said = { words, one: box.dataset.one };
  const numbered = (point, act) => mark(L, point, said, act);
  const openList = (at) => {
    const half = 0.0004;
    const target = new URL(root, location.href);
    target.search = new URLSearchParams([...new URLSearchParams(query), ["layer", layer], ["bbox", [at.lng - half, at.lat - half, at.lng + half, at.lat + half].join(",")]]);
    return refresh(target);
  };
  const enter = (key, at, count) => {
    if (count === 1) return card(`${root}cards/${layer}/${key}/`);
    if (map.getZoom() >= DEEPEST) return openList(at);
    return map.setView(at, Math.min(DEEPEST, map.getZoom() + 2));
  };
  const points = new Pieces(L.layerGroup().addTo(map), (answer, address) => {
    const deeper = address.includes("/counts/") ? (key, at) => map.setView(at, Math.min(POINTS_FROM, map.getZoom() + 2)) : enter;
    return L.layerGroup(answer.points.map((point) => numbered(point, deeper)));
  }, failed);
  const heat = heatLayer(L, [css("celadon"), css("celadon"), css("cobalt")]);
  const drops = new Map();
  const warm = new Pieces({ addLayer() {} }, (answer, address) => {
    drops.set(address, answer.points);
    return { addTo() {}, remove: () => drops.delete(address) };
  }, failed);

  // --- what belongs to a view
  const ask = (path) => `${root}${path}${query ? `?${query}` : ""}`;
  const mode = () => document.querySelector("[data-map-points]:checked")?.value ?? "none";
  const level = () => (map.getZoom() < COUNTIES_FROM ? 2 : 3);
  function wantedPoints(kind) {
    if (!layer || mode() !== kind) return [];
    const isHeat = kind === "heat";
    if (map.getZoom() < POINTS_FROM) return [ask(`counts/${layer}/${isHeat ? 4 : level()}/`)];
    const zoom = tileZoom(map, POINTS_FROM - 1, DEEPEST - 1);
    return tilesIn(map.getBounds(), zoom).map((tile) => ask(`${isHeat ? "heat" : "tiles"}/${layer}/${tile.join("/")}/`));
  }
  function wantedLines() {
    if (!shown("divisions")) return [];
    const zoom = map.getZoom();
    const wanted = [`${root}divisions/2/`];
    if (zoom >= COUNTIES_FROM - 1) wanted.push(`${root}divisions/3/`);
    if (zoom >= POINTS_FROM) for (const [code, bounds] of cities) if (bounds.intersects(map.getBounds())) wanted.push(`${root}divisions/4/?within=${code}`);
    return wanted;
  }
  function wantedGrids() {
    const chosen = kinds.filter(shown);
    const zoom = tileZoom(map, 0, 15);
    if (!chosen.length || zoom < Number(gridsFrom)) return [];
    const filter = chosen.length < kinds.length ? `?${new URLSearchParams(chosen.map((kind) => ["kind", kind]))}` : "";
    return tilesIn(map.getBounds(), zoom).map((tile) => `${root}tiles/grids/${tile.join("/")}/${filter}`);
  }
  async function draw() {
    say("");
    // Names of counties while they are what one looks at; the own one bears its number with its name, if it has any.
    box.toggleAttribute("data-names-counties", map.getZoom() >= COUNTIES_FROM && map.getZoom() < POINTS_FROM);
    if (mode() === "heat") heat.addTo(map);
    else heat.remove();
    const wanted = wantedGrids();
    manyIn = new Set([...manyIn].filter((address) => wanted.includes(address)));
    await Promise.all([
      Promise.resolve(lines.show(wantedLines())).then(() => lines.show(wantedLines())),
      grids.show(wanted), points.show(wantedPoints("clusters")),
      Promise.resolve(warm.show(wantedPoints("heat"))).then(() => heat.setPoints([...drops.values()].flat())),
    ]);
    const numbered = new Set([...box.querySelectorAll(".map-cluster--named")].map((face) => face.dataset.code));
    for (const name of box.querySelectorAll(".map-name--county span")) name.hidden = numbered.has(name.dataset.code.slice(0, 6));
    if (manyIn.size) say(box.dataset.many);
    box.dataset.drawn = String(Number(box.dataset.drawn ?? 0) + 1);
  }

  // --- the list follows, the address remembers
  let resting = 0;
  function refresh(address) {
    return window.htmx.ajax("GET", `${address.pathname}${address.search}`, { target: "#map-list", swap: "innerHTML" });
  }
  function follow() {
    const at = map.getCenter();
    history.replaceState(history.state, "", `#${map.getZoom()}/${at.lat.toFixed(5)}/${at.lng.toFixed(5)}`);
    clearTimeout(resting);
    resting = setTimeout(() => {
      if (!layer) return;
      const seen = map.getBounds();
      const target = new URL(root, location.href);
      const edges = [seen.getWest(), seen.getSouth(), seen.getEast(), seen.getNorth()].map((edge, axis) => Math.max(axis % 2 ? -90 : -180, Math.min(axis % 2 ? 90 : 180, edge)).toFixed(5));
      target.search = new URLSearchParams([...new URLSearchParams(query), ["layer", layer], ["bbox", edges.join(",")]]);
      refresh(target);
    }, QUIET_MS);
  }

  // --- what is chosen
  let chosen = null;
  const place = document.getElementById("map-card");
  for (const name of ["htmx:sendError", "htmx:timeout"]) place.addEventListener(name, (event) => {
    event.stopPropagation();
    say(box.dataset.unreached);
  });
  const chosenIcon = () => L.divIcon({ className: "map-chosen", html: icon("map-pin", "icon--xl"), iconSize: null });
  async function card(address) {
    // Nothing was to be changed: no answer is told on the map, and what was tapped before is not what is there.
    const isHere = await window.htmx.ajax("GET", address, { source: place, target: place, swap: "innerHTML" }).then(() => true, () => false);
    chosen?.remove();
    if (!isHere) place.replaceChildren();
    const found = place.querySelector("[data-x]");
    if (found) chosen = L.marker([found.dataset.y, found.dataset.x], { icon: chosenIcon(), interactive: false, keyboard: false }).addTo(map);
    return found;
  }
  map.on("click", ({ latlng }) => card(`${root}at/?longitude=${latlng.lng.toFixed(6)}&latitude=${latlng.lat.toFixed(6)}`));
  place.addEventListener("click", (event) => {
    if (!event.target.closest("[data-map-close]")) return;
    event.currentTarget.replaceChildren();
    chosen?.remove();
    box.focus();
  });
  document.querySelector("[data-map-locate]").addEventListener("click", () => {
    if (!window.isSecureContext) return say(box.dataset.insecure);
    if (!navigator.geolocation) return say(box.dataset.unavailable);
    return navigator.geolocation.getCurrentPosition(async ({ coords }) => {
      const found = await card(`${root}at/?longitude=${coords.longitude.toFixed(6)}&latitude=${coords.latitude.toFixed(6)}&from=device`);
      if (found) map.setView([found.dataset.y, found.dataset.x], Math.max(16, map.getZoom()));
    }, (error) => say(error.code === 1 ? box.dataset.denied : box.dataset.unavailable), { enableHighAccuracy: true, timeout: 15000, maximumAge: 10000 });
  });
  page.addEventListener("change", (event) => event.target.closest("[data-map-show], [data-map-points]") && draw());

  // Another division asked for: the map goes there instead of staying where the address says that it was.
  document.getElementById("filter-form")?.addEventListener("submit", ({ target }) => {
    const asked = new FormData(target).get("region") ?? "";
    if (asked && asked !== new URLSearchParams(query).get("region")) history.replaceState(history.state, "", location.pathname + location.search);
  });
  map.on("moveend", draw).on("moveend", follow);
  const kept = location.hash.match(/^#(\d+)\/(-?[\d.]+)\/(-?[\d.]+)$/);
  const [west, south, east, north] = json("map-view");
  fit(map);
  if (kept) map.setView([Number(kept[2]), Number(kept[3])], Number(kept[1]));
  else map.fitBounds([[south, west], [north, east]]);
  // Every colour of what is drawn is another one; the address remembers where one was.
  const anew = () => location.reload();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", anew);
  new MutationObserver(anew).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
}

if (page && box.dataset.leafletJs) {
  Promise.all([load(box.dataset.leafletJs), style(box.dataset.leafletCss)]).then(([L]) => {
    page.hidden = false;
    main(L);
  }).catch(() => {
    page.hidden = true; // the list beside it stands by itself
  });
}
