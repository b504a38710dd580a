// A form marked data-outbox is sent through the outbox, online too: kept first, sent then, and told here what came of it.
import { close, keep, keyOf, pause } from "../drafts.js";
import { tellIn } from "../answers.js";
import { ask, open } from "../dialogs.js";
import { isQueued, markClean, setBusy } from "../forms.js";
import { word } from "../words.js";
import { forgetBegun, newKey } from "./keys.js";
import { isGone } from "./net.js";
import { find, flush, held, isUsable, on, put, remove, storedOf, withdraw } from "./outbox.js";
import { itemsIn, takeOut, whenIdle } from "./pickers.js";
import { tellVerdict } from "./reopening.js";
import { seal } from "./store.js";
import { arrived, clearErrors, labelsOf, link, made, showErrors } from "./telling.js";
import { hashOf } from "./uploads.js";
import { isSealed, lackingIn, sendingOf, typedIn } from "./values.js";

/** After so long the sender may go on; it is sent meanwhile. */
const LONG_MS = 6_000;

/** One more line, say: a step of filling in, answered by the form itself, and no sending. */
const isStep = (submitter) => Boolean(submitter?.formNoValidate && !submitter.hasAttribute("formaction"));

const formOf = (id) => [...document.querySelectorAll("form[data-outbox]")].find((form) => form.dataset.item === id);

/** What is done, and to what: an action's form stands on the page of its matter. A name that says both stands alone. */
function titleOf(form) {
  const { outboxTitle: named = "" } = form.dataset;
  const heading = document.querySelector("h1")?.textContent.trim() ?? "";
  return [named, named.includes(heading) ? "" : heading].filter(Boolean).join(" · ") || document.title;
}

/** Where and when a photo was taken is read where its field says so: reports, and forms that ask when it was taken. */
const readsPlace = (form, field) => field === "photos" || Boolean(form.querySelector("[name=taken_at]"));

async function partOf(form, { field, id, file }) {
  return { id, field, name: file.name, type: file.type, size: file.size, sha256: await hashOf(file), read_place: readsPlace(form, field), offset: 0, file: null };
}

async function composed(form, submitter, files) {
  const { open: fields, sealed } = sendingOf(form, submitter);
  const id = form.dataset.item ||= newKey(); // no draft that is being written takes another
  const labels = labelsOf(form); // by them a refusal is understood away from its form
  const before = await find(id);
  const arrived = new Map((before?.parts ?? []).map((part) => [part.id, part]));
  const parts = [];
  // One after the other: a phone has memory for one photo, not for nine.
  for (const file of files) parts.push(arrived.get(file.id) ?? await partOf(form, file));
  return {
    id, fields, parts, sealed: sealed.length ? await seal(sealed) : null,
    account: document.body.dataset.account,
    url: submitter?.getAttribute("formaction") ?? form.getAttribute("action") ?? location.pathname,
    page: form.dataset.outboxPage || location.pathname,
    is_urgent: form.dataset.outboxUrgent !== undefined,
    title: titleOf(form), labels, typed: isSealed(form) ? [] : typedIn(form, labels),
    sealed_typed: isSealed(form) ? await seal(typedIn(form, labels)) : null,
    state: "waiting", reason: "", errors: {}, changes: [], attempts: 0, next_at: 0, is_edited: false,
    revision: newKey(), created_at: before?.created_at ?? new Date().toISOString(),
  };
}

/** Told at once: kept without it, the server would refuse it when the network is back, hours later and far away. */
function isLacking(form) {
  const errors = lackingIn(form);
  if (!Object.keys(errors).length) return false;
  showErrors(form, errors);
  setBusy(form, false);
  delete form.dataset.sent;
  return true;
}

/** The form as it stands is all that is left of it: it can be read and copied, and is sent by nobody. */
function tellGone(form) {
  setBusy(form, false);
  delete form.dataset.sent;
  tellIn(form, word("wipedForm"));
}

