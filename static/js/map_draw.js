// Drawing an area, or a line (data-draw-line), on a map: each tap adds a corner; the text field beside it holds the same
// as GeoJSON.

import { fill } from "./words.js";

const polygon = (corners) => ({ type: "Polygon", coordinates: [[...corners, corners[0]]] });

const lineOf = (corners) => ({ type: "LineString", coordinates: corners });

// Typed by hand: a point on each row, longitude first.
function cornersOfRows(text) {
  const rows = text.split("\n").map((row) => row.trim()).filter(Boolean);
  const points = rows.map((row) => row.split(/[\s,，]+/).filter(Boolean).map(Number));
  return points.every((point) => point.length === 2 && point.every(Number.isFinite)) ? points : [];
}

const isPoint = (point) => Array.isArray(point) && point.length >= 2 && point.slice(0, 2).every(Number.isFinite);

/** Where a line stands in the address of the page that was left with it: a way back finds it there. */
const KEPT = "#line=";

function keepInAddress(field) {
  if (!field.value && location.hash.startsWith(KEPT)) field.value = decodeURIComponent(location.hash.slice(KEPT.length));
  field.form?.addEventListener("submit", () => history.replaceState(history.state, "", field.value ? KEPT + encodeURIComponent(field.value) : location.pathname + location.search));
}

function cornersOfLine(text) {
  if (!/^\s*[[{]/.test(text)) return cornersOfRows(text);
  try {
    const value = JSON.parse(text);
    const geometry = value?.geometry ?? value;
    return geometry?.type === "LineString" && Array.isArray(geometry.coordinates) && geometry.coordinates.every(isPoint) ? geometry.coordinates : [];
  } catch {
    return [];
  }
}

function shapeIn(text) {
  try {
    const value = JSON.parse(text);
    const geometry = value?.features?.length === 1 ? value.features[0].geometry : value?.geometry ?? value;
    return ["Polygon", "MultiPolygon"].includes(geometry?.type) && Array.isArray(geometry.coordinates) ? geometry : null;
  } catch {
    return null;
  }
}

// Corners of a shape that taps can go on with: one ring, no hole.
const cornersOf = (shape) => (shape?.type === "Polygon" && shape.coordinates.length === 1 ? shape.coordinates[0].slice(0, -1) : null);

export function drawer(box) {
  const field = document.getElementById(box.dataset.draw);
  if (!field) return null;
  const isLine = box.dataset.drawLine !== undefined;
  if (isLine) keepInAddress(field);
  const stored = isLine ? null : shapeIn(field.value);
  let corners = (isLine ? cornersOfLine(field.value) : cornersOf(stored)) ?? [];
  let shape = stored;
  let quiet = false;
  let paint = () => {};
  const undo = [];
  const told = Object.assign(document.createElement("span"), { className: "muted small", role: "status" });

  const write = () => {
    shape = !isLine && corners.length > 2 ? polygon(corners) : null;
    const drawn = isLine && corners.length > 1 ? lineOf(corners) : shape;
    quiet = true;
    field.value = drawn ? JSON.stringify(drawn) : "";
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
    quiet = false;
    told.textContent = fill(box.dataset.told, corners.length);
    paint(shape, corners);
  };
  const takeBack = () => {
    if (!undo.length) return;
    corners = undo.pop();
    write();
  };
  const change = (next) => {
    undo.push(corners);
    corners = next;
    write();
  };
  field.addEventListener("change", () => {
    if (quiet) return;
    shape = isLine ? null : shapeIn(field.value);
    corners = (isLine ? cornersOfLine(field.value) : cornersOf(shape)) ?? [];
    paint(shape, corners);
  });

  const bar = document.createElement("div");
  bar.className = "row";
  for (const [label, act] of [
    [box.dataset.undo, takeBack],
    [box.dataset.clear, () => change([])],
  ]) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button button--s", textContent: label });
    button.addEventListener("click", act);
    bar.append(button);
  }
  bar.append(told);
  box.after(bar);

  return {
    shape,
    takeBack,
    write: ([x, y]) => change([...corners, [Number(x.toFixed(6)), Number(y.toFixed(6))]]),
    onDrawn(show) {
      paint = show;
      show(shape, corners);
    },
  };
}
