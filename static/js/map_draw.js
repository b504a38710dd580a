// Drawing an area, or a line (data-draw-line), on a map: each tap adds a corner; the text field beside it holds the same
// as GeoJSON.

const polygon = (corners) => ({ type: "Polygon", coordinates: [[...corners, corners[0]]] });

const lineOf = (corners) => ({ type: "LineString", coordinates: corners });

function cornersOfLine(text) {
  try {
    const value = JSON.parse(text);
    const geometry = value?.geometry ?? value;
    return geometry?.type === "LineString" && Array.isArray(geometry.coordinates) ? geometry.coordinates : [];
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
  const stored = isLine ? null : shapeIn(field.value);
  let corners = (isLine ? cornersOfLine(field.value) : cornersOf(stored)) ?? [];
  let shape = stored;
  let quiet = false;
  let paint = () => {};
  const undo = [];

  const write = () => {
    shape = !isLine && corners.length > 2 ? polygon(corners) : null;
    const drawn = isLine && corners.length > 1 ? lineOf(corners) : shape;
    quiet = true;
    field.value = drawn ? JSON.stringify(drawn) : "";
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
    quiet = false;
    paint(shape, corners);
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
    [box.dataset.undo, () => {
      if (!undo.length) return;
      corners = undo.pop();
      write();
    }],
    [box.dataset.clear, () => change([])],
  ]) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button button--s", textContent: label });
    button.addEventListener("click", act);
    bar.append(button);
  }
  box.after(bar);

  return {
    shape,
    write: ([x, y]) => change([...corners, [Number(x.toFixed(6)), Number(y.toFixed(6))]]),
    onDrawn(show) {
      paint = show;
      show(shape, corners);
    },
  };
}
