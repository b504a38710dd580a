// A map as a plain drawing: polygons and points in an SVG, zoomed by buttons, moved by dragging. It stands in where
// Leaflet could not be fetched, so that a place can be seen and picked all the same.
import { icon } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";
const JIANGXI = [113.5, 24.4, 118.6, 30.2];
const TAP = 6;

const draw = (name, attributes) => {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
};

const ringsOf = ({ type, coordinates }) => {
  if (type === "Polygon") return coordinates;
  return type === "MultiPolygon" ? coordinates.flat() : [];
};

function boundsOf(features, point) {
  const all = features.flatMap(({ geometry }) => (geometry?.type === "Point" ? [geometry.coordinates] : ringsOf(geometry ?? {}).flat()));
  if (point) all.push(point);
  if (!all.length) return JIANGXI;
  const xs = all.map(([x]) => x);
  const ys = all.map(([, y]) => y);
  const least = 0.002;
  const grow = (low, high) => {
    const margin = Math.max((high - low) * 0.06, least);
    return [low - margin, high + margin];
  };
  const [left, right] = grow(xs.reduce((a, b) => Math.min(a, b)), xs.reduce((a, b) => Math.max(a, b)));
  const [bottom, top] = grow(ys.reduce((a, b) => Math.min(a, b)), ys.reduce((a, b) => Math.max(a, b)));
  return [left, bottom, right, top];
}

// The middle of a ring: of its corners' rectangle, near enough for a name.
const middleOf = (ring) => [0, 1].map((axis) => {
  const values = ring.map((point) => point[axis]);
  return (values.reduce((a, b) => Math.min(a, b)) + values.reduce((a, b) => Math.max(a, b))) / 2;
});

export function drawPlain(box, data, pick, start) {
  const features = data.features ?? [];
  const drawn = pick?.shape ? [{ geometry: pick.shape }] : [];
  const [left, bottom, right, top] = boundsOf([...features, ...drawn], start);
  const squeeze = Math.cos(((bottom + top) / 2) * (Math.PI / 180));
  const scale = 1000 / Math.max((right - left) * squeeze, top - bottom);
  const toPlane = ([x, y]) => [(x - left) * squeeze * scale, (top - y) * scale];
  const toEarth = ([x, y]) => [x / (squeeze * scale) + left, top - y / scale];
  const width = (right - left) * squeeze * scale;
  const height = (top - bottom) * scale;
  let view = [0, 0, width, height];

  const svg = draw("svg", { class: "map__plain", preserveAspectRatio: "xMidYMid meet" });
  const dots = [];
  const names = [];
  const addDot = (point, tone, label) => {
    const [cx, cy] = toPlane(point);
    const dot = draw("circle", { cx, cy, class: `map__point map__point--${tone}` });
    if (label) dot.append(Object.assign(draw("title", {}), { textContent: label }));
    svg.append(dot);
    dots.push(dot);
    return dot;
  };

  for (const { geometry, properties } of features) {
    const rings = ringsOf(geometry ?? {});
    if (!rings.length) continue;
    const d = rings.map((ring) => `M${ring.map((point) => toPlane(point).map((value) => value.toFixed(1)).join(" ")).join("L")}Z`).join("");
    const area = draw("path", { d, "fill-rule": "evenodd", class: `map__area${properties?.is_current ? " map__area--current" : ""}` });
    if (properties?.label) area.append(Object.assign(draw("title", {}), { textContent: properties.label }));
    svg.append(area);
    if (properties?.is_labelled) names.push([properties.label, middleOf(rings[0].map(toPlane))]);
  }
  for (const [label, [x, y]] of names) {
    const name = draw("text", { x, y, class: "map__name", "text-anchor": "middle", "dominant-baseline": "central" });
    name.textContent = label;
    svg.append(name);
  }
  for (const { geometry, properties } of features) {
    if (geometry?.type !== "Point") continue;
    const dot = addDot(geometry.coordinates, properties?.tone ?? "blue", properties?.label);
    if (properties?.url && !pick) dot.addEventListener("click", () => location.assign(properties.url));
  }

  let marker = null;
  const show = (point) => {
    if (!marker) marker = addDot(point, pick ? "picked" : box.dataset.tone ?? "blue", "");
    const [cx, cy] = toPlane(point);
    marker.setAttribute("cx", cx);
    marker.setAttribute("cy", cy);
    refresh();
  };
  function refresh() {
    svg.setAttribute("viewBox", view.join(" "));
    const unit = view[2] / (box.clientWidth || 600);
    svg.querySelectorAll(".map__name").forEach((name) => name.setAttribute("font-size", String(14 * Math.max(unit, view[3] / (box.clientHeight || 300)))));
    dots.forEach((dot) => dot.setAttribute("r", String(8 * Math.max(unit, view[3] / (box.clientHeight || 300)))));
  }
  const outline = (shape, corners) => {
    const rings = shape ? ringsOf(shape) : [corners];
    return rings.filter((ring) => ring.length).map((ring) => `M${ring.map((point) => toPlane(point).map((value) => value.toFixed(1)).join(" ")).join("L")}${shape ? "Z" : ""}`).join("");
  };
  const paint = (shape, corners) => {
    svg.querySelectorAll("[data-drawn]").forEach((part) => part.remove());
    dots.splice(0, dots.length, ...dots.filter((dot) => dot.isConnected));
    const area = draw("path", { d: outline(shape, corners), "fill-rule": "evenodd", class: "map__area map__area--current", "data-drawn": "" });
    svg.append(area);
    corners.forEach((corner) => addDot(corner, "picked", "").setAttribute("data-drawn", ""));
    refresh();
  };
  const zoom = (factor) => {
    const [x, y, w, h] = view;
    view = [x + (w * (1 - factor)) / 2, y + (h * (1 - factor)) / 2, w * factor, h * factor];
    refresh();
  };
  const toView = (event) => new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());

  let from = null;
  svg.addEventListener("pointerdown", (event) => {
    from = { at: toView(event), x: event.clientX, y: event.clientY };
    svg.setPointerCapture(event.pointerId);
  });
  svg.addEventListener("pointermove", (event) => {
    if (!from) return;
    const now = toView(event);
    view = [view[0] + from.at.x - now.x, view[1] + from.at.y - now.y, view[2], view[3]];
    refresh();
  });
  const tap = (event) => {
    const { x, y } = toView(event);
    const point = toEarth([x, y]);
    if (!pick.onDrawn) show(point);
    pick.write(point);
  };
  svg.addEventListener("pointerup", (event) => {
    const isTap = from && Math.hypot(event.clientX - from.x, event.clientY - from.y) < TAP;
    from = null;
    if (isTap && pick) tap(event);
  });

  const buttons = document.createElement("div");
  buttons.className = "map__zoom";
  for (const [name, factor, label] of [["plus", 0.6, box.dataset.zoomIn], ["minus", 1 / 0.6, box.dataset.zoomOut]]) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button--icon";
    button.setAttribute("aria-label", label);
    button.append(icon(name));
    button.addEventListener("click", () => zoom(factor));
    buttons.append(button);
  }
  box.replaceChildren(svg, buttons);
  if (start) show(start);
  pick?.onTyped?.(show);
  pick?.onDrawn?.(paint);
  refresh();
  return {
    tapAt(x, y) {
      const { left: west, top: north } = box.getBoundingClientRect();
      tap({ clientX: west + box.clientLeft + x, clientY: north + box.clientTop + y });
    },
    pan(x, y) {
      const { a } = svg.getScreenCTM();
      view = [view[0] + x / a, view[1] + y / a, view[2], view[3]];
      refresh();
    },
  };
}
