// Moving the corners of one border: drag, add and remove them; corners of neighbours at the same place move along. The
// text fields hold the same as GeoJSON, so that everything can be done without a mouse; the server settles the rest.
import { wireOne as drawMap } from "./map.js";

const SAME = 0.0000015; // degrees, some fifteen centimetres: stored corners are rounded to a tenth of a metre
const MOST_HANDLES = 300;
const PULL = 12; // pixels within which a dragged corner jumps onto one of a neighbour
const STEPS = 50;
const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
const copy = (value) => JSON.parse(JSON.stringify(value));
const rounded = (value) => Number(value.toFixed(7));
const isSame = ([a, b], [x, y]) => Math.abs(a - x) < SAME && Math.abs(b - y) < SAME;

const ringsOf = ({ type, coordinates }) => (type === "Polygon" ? coordinates : coordinates.flat());

function read(text) {
  try {
    const value = JSON.parse(text);
    return ["Polygon", "MultiPolygon"].includes(value?.type) && Array.isArray(value.coordinates) ? value : null;
  } catch {
    return null;
  }
}

class Editor {
  constructor(box, library, map) {
    Object.assign(this, { box, library, map });
    this.field = document.getElementById(box.dataset.corners);
    this.dragged = document.getElementById(box.dataset.dragged);
    const features = JSON.parse(document.getElementById(box.dataset.edited).textContent).features;
    this.own = String(features.find(({ properties }) => properties.is_own).properties.id);
    this.shapes = new Map(features.map(({ geometry, properties }) => [String(properties.id), geometry]));
    this.labels = new Map(features.map(({ properties }) => [String(properties.id), properties.label]));
    this.first = copy([...this.shapes]);
    this.past = [];
    this.layers = library.layerGroup().addTo(map);
    this.handles = library.layerGroup().addTo(map);
  }

  start() {
    const typed = read(this.field.value);
    if (typed) this.shapes.set(this.own, typed);
    this.field.addEventListener("change", () => {
      const shape = this.isWriting ? null : read(this.field.value);
      if (shape) this.step(() => this.shapes.set(this.own, shape));
    });
    this.map.on("moveend", () => this.showHandles());
    this.addButtons();
    this.paint();
    this.showHandles();
  }