/** A sending of its own from here on. */
function startAnew(form) {
  for (const name of ["item", "revision", "elsewhere"]) delete form.dataset[name];
}

/** Whether its contents went from another window, as far as this device knows: confirmed, or put among what waits. */
async function isSentElsewhere({ dataset: { item: id, queued, revision } }) {
  const [item, sent] = await Promise.all([find(id), storedOf(id)]);
  // Being changed, it is its own draft that has no revision (a page that was closed since); with one it is another window's.
  if (item) return item.revision !== revision && !(item.is_edited && revision === undefined);
  return sent !== null && !(queued === id && sent.revision === revision);
}

const tellElsewhere = (form, id) => import("./elsewhere.js").then((module) => module.tellElsewhere(form, id)).catch(() => false);

/** Sent in another window already: once more only by its owner's word. */
async function isDoubled(form) {
  if (!await isSentElsewhere(form)) return false;
  await tellElsewhere(form, form.dataset.item);
  if (await ask(word("sendAgainQuestion"), word("sendAgain"))) {
    startAnew(form);
    delete form.dataset.replaces; // what waits under the former id is the other window's
    return false;
  }
  setBusy(form, false);
  delete form.dataset.sent;
  return true;
}

async function queue(form, submitter) {
  if (isGone()) return tellGone(form);
  // One that was begun and never sent has no revision yet: its id alone is known to other windows.
  if (form.dataset.item && await isDoubled(form)) return null;
  clearErrors(form);
  if (isLacking(form)) return null;
  close(form);
  form.dispatchEvent(new Event("outbox:sending")); // what still records ends, and goes along
  await whenIdle(form);
  const files = itemsIn(form);
  const item = await composed(form, submitter, files);
  await pause(form);
  const isOnDisk = await put(item, files, keyOf(form));
  // Edited after an earlier sending of it had arrived: this one takes its place under a key of its own.
  if (form.dataset.replaces && form.dataset.replaces !== item.id) await remove(form.dataset.replaces);
  Object.assign(form.dataset, { item: item.id, queued: item.id, revision: item.revision });
  forgetBegun(item.id);
  delete form.dataset.touched;
  // Where the disk is full it stands in this page alone: whoever leaves is asked.
  if (isOnDisk) markClean(form);
  else form.dataset.dirty = "";
  if (!isOnDisk) tellHeld(form, item.id);
  navigator.storage?.persist?.().catch(() => {});
  const long = setTimeout(() => { if (form.dataset.busy !== undefined) tellLong(form, isOnDisk); }, LONG_MS);
  await flush({ isForced: true });
  clearTimeout(long);
  if (isGone()) return tellGone(form);
  const now = await find(item.id);
  if (now) setBusy(form, false); // else: on the way to the next page, where a second click makes no second one
  if (now?.state === "waiting" && isOnDisk) tellWaiting(form, navigator.onLine ? now.reason : "");
  return null;
}

/** This page alone has it: that is said before anything else, and as long as it is so. */
const tellHeld = (form, id, reason = "") => tellIn(form, [reason, word("diskFull")].filter(Boolean).join(" "), [exporting(id)]);

function tellLong(form, isOnDisk) {
  if (isOnDisk) tellWaiting(form, word("sendingStill"));
  else setBusy(form, false);
}

function exporting(id) {
  const button = made("button", "button button--s", word("exportFile"));
  button.type = "button";
  button.addEventListener("click", async () => (await import("./exporting.js")).save([await find(id)]));
  return button;
}

/** What an emergency needs while it waits is a call, not another form. */
const numbersToCall = () => ["110", "119", "120"].flatMap((number) => [" ", link(number, `tel:${number}`, "button button--danger")]);

