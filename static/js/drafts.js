// What is typed into a report or an action stays on the device until it is sent, photos too, so that a lost connection,
// an ended session, an expired form or a killed tab costs nothing. Kept per person in IndexedDB (phone/store.js);
// personal data of others are never kept; signing out removes all.
import { find, isUsable } from "./phone/outbox.js";
import { begunHere, forgetBegun, newKey, noteBegun } from "./phone/keys.js";
import { growingIn, itemsIn, putInto } from "./phone/pickers.js";
import { reopen } from "./phone/reopening.js";
import { labelsOf, tellNear } from "./phone/telling.js";
import { account, change, isFull, isKeeping, read, readAll } from "./phone/store.js";
import { draftedIn, hasText, isSealed, restore, showChosen, valuesOf } from "./phone/values.js";
import { tellIn } from "./answers.js";
import { ask } from "./dialogs.js";
import { word } from "./words.js";

/** Where the form stood that was sent last in this window: the way back from a refusal. */
const LAST = "pingan:last-sent";
/** Per form, the version that it was sent for; and that a page kept whole loads itself anew on the way back. */
const SENT = "pingan:sent:";
const AGAIN = "pingan:again";

/** form → { key, name (the key of its first window), untouched, saved (ids of photos), queue, isWanted, isRead (what was kept is back: before, nothing is written), isLate (sent before) } */
const drafts = new WeakMap();

function session(action) {
  try {
    return action(sessionStorage);
  } catch {
    return null; // storage forbidden: the form works without
  }
}

/** Its photos go with the next sweep: an item of the outbox may hold the same ones. */
const erase = (key) => change(["drafts"], (stores) => { stores.drafts.delete(key); });

/** Nothing is left of what was begun. What was sent once keeps its id: an earlier sending may have arrived. */
function forget(form) {
  if (!form.dataset.item || form.dataset.revision !== undefined) return;
  forgetBegun(form.dataset.item);
  delete form.dataset.item;
}

async function write(form, draft) {
  const values = valuesOf(form);
  const [files, growing] = [itemsIn(form), growingIn(form)];
  if (JSON.stringify(values) === draft.untouched && !files.length && !growing.length) {
    draft.saved.clear();
    forget(form);
    await erase(draft.key);
    return;
  }
  // What is recorded just now is longer each time.
  const fresh = [...files.filter(({ id }) => !draft.saved.has(id)), ...growing];
  // The id under which it will be sent, from whichever window: two of one draft are one for the server.
  if (form.hasAttribute("data-outbox") && isUsable()) form.dataset.item ||= newKey();
  const kept = {
    key: draft.key, item: form.dataset.item ?? "", revision: form.dataset.revision ?? "", values, at: new Date().toISOString(),
    files: [...files.map(({ field, id }) => ({ field, id })), ...growing.map(({ field, id }) => ({ field, id, is_cut: true }))],
    is_empty: !files.length && !growing.length && !hasText(form, values), page: form.dataset.outboxPage || location.pathname, typed: draftedIn(form, labelsOf(form)),
  };
  await change(["drafts", "blobs"], (stores) => {
    for (const { id, file } of fresh) stores.blobs.put({ id, file });
    stores.drafts.put(kept);
  });
  draft.saved = new Set(files.map(({ id }) => id));
  if (kept.item && !kept.is_empty) noteBegun(draft.name, kept.item);
}

/** Told above the form and where one types; what one types into stays where it is, under the hands. */
function tellFull(form) {
  const typing = form.contains(document.activeElement) ? document.activeElement : null;
  const top = typing?.getBoundingClientRect().top;
  tellIn(form, word("diskFullDraft"), [], tellNear(form, word("diskFullDraft")));
  if (typing) window.scrollBy({ top: typing.getBoundingClientRect().top - top, behavior: "instant" });
}

/** One after the other; what changed several times meanwhile is written once, as it stands then. */
export function keep(form) {
  const draft = drafts.get(form);
  if (!draft?.isRead || isSealed(form) || form.dataset.loading !== undefined) return Promise.resolve();
  draft.isWanted = true;
  draft.queue = draft.queue.then(async () => {
    if (!draft.isWanted) return;
    draft.isWanted = false;
    await write(form, draft);
  }).catch((error) => {
    if (isFull(error)) tellFull(form);
  });
  return draft.queue;
}

/** Where its draft is kept; empty: what was kept is not back yet, or came back after the form had been sent, and stays as it is. */
export const keyOf = (form) => (drafts.get(form)?.isRead ? drafts.get(form).key : "");

/** It is being sent as it stands: what comes back from a slow disk after that is of another report, and stays where it is. */
export function close(form) {
  const draft = drafts.get(form);
  if (draft) draft.isLate = !draft.isRead;
}

/** Nothing more is written until the next letter: what stands in the form is in the outbox. */
export async function pause(form) {
  const draft = drafts.get(form);
  if (!draft) return;
  draft.isWanted = false;
  draft.saved.clear(); // the photos are the outbox's now: put down anew if the form goes back to being a draft
  await draft.queue;
}