  addButtons() {
    const bar = document.createElement("div");
    bar.className = "row";
    for (const [label, act] of [[this.box.dataset.undo, () => this.undo()], [this.box.dataset.clear, () => this.reset()]]) {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "button button--s", textContent: label });
      button.addEventListener("click", act);
      bar.append(button);
    }
    this.note = Object.assign(document.createElement("span"), { className: "muted small", role: "status" });
    bar.append(this.note);
    this.box.after(bar);
  }

  remember(shapes = copy([...this.shapes])) {
    this.past = [...this.past.slice(1 - STEPS), shapes];
  }

  step(change) {
    this.remember();
    change();
    this.settle();
  }

  undo() {
    if (!this.past.length) return;
    this.shapes = new Map(this.past.pop());
    this.settle();
  }

  reset() {
    this.step(() => {
      this.shapes = new Map(copy(this.first));
    });
  }

  settle(focused = null) {
    this.write();
    this.paint();
    this.showHandles(focused);
  }

  write() {
    const first = new Map(this.first);
    const moved = [...this.shapes].filter(([id, shape]) => id !== this.own && JSON.stringify(shape) !== JSON.stringify(first.get(id)));
    this.isWriting = true;
    this.field.value = JSON.stringify(this.shapes.get(this.own));
    this.dragged.value = moved.length ? JSON.stringify(Object.fromEntries(moved)) : "";
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
    this.field.dispatchEvent(new Event("change", { bubbles: true }));
    this.isWriting = false;
  }

  paint() {
    this.layers.clearLayers();
    for (const [id, shape] of this.shapes) {
      const isOwn = id === this.own;
      const style = { color: css(isOwn ? "cobalt" : "celadon"), weight: isOwn ? 3 : 2, fillOpacity: isOwn ? 0.18 : 0.08 };
      const layer = this.library.geoJSON(shape, { style, interactive: !isOwn });
      if (!isOwn) layer.bindTooltip(Object.assign(document.createElement("span"), { textContent: this.labels.get(id) }));
      layer.addTo(this.layers);
    }
  }

  /** All corners of the neighbours. */
  around() {
    return [...this.shapes].filter(([id]) => id !== this.own).flatMap(([, shape]) => ringsOf(shape).flat());
  }

  /** Every place in any ring where a corner lies: ring and index; the last of a ring is its first. */
  cornersAt(place) {
    const found = [];
    for (const shape of this.shapes.values()) {
      for (const ring of ringsOf(shape)) ring.forEach((corner, index) => isSame(corner, place) && found.push([ring, index]));
    }
    return found;
  }

  move(corners, [x, y]) {
    for (const [ring, index] of corners) ring[index] = [rounded(x), rounded(y)];
  }

  pulled({ lng, lat }, targets) {
    const here = this.map.latLngToContainerPoint([lat, lng]);
    let best = [lng, lat];
    let least = PULL;
    for (const [x, y] of targets) {
      const away = here.distanceTo(this.map.latLngToContainerPoint([y, x]));
      if (away < least) [best, least] = [[x, y], away];
    }
    return best;
  }

  showHandles(focused = null) {
    this.handles.clearLayers();
    const view = this.map.getBounds().pad(0.05);
    const spots = [];
    for (const ring of ringsOf(this.shapes.get(this.own))) {
      ring.slice(0, -1).forEach((corner, index) => view.contains([corner[1], corner[0]]) && spots.push([ring, index]));
    }
    this.note.textContent = spots.length > MOST_HANDLES ? this.box.dataset.closer : "";
    if (spots.length > MOST_HANDLES) return;
    for (const [ring, index] of spots) {
      this.addCorner(ring, index, focused);
      this.addMiddle(ring, index);
    }
  }

  marker([x, y], className, title, isDraggable) {
    const icon = this.library.divIcon({ className, iconSize: [22, 22] });
    return this.library.marker([y, x], { icon, draggable: isDraggable, keyboard: true, title, alt: title, autoPanOnFocus: false }).addTo(this.handles);
  }

  addCorner(ring, index, focused) {
    const handle = this.marker(ring[index], "map__corner", this.box.dataset.corner, true);
    let corners = [];
    let targets = [];
    let before = null;
    handle.on("dragstart", () => {
      before = copy([...this.shapes]);
      corners = this.cornersAt(ring[index]);
      targets = this.around().filter((place) => !isSame(place, ring[index]));
    });
    handle.on("drag", () => {
      this.move(corners, this.pulled(handle.getLatLng(), targets));
      this.paint();
    });
    handle.on("dragend", () => {
      this.remember(before);
      this.settle(ring[index]);
    });
    handle.on("dblclick", () => this.remove(ring, index));
    handle.getElement().addEventListener("keydown", (event) => this.onKey(event, ring, index));
    if (focused && isSame(focused, ring[index])) handle.getElement().focus({ preventScroll: true });
  }

  onKey(event, ring, index) {
    const by = event.shiftKey ? 10 : 1;
    const ways = { ArrowUp: [0, -by], ArrowDown: [0, by], ArrowLeft: [-by, 0], ArrowRight: [by, 0] };
    if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      event.stopPropagation();
      this.remove(ring, index);
    } else if (ways[event.key]) {
      event.preventDefault();
      event.stopPropagation();
      const [x, y] = ring[index];
      const { lng, lat } = this.map.containerPointToLatLng(this.map.latLngToContainerPoint([y, x]).add(ways[event.key]));
      this.remember();
      // one axis only: what the map rounds to pixels must not shift the other
      const isUpright = ways[event.key][0] === 0;
      this.move(this.cornersAt(ring[index]), isUpright ? [x, lat] : [lng, y]);
      this.settle(ring[index]);
    }
  }

  addMiddle(ring, index) {
    const [a, b] = [ring[index], ring[index + 1]];
    const gap = this.map.latLngToContainerPoint([a[1], a[0]]).distanceTo(this.map.latLngToContainerPoint([b[1], b[0]]));
    if (gap < 40) return;
    const middle = [rounded((a[0] + b[0]) / 2), rounded((a[1] + b[1]) / 2)];
    const dot = this.marker(middle, "map__corner map__corner--middle", this.box.dataset.add, false);
    dot.on("click keypress", ({ originalEvent }) => {
      if (originalEvent?.type === "keypress" && !["Enter", " "].includes(originalEvent.key)) return;
      this.insert(a, b, middle);
    });
  }

  /** Add a corner to every border that runs from one place to the other, so that they go on sharing it. */
  insert(a, b, middle) {
    this.remember();
    for (const shape of this.shapes.values()) {
      for (const ring of ringsOf(shape)) {
        for (let index = ring.length - 1; index > 0; index -= 1) {
          const [one, other] = [ring[index - 1], ring[index]];
          if ((isSame(one, a) && isSame(other, b)) || (isSame(one, b) && isSame(other, a))) ring.splice(index, 0, [...middle]);
        }
      }
    }
    this.settle(middle);
  }

  remove(ring, index) {
    if (ring.length < 5) return; // a triangle has no corner to spare
    this.step(() => {
      ring.splice(index, 1);
      ring[ring.length - 1] = [...ring[0]];
    });
  }
}

export async function wireOne(box) {
  const drawn = await drawMap(box);
  if (drawn) new Editor(box, drawn.library, drawn.map).start();
}
