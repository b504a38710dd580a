// Says in which grid the point lies, from the boundaries that came with the page: without a network too.
import { fill } from "./words.js";

function isInRing([x, y], ring) {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
    const [x1, y1] = ring[i];
    const [x2, y2] = ring[j];
    if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) inside = !inside;
  }
  return inside;
}

/** Within the outer line and in none of the holes. */
const isInPolygon = (point, [outer, ...holes]) => isInRing(point, outer) && !holes.some((hole) => isInRing(point, hole));

export function isIn(point, geometry) {
  const polygons = geometry.type === "MultiPolygon" ? geometry.coordinates : [geometry.coordinates];
  return polygons.some((rings) => isInPolygon(point, rings));
}

export function wireOne(line) {
  if (line.dataset.wired !== undefined) return;
  line.dataset.wired = "";
  const [longitude, latitude] = [line.dataset.longitude, line.dataset.latitude].map((id) => document.getElementById(id));
  const { features } = JSON.parse(document.getElementById(line.dataset.place)?.textContent ?? '{"features": []}');
  const without = line.textContent;
  const show = () => {
    const point = [longitude.value, latitude.value].map(Number.parseFloat);
    if (!point.every(Number.isFinite)) {
      line.textContent = without;
      return;
    }
    const found = features.find(({ geometry }) => isIn(point, geometry));
    line.textContent = found ? fill(line.dataset.found, found.properties.label) : line.dataset.elsewhere;
  };
  for (const input of [longitude, latitude]) input.addEventListener("change", show);
  show();
}