function drop(form) {
  const draft = drafts.get(form);
  if (!draft) return Promise.resolve();
  draft.isWanted = false;
  draft.saved.clear();
  forget(form);
  draft.queue = draft.queue.then(() => erase(draft.key)).catch(() => {});
  return draft.queue;
}

async function fileOf({ field, id, is_cut: isCut }) {
  const file = (await read("blobs", id))?.file;
  return { field, id, isCut, file: isCut ? await (await import("./phone/cut_sound.js")).wholeOf(file) : file };
}

const filesOf = async (kept) => (await Promise.all(kept.files.map(fileOf))).filter(({ file }) => file);

/** Words that were typed into a page before what was kept came back from a slow disk; what nobody sees a script wrote. */
const early = (form) => [...form.querySelectorAll("textarea, input[type=text]")].filter((field) => field.name && field.getClientRects().length && field.value.trim() && field.value !== field.defaultValue).map((field) => [field, field.value]);

/** They stand after what was kept: neither may cost the other. */
function addEarly(words) {
  for (const [field, typed] of words) {
    if (field.value.includes(typed)) continue;
    field.value = [field.value, typed].filter((part) => part.trim()).join(field.matches("textarea") ? "\n" : " ");
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

async function putBack(form, draft, kept) {
  form.dataset.loading = "";
  const files = await filesOf(kept);
  if (draft.isLate) {
    delete form.dataset.loading;
    return;
  }
  const words = early(form);
  const chosen = Object.entries(valuesOf(form)).filter(([name]) => draft.chosen.has(name));
  restore(form, { ...kept.values, ...Object.fromEntries(chosen) });
  addEarly(words);
  // What broke off is kept anew, as it is now.
  draft.saved = new Set(files.filter(({ isCut }) => !isCut).map(({ id }) => id));
  putInto(form, files);
  if (kept.item) form.dataset.item = kept.item;
  if (kept.revision) form.dataset.revision = kept.revision;
  if (kept.item && !kept.is_empty) noteBegun(draft.name, kept.item); // it is this window's now
  const note = form.parentElement.querySelector("[data-draft-note]");
  if (note) note.hidden = false;
  delete form.dataset.loading;
}

/** Where an item was changed in the form that sent it, the change stands under that form's own key: it moves to the item's. */
async function takenOver(draft, itemId) {
  const other = itemId && (await readAll("drafts")).find(({ item, key }) => item === itemId && key !== draft.key);
  if (!other) return null;
  const kept = { ...other, key: draft.key };
  await change(["drafts"], (stores) => { stores.drafts.put(kept); stores.drafts.delete(other.key); });
  return kept;
}

/** Another window of this form may be open for so long: at a page that is loaded anew the one before lets go a moment later. */
const CLAIM_MS = 1_500;

/** Keys that this window holds: a form that is opened again in it finds what was begun in it. */
const mine = new Set();

/** Held until this page goes, or its tab is killed. */
const hold = (key) => new Promise((resolve) => {
  if (mine.has(key)) resolve(true);
  else navigator.locks.request(`pingan-draft-${account()}-${key}`, { signal: AbortSignal.timeout(CLAIM_MS) }, () => {
    mine.add(key);
    resolve(true);
    return new Promise(() => {});
  }).catch(() => resolve(false));
});

/** What was begun in a second window that has gone since comes back in the first one that has nothing begun. */
async function adopted(draft) {
  for (const kept of await readAll("drafts")) {
    if (!kept.key.startsWith(`${draft.key}~`) || !await hold(kept.key)) continue;
    const own = { ...kept, key: draft.key };
    await change(["drafts"], (stores) => { stores.drafts.put(own); stores.drafts.delete(kept.key); });
    return own;
  }
  return null;
}

/** A draft belongs to one window. A second one of the same form begins anew under a key of its own. */
async function own(draft) {
  if (!navigator.locks) return read("drafts", draft.key);
  if (await hold(draft.key)) return await read("drafts", draft.key) ?? adopted(draft);
  draft.key = [...mine].find((key) => key.startsWith(`${draft.key}~`)) ?? `${draft.key}~${newKey()}`;
  await hold(draft.key);
  return read("drafts", draft.key);
}

/** What was begun in this window, or is asked for by its id: another window may have sent it. Nobody waits for the word. */
const tellSent = (form, id) => import("./phone/elsewhere.js").then(({ tellElsewhere }) => tellElsewhere(form, id)).catch(() => {});

async function load(form, draft, itemId) {
  const before = begunHere()[draft.name] ?? itemId;
  const kept = itemId ? await read("drafts", draft.key) ?? await takenOver(draft, itemId) : await own(draft);
  // A form that came back with errors carries what was typed already.
  if (draft.isLate || form.querySelector("[data-error-summary]")) return;
  if (kept && (hasText(form, kept.values) || kept.files.length)) await putBack(form, draft, kept);
  else if (itemId && await putItemBack(form, itemId)) return;
  if (before) tellSent(form, before);
}

async function putItemBack(form, itemId) {
  const item = await find(itemId);
  const words = early(form);
  await reopen(form, item);
  if (item) addEarly(words);
  return item;
}

/** From now on what is typed is written; what was typed while the disk was read is, too. */
function begin(form, draft) {
  if (draft.isLate) return; // sent before: what was kept is of another report
  draft.isRead = true;
  if (form.dataset.touched === undefined && !early(form).length) return;
  draft.untouched = "";
  keep(form);
}

function wireOne(form) {
  if (drafts.has(form)) return null;
  // One form, opened for different things: the address says for which, also where the page came from the device's own store.
  const part = form.dataset.draftBy && new URLSearchParams(location.search).get(form.dataset.draftBy);
  if (part) form.dataset.draft += `:${part.slice(0, 60)}`;
  const itemId = form.hasAttribute("data-outbox") && isUsable() ? new URLSearchParams(location.search).get("outbox") : null;
  const key = itemId ? `item:${itemId}` : form.dataset.draft;
  const draft = { key, name: key, untouched: JSON.stringify(valuesOf(form)), saved: new Set(), queue: Promise.resolve(), isWanted: false, isRead: false, chosen: new Set() };
  drafts.set(form, draft);
  const touch = (event) => {
    if (form.dataset.loading !== undefined) return;
    if (event.type === "input" && !event.isByItself) {
      form.dataset.touched = "";
      // Chosen before what was kept is back: it is what is meant now.
      if (!draft.isRead && event.target.matches("select, [type=radio], [type=checkbox]")) draft.chosen.add(event.target.name);
    }
    keep(form);
  };
  for (const name of ["input", "change", "picker:changed"]) form.addEventListener(name, touch);
  const note = form.parentElement.querySelector("[data-draft-note]");
  note?.querySelector("[data-draft-discard]")?.addEventListener("click", async (event) => {
    const { question } = event.currentTarget.dataset;
    if (question && !await ask(question, event.target.textContent.trim())) return;
    delete form.dataset.dirty;
    await drop(form);
    if (form.hasAttribute("data-outbox")) { // the map and the photos begin anew as well
      const again = new URL(location.href);
      again.searchParams.delete("outbox");
      location.replace(again.pathname + again.search);
      return;
    }
    form.reset();
    showChosen(form);
    note.hidden = true;
  });
  return load(form, draft, itemId).catch(() => {}).then(() => begin(form, draft));
}

/** Which version of a matter a form was sent for. */
function markSent(form) {
  const version = form.querySelector('input[name="seen_version"]')?.value;
  if (version) session((store) => store.setItem(SENT + form.dataset.draft, version));
}

function isWayBack() {
  const again = session((store) => store.getItem(AGAIN));
  session((store) => store.removeItem(AGAIN));
  return again !== null || performance.getEntriesByType("navigation")[0]?.type === "back_forward";
}

/** Back to a form that was sent: the page is new, what stands in it is not. The server says what happened since. */
function keepSentVersion() {
  for (const form of document.querySelectorAll("form[data-draft]")) {
    const version = session((store) => store.getItem(SENT + form.dataset.draft));
    const seen = form.querySelector('input[name="seen_version"]');
    if (seen && version) seen.value = version;
  }
}

/** On the page that says that a form has expired: what is kept is said to be kept, and where. */
async function leadBack(root) {
  const told = root.querySelector("[data-draft-kept]");
  if (!told) return;
  const last = session((store) => JSON.parse(store.getItem(LAST) ?? "null"));
  const others = root.querySelector("[data-draft-others]");
  if (others && last?.account && last.account !== account()) {
    others.hidden = false;
    return;
  }
  if (!last || !await read("drafts", last.draft).catch(() => null)) return;
  told.hidden = false;
  const way = root.querySelector("[data-draft-back]");
  if (way) way.href = last.from;
}

export function wire(root) {
  if (!isKeeping()) return null;
  const sent = root.querySelector("[data-draft-sent]");
  // What went through the outbox took its draft along; a draft that stands here now is of the next report.
  if (sent && !isUsable()) erase(sent.dataset.draftSent).catch(() => {});
  const forms = [...root.querySelectorAll("form[data-draft]")];
  if (root.matches?.("form[data-draft]")) forms.push(root);
  return Promise.all([leadBack(root), ...forms.map(wireOne)]);
}

export function start() {
  // Back to a page that was kept whole after its form had left: what was sent must not look unsent.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted && document.querySelector("form[data-draft][data-sent]")) {
      session((store) => store.setItem(AGAIN, "1"));
      location.reload();
    } else if (isWayBack()) keepSentVersion();
  });
  // Fetched as a part, this may come after that event.
  if (document.readyState === "complete" && isWayBack()) keepSentVersion();
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.draft === undefined) return;
    markSent(form);
    const last = { draft: form.dataset.draft, from: location.pathname + location.search, account: account() };
    session((store) => store.setItem(LAST, JSON.stringify(last)));
  }, true);
  document.body.addEventListener("htmx:beforeOnLoad", (event) => {
    const { elt, xhr } = event.detail;
    if (elt.matches("form[data-draft]") && xhr.status === 204) drop(elt);
  });
  // Given up on purpose.
  document.addEventListener("click", (event) => {
    const form = event.target.closest("[data-close-action]")?.closest("section")?.querySelector("form[data-draft]");
    if (form) drop(form);
  });
}
