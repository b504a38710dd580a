// Public pages work without a script. With one, a position can be read and a place tapped on the map.
import { wireOne as wirePosition } from "./geolocate.js";

for (const box of document.querySelectorAll("[data-with-script]")) box.hidden = false;
for (const box of document.querySelectorAll("[data-geolocate]")) wirePosition(box);
for (const fold of document.querySelectorAll("[data-map-fold]")) {
  // A map is drawn where it has a size, and its modules are fetched only by who wants it.
  fold.addEventListener("toggle", async () => {
    const { wireOne } = await import("./map.js");
    for (const map of fold.querySelectorAll("[data-map]")) wireOne(map);
  }, { once: true });
}
