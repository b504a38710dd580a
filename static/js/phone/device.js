// The device as a whole: what is kept is wiped when the server says so and when its owner signs out; the service worker
// keeps the shell and the pages that say that they may be kept.
import { tellIn } from "../answers.js";
import { ask as question } from "../dialogs.js";
import { markClean, setBusy } from "../forms.js";
import { tellUnsent } from "../unsent.js";
import { fill, word } from "../words.js";
import { ask, contact, isGone, isOwn, state } from "./net.js";
import { all, flush, isUsable, on, tell } from "./outbox.js";
import { ofAnother } from "./verdicts.js";
import { account, change, countWaiting, giveUp, isAnythingKept, isKeeping, readAll, sweep, wipe } from "./store.js";

/** So often a page that is looked at asks whether it may go on keeping things. */
const EVERY_MS = 300_000;
const SIGN_OUT_MS = 15_000;
const SIGN_IN = "/account/login/";
export const isPhone = () => document.body.hasAttribute("data-phone");

const wipePages = async () => {
  if (!("caches" in window)) return;
  for (const name of await caches.keys()) if (name.startsWith("pages-")) await caches.delete(name);
};

/** The server names the accounts that were signed out from afar, or closed: theirs goes, of others nothing. */
async function obey() {
  const gone = state?.wipe ?? [];
  if (!gone.length) return;
  const isForGood = isGone();
  if (isForGood) giveUp();
  await Promise.all([wipe(gone), wipePages()]);
  if (gone.map(String).includes(account())) tell("wiped", { isForGood });
}

/** Begun and not sent: what was only opened, and filled in by the page itself, is not worth a question. */
const begun = async () => (isKeeping() ? (await readAll("drafts").catch(() => [])).filter(({ is_empty: isEmpty }) => !isEmpty).length : 0);

/** What is typed on this page and in no draft: the browser would ask only when one is signed out already. */
const unkept = () => (document.querySelector("form[data-guard][data-dirty]") ? word("leave") : "");

/** Names what waits and what is deleted; false: its owner would rather stay. */
async function mayLeave() {
  const [waiting, drafts] = [await all().catch(() => []), await begun()];
  const said = [waiting.length ? fill(word("logoutFull"), waiting.length) : "", drafts ? fill(word("logoutDrafts"), drafts) : unkept()].filter(Boolean);
  if (!said.length) return true;
  if (!await question([...said, word("logoutQuestion")].join(" "), word("logoutAnyway"))) return false;
  document.querySelectorAll("form[data-dirty]").forEach(markClean); // it has been asked for
  return true;
}

/** Whoever signs out takes the drafts and the pages along; what waits to be sent stays, for nobody but its owner. */
async function clear() {
  await Promise.all([
    isKeeping() ? change(["drafts"], ({ drafts }) => { drafts.clear(); }).then(sweep).catch(() => {}) : null,
    wipePages().catch(() => {}),
  ]);
}

/**
 * Asked here and not by the browser: over a dead network it would leave for its own error page, signed in as before. Whether
 * one is signed out the server alone says: a Wi-Fi that wants a sign-in of its own answers with a redirect too, and an answer
 * that was lost may have been a sign-out.
 */
async function isSignedOut(url, { account: who, csrf }) {
  if (who === null) return true; // an answer that was lost, or a session that has ended
  await ask(url, { method: "POST", headers: { "X-CSRFToken": csrf } }, SIGN_OUT_MS).catch(() => {});
  const now = await contact();
  return now && now.account === null;
}

/** First the server, then the device: what is begun goes only with a sign-out that has happened. */
async function leave(form) {
  const here = await contact();
  if (!here) return tellUnsent(form);
  // Another one has signed in in another window: nobody signs out for them, and their drafts would be asked after by nobody.
  if (here.account !== null && !isOwn()) return tellIn(form, ofAnother(here.name).reason);
  if (!await mayLeave()) return null;
  const isOut = await isSignedOut(form.getAttribute("action"), here);
  if (isOut === null) return tellUnsent(form);
  if (!isOut) return tellIn(form, word("logoutFailed"));
  await Promise.race([clear(), new Promise((resolve) => { setTimeout(resolve, 2_000); })]);
  tell("left");
  return location.assign(SIGN_IN);
}

