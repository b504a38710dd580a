// What the map fetches as it moves: the tiles in sight, each once, given up when they are out of sight again.

const SIDE = 512; // pixels at which a tile is drawn: a quarter of the requests of 256

// Web Mercator: which tiles of a zoom cover a view.
export function tilesIn(bounds, zoom) {
  const whole = 2 ** zoom;
  const column = (lng) => Math.floor(((lng + 180) / 360) * whole);
  const row = (lat) => {
    const angle = (Math.max(-85.05, Math.min(85.05, lat)) * Math.PI) / 180;
    return Math.floor(((1 - Math.log(Math.tan(angle) + 1 / Math.cos(angle)) / Math.PI) / 2) * whole);
  };
  const tiles = [];
  const last = whole - 1;
  for (let x = Math.max(0, column(bounds.getWest())); x <= Math.min(last, column(bounds.getEast())); x += 1) {
    for (let y = Math.max(0, row(bounds.getNorth())); y <= Math.min(last, row(bounds.getSouth())); y += 1) tiles.push([zoom, x, y]);
  }
  return tiles;
}

export const tileZoom = (map, least, most) => Math.max(least, Math.min(most, Math.round(map.getZoom()) - Math.log2(SIDE / 256)));

// Rings written as differences of hundred-thousandths of a degree (grids/rules/outlines.py).
export const rings = (outline) => outline.map((ring) => {
  const places = [];
  let x = 0;
  let y = 0;
  for (let at = 0; at < ring.length; at += 2) {
    x += ring[at];
    y += ring[at + 1];
    places.push([y / 1e5, x / 1e5]);
  }
  return places;
});

// What several tiles hold (a grid on their border) is drawn once, as long as one of them is in sight; each zoom draws its
// own lines, which are finer the nearer one is.
const drawn = new Map();

export class Shared {
  constructor(rows, draw, zoom) {
    Object.assign(this, { rows, draw, zoom });
  }

  key([id]) {
    return `${this.zoom}/${id}`;
  }

  addTo(group) {
    for (const row of this.rows) {
      const known = drawn.get(this.key(row)) ?? { layer: null, users: new Set() };
      known.layer ??= this.draw(row).addTo(group);
      known.users.add(this);
      drawn.set(this.key(row), known);
    }
  }

  remove() {
    for (const row of this.rows) {
      const key = this.key(row);
      const known = drawn.get(key);
      known?.users.delete(this);
      if (known?.users.size) continue;
      known?.layer.remove();
      drawn.delete(key);
    }
  }
}

// Pieces of the map by address. `draw` makes a layer of an answer; what leaves the sight is taken away.
export class Pieces {
  constructor(group, draw, failed) {
    Object.assign(this, { group, draw, failed, wanted: new Set(), shown: new Map(), asked: new Map() });
  }

  show(addresses) {
    this.wanted = new Set(addresses);
    for (const [address, stop] of this.asked) {
      if (this.wanted.has(address)) continue;
      stop.abort();
      this.asked.delete(address);
    }
    const missing = addresses.filter((address) => !this.shown.has(address) && !this.asked.has(address));
    // The old picture stays until the new one is there: nothing flickers.
    return Promise.all(missing.map((address) => this.fetch(address))).then(() => this.tidy());
  }

  // Asked by whichever view ends last, and always by what is wanted now: an earlier view knows nothing of the later one.
  tidy() {
    if (this.asked.size) return;
    for (const [address, layer] of this.shown) {
      if (this.wanted.has(address)) continue;
      layer.remove();
      this.shown.delete(address);
    }
  }

  async fetch(address) {
    const stop = new AbortController();
    this.asked.set(address, stop);
    try {
      const answer = await fetch(address, { signal: stop.signal, headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const layer = this.draw(await answer.json(), address);
      if (this.asked.get(address) !== stop) return;
      this.shown.set(address, layer);
      layer.addTo(this.group);
    } catch (error) {
      if (error.name !== "AbortError") this.failed();
    } finally {
      if (this.asked.get(address) === stop) this.asked.delete(address);
    }
  }

  clear() {
    this.show([]);
  }
}
