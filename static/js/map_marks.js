// Gathered matters as buttons on a map: how many lie there, and what pressing one does.

/** `point`: longitude, latitude, how many, how many open, key, name. `said`: `words(count, open)`, and `one` for a single one. */
export function mark(L, [x, y, count, open, key, name = ""], said, act) {
  const face = document.createElement("span");
  face.className = `map-cluster${open ? "" : " map-cluster--done"}${name ? " map-cluster--named" : ""}`;
  if (name) face.dataset.code = key;
  face.dataset.size = String(Math.min(4, Math.floor(Math.log10(count))));
  if (count > 1 || name) face.textContent = name ? `${name} ${count.toLocaleString()}` : count.toLocaleString();
  const marker = L.marker([y, x], { keyboard: true, icon: L.divIcon({ className: "map-mark", html: face, iconSize: null }) });
  const label = count === 1 && !name ? said.one : said.words(count, open);
  marker.on("add", () => marker.getElement()?.setAttribute("aria-label", `${name} ${label}`.trim()));
  const go = (event) => {
    L.DomEvent.stop(event.originalEvent ?? event);
    act(key, marker.getLatLng(), count);
  };
  // a marker is a button, and Leaflet presses it for the mouse alone
  return marker.on("click", go).on("keydown", (event) => ["Enter", " "].includes(event.originalEvent.key) && go(event));
}