async function signOut(event) {
  const form = event.target;
  if (!form.getAttribute("action")?.includes("/logout/")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  await leave(form);
  setBusy(form, false);
  delete form.dataset.sent;
}

/** Where one writes, and what one looks up; then the own tasks, and the lists behind numbers. */
const FORMS = "nav a[href^='/'], main a.big-action[href^='/'], main a.button[href^='/'], main a[data-keep-form], [data-sync][href]";
const HOME = "/";
const TASKS = "main a[data-keep], main a.tile[href^='/']";

/** What a link shows now: a task's version, a tile's number. Another one is fetched anew. */
const versionOf = (link) => link.dataset.keep ?? link.querySelector(".tile__value")?.textContent.trim() ?? "";

/** Once the page is there and the phone has nothing else to do. */
const quiet = () => new Promise((resolve) => {
  const idle = () => ("requestIdleCallback" in window ? requestIdleCallback(resolve, { timeout: 5_000 }) : setTimeout(resolve, 1_000));
  if (document.readyState === "complete") idle();
  else window.addEventListener("load", idle, { once: true });
});

/** Who signed in again stands where the sign-in led, and not at home, which alone names the forms and the own tasks. */
async function home() {
  if (await caches.match(HOME)) return null;
  const { status, text, headers } = await ask(HOME, { headers: { Accept: "text/html", "X-Background": "true", "X-Keep": "1" } });
  return status === 200 && headers.get("X-Account") === account() ? new DOMParser().parseFromString(text, "text/html") : null;
}

/** Own pages that may be kept; the worker decides by what they answer, and fetches only what is not fresh. */
async function keepPages(worker) {
  await quiet();
  if (!navigator.onLine) return;
  const roots = [document, location.pathname === HOME ? null : await home().catch(() => null)].filter(Boolean);
  const all = (selector) => roots.flatMap((root) => [...root.querySelectorAll(selector)]);
  const pages = new Map([["/outbox/", ""]]);
  for (const link of all(FORMS)) pages.set(link.pathname, versionOf(link));
  // Whoever saves data: the forms alone, and not what belongs to the lists among them either.
  const isSparing = Boolean(navigator.connection?.saveData);
  const tasks = isSparing ? [] : all(TASKS);
  for (const link of tasks) pages.set(link.pathname + link.search, versionOf(link));
  worker.postMessage({ kind: "keep", account: account(), pages: [...pages].map(([url, version]) => [url, version, false, isSparing]) });
}

/** Rarely needed: fetched when there is no network, from what is kept of the app. */
async function tellReach(isAway) {
  if (!isPhone() || !navigator.serviceWorker?.controller) return;
  if (isAway || document.documentElement.dataset.unreached !== undefined) (await import("./reach.js")).mark(isAway);
}

async function register() {
  if (!isPhone() || !("serviceWorker" in navigator)) return;
  const wasControlled = Boolean(navigator.serviceWorker.controller);
  navigator.serviceWorker.addEventListener("controllerchange", () => { if (wasControlled) tell("updated"); });
  const registration = await navigator.serviceWorker.register("/sw.js", { scope: "/" });
  // One that is still fetching the app sees no page come and go.
  const tellNew = (kind) => registration?.installing?.postMessage({ kind });
  window.addEventListener("beforeunload", () => tellNew("leaving"));
  quiet().then(() => tellNew("there"));
  const ready = await navigator.serviceWorker.ready;
  if (ready.active) await keepPages(ready.active);
}

/** Before signing in: what waits here is not lost. Whose it is, is not said. */
async function tellKept() {
  const place = document.querySelector("[data-waits-here]");
  const count = place ? await countWaiting() : 0;
  if (!count) return;
  place.querySelector("[data-kept-text]").textContent = fill(word("keptHere"), count);
  place.hidden = false;
}

export function start() {
  document.addEventListener("submit", signOut, true);
  on("contact", obey);
  on("wiped", ({ isForGood }) => { if (isForGood) giveUp(); }); // another window was told
  on("left", giveUp); // signed out in another window: nothing is written here after what was begun has gone
  on("contact", ({ state: here }) => tellReach(here === null || !navigator.onLine).catch(() => {}));
  window.addEventListener("offline", () => tellReach(true).catch(() => {}));
  if (!account()) {
    // Signed out, from afar perhaps: the next contact says whether what lies here must go.
    isAnythingKept().then((is) => is && contact().then(obey)).catch(() => {}).then(tellKept).catch(() => {});
    return;
  }
  if (!isUsable()) return;
  const look = () => all().then((items) => (isPhone() || items.length) && flush()).catch(() => {});
  window.addEventListener("online", () => flush({ isForced: true }).catch(() => {}));
  document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
  setInterval(() => { if (!document.hidden) look(); }, EVERY_MS);
  look();
  register().catch(() => {}); // plain http, a private window: it works without
}
