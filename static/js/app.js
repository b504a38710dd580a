// Starts everything. Each module wires what it finds in a piece of the page; HTMX brings further pieces.
import * as answers from "./answers.js";
import * as dialogs from "./dialogs.js";
import * as display from "./display.js";
import * as forms from "./forms.js";
import { later } from "./later.js";
import * as bar from "./phone/bar.js";
import * as clock from "./phone/clock.js";
import * as device from "./phone/device.js";
import * as unsent from "./unsent.js";

const running = [display, dialogs, forms, answers, unsent, device, clock, bar];

// Fetched only for pages that ask for them, by one of the attributes before each. pingan/web/shell.py reads these lines and
// names in the head of a page what that page asks for, so that it comes with the page and not a journey later. Written
// out one by one: production puts digests into these names. The order is the one in which they hear of events.
const parts = [
  ["[data-list], [data-table], [data-bulk], [data-open]", () => import("./lists.js")],
  ["[data-combobox]", () => import("./combobox.js")],
  ["[data-several]", () => import("./several.js")],
  ["[data-copy]", () => import("./copying.js")],
  ["[data-gallery]", () => import("./gallery.js")],
  ["[data-tree-toggle]", () => import("./tree.js")],
  ["[data-until-today]", () => import("./today.js")],
  ["[data-draft], [data-draft-sent], [data-draft-kept]", () => import("./drafts.js")],
  ["[data-outbox]", () => import("./phone/queued.js")],
  ["body:not([data-phone])", () => import("./keyboard.js")],
  ["[data-picker]", () => import("./photos.js")],
  ["[data-geolocate]", () => import("./geolocate.js")],
  ["[data-shown-if]", () => import("./conditions.js")],
  ["[data-insert]", () => import("./inserting.js")],
  ["[data-picker-camera]", () => import("./camera.js")],
  ["[data-recorder]", () => import("./audio.js")],
  ["[data-classes]", () => import("./classes.js")],
  ["[data-place]", () => import("./place.js")],
  ["[data-tabs]", () => import("./tabs.js")],
  ["[data-patrol]", () => import("./patrol.js")],
  ["[data-typed-here]", () => import("./phone/refused_page.js")],
  ["[data-outbox-view]", () => import("./phone/outbox_page.js")],
];

// Large: nothing waits for them.
const rare = [
  ["[data-map]", () => import("./map.js")],
  ["[data-chart]", () => import("./charts.js")],
  ["[data-points]", () => import("./board_points.js")],
  ["[data-corners]", () => import("./map_corners.js")],
];

/** A draft is put back after a look at the disk: whoever waits for a ready page waits for it, but not for ever. */
const DRAFTS_MS = 1500;

function foundIn(root, selector) {
  const found = [...root.querySelectorAll(selector)];
  if (root.matches?.(selector)) found.push(root);
  return found;
}

function fetchFor(found, load) {
  if (found.length) load().then((module) => found.forEach(module.wireOne)).catch(() => {});
}

function wireRare(root) {
  for (const [selector, load] of rare) {
    const found = foundIn(root, selector);
    // A map that is folded away has no size to be drawn in, and most people never open it.
    const folded = selector === "[data-map]" ? found.filter((one) => one.closest("details:not([open])")) : [];
    for (const one of folded) {
      one.closest("details:not([open])").addEventListener("toggle", () => fetchFor([one], load), { once: true });
    }
    fetchFor(found.filter((one) => !folded.includes(one)), load);
  }
}

/** Started once; from then on it sees every piece of the page, as do those that are always here. */
function start(module) {
  if (running.includes(module)) return;
  running.push(module);
  module.start?.();
}

/** What cannot be fetched is missing alone: the rest works without it. */
const tried = (load) => load().catch(() => null);

async function wireParts(root, before) {
  const asked = parts.map(([selector, load]) => [load, foundIn(root, selector)]).filter(([, found]) => found.length);
  const modules = await Promise.all(asked.map(([load]) => tried(load)));
  return modules.map((module, place) => {
    if (!module || before.includes(module)) return null;
    if (module.wireOne) return void asked[place][1].forEach(module.wireOne);
    start(module);
    return module.wire?.(root);
  });
}

async function wire(root) {
  const before = [...running];
  const waits = before.map((part) => part.wire?.(root));
  wireRare(root);
  waits.push(...await wireParts(root, before));
  await Promise.race([Promise.allSettled(waits), new Promise((resolve) => { setTimeout(resolve, DRAFTS_MS); })]);
}

for (const part of running) part.start?.();
wire(document.body).then(() => { document.documentElement.dataset.ready = ""; });
document.body.addEventListener("htmx:load", (event) => {
  if (event.detail.elt !== document.body) wire(event.detail.elt);
});
// On phones few have keys: those wait for nothing, and nothing waits for them.
later(() => tried(() => import("./keyboard.js")).then((keyboard) => keyboard && start(keyboard)));
