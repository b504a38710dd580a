// The bar [data-sync]: is there a network, how much waits, when did the server confirm last, is there a new version.
import { fill, word } from "../words.js";
import { saidOfClock } from "./clock.js";
import { isPhone } from "./device.js";
import { all, isUsable, on } from "./outbox.js";
import { fact } from "./store.js";
import { moment } from "./telling.js";

let isReached = true;
/** What answers is a network that wants a sign-in of its own. */
let isPortal = false;
/** Asked, and not answered yet for longer than a good line takes. */
let isWaiting = false;
let isNew = false;
let isWiped = false;

const NEEDS_OWNER = new Set(["refused", "conflict", "signed_out"]);

/** An emergency of which nobody knows yet; one that is just being sent has its answer in a moment. */
const isUntold = ({ is_urgent: isUrgent, state, attempts }, isOnline) => isUrgent && state !== "sending" && (!isOnline || attempts > 0 || NEEDS_OWNER.has(state));

const lineOf = (isOnline) => (!isOnline ? "offline" : isWaiting ? "waiting" : "online");

async function show() {
  const bar = document.querySelector("[data-sync]");
  if (!bar) return;
  const items = await all().catch(() => []);
  const stuck = items.filter(({ state }) => NEEDS_OWNER.has(state)).length;
  const isOnline = navigator.onLine && isReached;
  const at = await fact("synced_at"); // before it is shown: a link without words is none
  const isUrgent = items.some((item) => isUntold(item, isOnline && !isWaiting));
  bar.toggleAttribute("data-urgent", isUrgent && !isWiped);
  bar.dataset.sync = isWiped || stuck || saidOfClock() ? "stuck" : lineOf(isOnline);
  const parts = isWiped ? [word("wiped")] : [
    isUrgent ? word("urgentWaits") : "",
    word(!isOnline && isPortal ? "portalShort" : { online: "online", waiting: "waitingForAnswer", offline: "offlineShort" }[lineOf(isOnline)]),
    items.length ? fill(word("waiting"), items.length) : word("nothingWaits"),
    stuck ? fill(word("needsYou"), stuck) : "",
    isNew ? word("newVersion") : "",
    saidOfClock(),
  ].filter(Boolean);
  const said = bar.querySelector("[data-sync-text]");
  const text = parts.join(" · ");
  if (said.textContent !== text) said.textContent = text;
  bar.hidden = !(isPhone() || items.length || isWiped) || !(isUsable() || isWiped);
  // A page that the worker gave for want of an answer says of when it is.
  const { kept } = document.documentElement.dataset;
  bar.querySelector("[data-sync-at]").replaceChildren(
    ...(at && !isWiped ? [`${word("syncedAt")} `, moment(at)] : []), ...(kept ? [` · ${word("pageOf")} `, moment(kept)] : []),
  );
}

export function start() {
  if (!document.querySelector("[data-sync]")) return;
  for (const kind of ["changed", "stored", "settled"]) on(kind, show);
  on("contact", (heard) => { isReached = heard.state !== null; isPortal = Boolean(heard.isPortal); show(); });
  document.addEventListener("phone:waiting", ({ detail }) => {
    if (isWaiting === detail) return;
    isWaiting = detail;
    show();
  });
  on("updated", () => { isNew = true; show(); });
  on("wiped", () => { isWiped = true; show(); });
  for (const name of ["online", "offline"]) window.addEventListener(name, show);
  show();
}
