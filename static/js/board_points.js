// The points of a board: the tiles of the map page, under the board's own questions. Without Leaflet the lists say it all.
import { load, style } from "./map.js";
import { mark } from "./map_marks.js";
import { Pieces, rings, Shared, tilesIn, tileZoom } from "./map_tiles.js";
import { fill } from "./words.js";

const POINTS_FROM = 10; // the tile zoom of the map page's points: those of a township are never too many
const DEEPEST = 18;
const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

function draw(L, box) {
  const { root, layer, query, gridsFrom } = box.dataset;
  const { urls, credit, view: [west, south, east, north] } = JSON.parse(document.getElementById(box.dataset.points).textContent);
  const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(box, { preferCanvas: true, zoomControl: false, attributionControl: Boolean(urls.length), maxZoom: DEEPEST, scrollWheelZoom: false, zoomAnimation: !isCalm, fadeAnimation: !isCalm });
  map.attributionControl?.setPrefix(false); // as in map_page.js
  L.control.zoom({ position: "bottomright", zoomInTitle: box.dataset.zoomIn, zoomOutTitle: box.dataset.zoomOut }).addTo(map);
  const attribution = Object.assign(document.createElement("span"), { textContent: credit }).innerHTML;
  for (const url of urls) L.tileLayer(url, { maxZoom: DEEPEST, subdomains: "01234567", attribution, referrerPolicy: "origin" }).addTo(map);

  const failed = () => { box.dataset.failed = ""; };
  const grids = new Pieces(L.layerGroup().addTo(map), (answer, address) => new Shared(
    answer.grids,
    ([, , , , shape]) => L.polygon(rings(shape), { color: css("celadon"), weight: 1.25, fillOpacity: 0.1, interactive: false }),
    address.match(/grids\/(\d+)/)[1],
  ), failed);
  const said = { words: (count, open) => fill(box.dataset.cluster, count).replace("{m}", open), one: box.dataset.one };
  // one matter, or several in one place: the map page tells what they are
  const leave = (at) => location.assign(`${root}?${query}&layer=${layer}#${DEEPEST}/${at.lat.toFixed(5)}/${at.lng.toFixed(5)}`);
  const enter = (key, at, count) => (count === 1 || map.getZoom() >= DEEPEST ? leave(at) : map.setView(at, Math.min(DEEPEST, map.getZoom() + 2)));
  const points = new Pieces(
    L.layerGroup().addTo(map), (answer) => L.layerGroup(answer.points.map((point) => mark(L, point, said, enter))), failed,
  );
  async function show() {
    const lines = tileZoom(map, 0, 15);
    const wanted = lines < Number(gridsFrom) ? [] : tilesIn(map.getBounds(), lines).map((tile) => `${root}tiles/grids/${tile.join("/")}/`);
    const seen = tilesIn(map.getBounds(), tileZoom(map, POINTS_FROM, DEEPEST - 1)).map((tile) => `${root}tiles/${layer}/${tile.join("/")}/?${query}`);
    await Promise.all([grids.show(wanted), points.show(seen)]);
    box.dataset.drawn = String(Number(box.dataset.drawn ?? 0) + 1);
  }
  map.on("moveend", show);
  map.fitBounds([[south, west], [north, east]], { maxZoom: 16 });
}

export async function wireOne(box) {
  if (!box.dataset.leafletJs) return;
  try {
    const [L] = await Promise.all([load(box.dataset.leafletJs), style(box.dataset.leafletCss)]);
    box.hidden = false;
    draw(L, box);
  } catch {
    box.hidden = true;
  }
}
