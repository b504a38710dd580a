// Starts everything. Each module wires what it finds in a piece of the page; HTMX brings further pieces.
import * as answers from "./answers.js";
import * as combobox from "./combobox.js";
import * as dialogs from "./dialogs.js";
import * as display from "./display.js";
import * as drafts from "./drafts.js";
import * as forms from "./forms.js";
import * as gallery from "./gallery.js";
import * as keyboard from "./keyboard.js";
import * as lists from "./lists.js";
import * as bar from "./phone/bar.js";
import * as clock from "./phone/clock.js";
import * as device from "./phone/device.js";
import * as queued from "./phone/queued.js";
import * as tree from "./tree.js";
import * as unsent from "./unsent.js";

const parts = [display, dialogs, forms, answers, lists, combobox, gallery, tree, drafts, unsent, queued, device, clock, bar];

// Rarely needed, fetched only where the page asks for them. Written out: production puts digests into these names.
const rare = [
  ["[data-map]", () => import("./map.js")],
  ["[data-corners]", () => import("./map_corners.js")],
  ["[data-picker]", () => import("./photos.js")],
  ["[data-geolocate]", () => import("./geolocate.js")],
  ["[data-shown-if]", () => import("./conditions.js")],
  ["[data-insert]", () => import("./inserting.js")],
  ["[data-picker-camera]", () => import("./camera.js")],
  ["[data-recorder]", () => import("./audio.js")],
  ["[data-classes]", () => import("./classes.js")],
  ["[data-place]", () => import("./place.js")],
  ["[data-patrol]", () => import("./patrol.js")],
  ["[data-typed-here]", () => import("./phone/refused_page.js")],
  ["[data-outbox-view]", () => import("./phone/outbox_page.js")],
];

/** A draft is put back after a look at the disk: whoever waits for a ready page waits for it, but not for ever. */
const DRAFTS_MS = 1500;

function fetchFor(found, load) {
  if (found.length) load().then((module) => found.forEach(module.wireOne)).catch(() => {});
}

function wire(root) {
  const waits = parts.map((part) => part.wire?.(root));
  for (const [selector, load] of rare) {
    const found = [...root.querySelectorAll(selector)];
    if (root.matches?.(selector)) found.push(root);
    // A map that is folded away has no size to be drawn in, and most people never open it.
    const folded = selector === "[data-map]" ? found.filter((one) => one.closest("details:not([open])")) : [];
    for (const one of folded) {
      one.closest("details:not([open])").addEventListener("toggle", () => fetchFor([one], load), { once: true });
    }
    fetchFor(found.filter((one) => !folded.includes(one)), load);
  }
  return Promise.race([Promise.allSettled(waits), new Promise((resolve) => { setTimeout(resolve, DRAFTS_MS); })]);
}

for (const part of parts) part.start?.();
keyboard.start();
wire(document.body).then(() => { document.documentElement.dataset.ready = ""; });
document.body.addEventListener("htmx:load", (event) => {
  if (event.detail.elt !== document.body) wire(event.detail.elt);
});