function tellWaiting(form, reason) {
  // After a report there may be another one; a step of a matter is done once.
  const again = form.dataset.outboxAgain === undefined ? [] : [" ", link(word("another"), form.dataset.outboxPage || location.pathname)];
  if (form.dataset.outboxUrgent !== undefined) tellIn(form, [word("urgentUnsent"), reason].filter(Boolean).join(" "), numbersToCall());
  else tellIn(form, [reason, word("unsent")].filter(Boolean).join(" "), again);
  setBusy(form, false);
  delete form.dataset.sent;
}

/** Refused while its form stands open: it is a draft again, and what was said stands in the form. */
async function backInto(form, item) {
  // It keeps its key: an earlier attempt whose answer was lost may have arrived after all.
  if (item.is_clash) startAnew(form);
  if (item.bad_part) takeOut(form, item.bad_part);
  if (isSealed(form) || !keyOf(form) || item.is_possible === false) {
    // No draft may hold it, or another one stands in its place: it stays where it is under seal until it is sent again, or deleted.
    // So does what no page asks for any more: as a draft nobody would find it.
    tellVerdict(form, item);
    form.dispatchEvent(new Event("change"));
    return;
  }
  await keep(form);
  await remove(item.id);
  tellVerdict(form, item);
}

async function settled({ id, state }) {
  const form = formOf(id);
  const item = form && await find(id);
  if (!item || item.is_edited) return;
  setBusy(form, false);
  delete form.dataset.sent;
  if (state === "signed_out") {
    if (held.has(id)) tellHeld(form, id, item.reason);
    else tellIn(form, item.reason);
    if (!item.is_others) open(document.getElementById("session-dialog"));
  } else if (state === "refused" || state === "conflict") await backInto(form, item);
}

function stored({ id, location: next, revision }) {
  const form = formOf(id) ?? document.querySelector(`form[data-elsewhere="${CSS.escape(id)}"]`);
  if (!form) return;
  if (form.dataset.queued !== id || form.dataset.revision !== revision) {
    tellElsewhere(form, id); // another window sent it; what stands here stays, and is not sent along
    return;
  }
  if (form.dataset.touched === undefined) {
    markClean(form);
    location.assign(next);
    return;
  }
  startAnew(form);
  setBusy(form, false);
  tellIn(form, word("arrivedBefore"), arrived(next));
}

async function tellIfSent(form) {
  if (await isSentElsewhere(form)) await tellElsewhere(form, form.dataset.item);
}

/** Sent by hand and waiting, then changed: it does not leave by itself any more. */
async function changed(event) {
  const form = event.target.closest?.("form[data-outbox]");
  // Begun and never sent: there is nothing to be held back.
  if (!form?.dataset.item || form.dataset.revision === undefined || form.dataset.loading !== undefined) return;
  const item = await find(form.dataset.item);
  if (!item || item.is_possible === false || (isSealed(form) && item.state === "refused")) return;
  // Another window's words wait under this id: they go, and what is typed here is told to be no part of them.
  if (form.dataset.elsewhere !== item.id && await isSentElsewhere(form)) await tellElsewhere(form, item.id);
  if (form.dataset.elsewhere === item.id || item.is_edited) return;
  await withdraw(item.id);
  tellIn(form, word("offline"));
}

export function start() {
  if (!isUsable()) return;
  document.documentElement.dataset.outboxRuns = "";
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !isQueued(form) || isStep(event.submitter)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    queue(form, event.submitter).catch((error) => {
      setBusy(form, false);
      tellIn(form, `${word("failed")} (${error.message})`);
    });
  }, true);
  for (const name of ["input", "picker:changed"]) document.addEventListener(name, changed);
  on("settled", settled);
  on("wiped", ({ isForGood }) => { if (isForGood) document.querySelectorAll("form[data-outbox]").forEach(tellGone); });
  on("stored", stored);
  // A page that the browser kept whole heard of nothing meanwhile.
  window.addEventListener("pageshow", ({ persisted }) => {
    if (persisted) for (const form of document.querySelectorAll("form[data-outbox][data-item]")) tellIfSent(form);
  });
}
