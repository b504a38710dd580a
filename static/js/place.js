// Says in which grid the point lies, from the boundaries that came with the page: without a network too. Where there is no
// position, the first photo that was taken in one of these grids tells the place (the server would take the same one).
import { placeOf } from "./exif.js";
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

/** So much of a photo is read: what a camera notes about it stands at its beginning. */
const BEGINNING = 256 * 1024;

async function placeAmong(files, features) {
  for (const file of files) {
    const point = placeOf(await file.slice(0, BEGINNING).arrayBuffer());
    if (point && features.some(({ geometry }) => isIn(point, geometry))) return point;
  }
  return null;
}

export function wireOne(line) {
  if (line.dataset.wired !== undefined) return;
  line.dataset.wired = "";
  const [longitude, latitude] = [line.dataset.longitude, line.dataset.latitude].map((id) => document.getElementById(id));
  const { features } = JSON.parse(document.getElementById(line.dataset.place)?.textContent ?? '{"features": []}');
  const without = line.textContent;
  let isOfPhoto = false;
  const show = () => {
    const point = [longitude.value, latitude.value].map(Number.parseFloat);
    if (!point.every(Number.isFinite)) {
      line.textContent = without;
      return;
    }
    const found = features.find(({ geometry }) => isIn(point, geometry));
    const words = isOfPhoto ? line.dataset.ofPhoto : line.dataset.found;
    line.textContent = found ? fill(words, found.properties.label) : line.dataset.elsewhere;
  };
  const photos = line.closest("form").querySelector("[data-picker=photos] input[type=file]");
  photos?.addEventListener("change", async () => {
    const point = await placeAmong([...photos.files], features).catch(() => null);
    if (!point || longitude.value || latitude.value) return;
    isOfPhoto = true;
    [longitude, latitude].forEach((input, axis) => { input.value = point[axis].toFixed(6); });
    for (const input of [longitude, latitude]) input.dispatchEvent(new Event("change", { bubbles: true }));
    isOfPhoto = false;
  });
  for (const input of [longitude, latitude]) input.addEventListener("change", show);
  show();
}
