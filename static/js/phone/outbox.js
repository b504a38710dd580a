// The outbox: what was sent on this device and is not confirmed yet. One sender among all windows, in order, each item
// under its own key until the server has said what became of it. Nothing leaves it but by an answer or its owner's hand.
import { word } from "../words.js";
import { NoAnswer, contact, isOwn, isWiping, send, state as reached } from "./net.js";
import { account, answerOf, change, fact, isKeeping, readAll, setFact, sweep, unseal } from "./store.js";
import { Lost, Refused, bring } from "./uploads.js";
import { isBehindPortal, ofAnother, ofPart, signedOut, unanswered, unreached, verdictOn } from "./verdicts.js";

const FIRST_MS = 2_000;
const LONGEST_MS = 300_000;
const MOST_STORED = 10;
/** So often the server may miss a part that it had, within one sending. */
const MISSING = 3;

/** Outside of secure contexts (plain http in a local network) there are neither locks nor hashes: forms go the usual way. */
export const isUsable = () => isKeeping() && Boolean(navigator.locks && window.crypto?.subtle);

/** Items that the disk refused: they live as long as this page. id → { item, files, draft (its key: kept till it has arrived) } */
export const held = new Map();

const told = new EventTarget();
const channel = "BroadcastChannel" in window ? new BroadcastChannel(`pingan-outbox-${account()}`) : null;
channel?.addEventListener("message", ({ data }) => told.dispatchEvent(new CustomEvent(data.kind, { detail: data.detail })));

export const on = (kind, listen) => told.addEventListener(kind, ({ detail }) => listen(detail));

export function tell(kind, detail = {}) {
  told.dispatchEvent(new CustomEvent(kind, { detail }));
  channel?.postMessage({ kind, detail });
}

/** What waits, oldest first. */
export async function all() {
  const kept = isUsable() ? await readAll("outbox").catch(() => []) : [];
  const items = new Map([...kept, ...[...held.values()].map(({ item }) => item)].map((item) => [item.id, item]));
  return [...items.values()].sort((one, other) => one.created_at.localeCompare(other.created_at));
}

export const find = async (id) => (await all()).find((item) => item.id === id) ?? null;

/** What was confirmed last under this id; null: nothing, or long ago. */
export const storedOf = async (id) => ((await fact("stored")) ?? []).find((one) => one.id === id) ?? null;

/** Keeps an item with its photos and lets its draft go, all at once. False: the disk would not, and only this page has it. */
export async function put(item, files, draft = "") {
  try {
    await change(["outbox", "blobs", "drafts"], ({ outbox, blobs, drafts }) => {
      outbox.put(item);
      for (const { id, file } of files) blobs.put({ id, file });
      if (draft) drafts.delete(draft);
    });
    held.delete(item.id);
  } catch {
    held.set(item.id, { item, files, draft });
  }
  tell("changed");
  return !held.has(item.id);
}

/** Its photos go with the next sweep: a draft may have taken them over. ``draft``: one that goes along, by its key. */
export async function remove(id, draft = "") {
  held.delete(id);
  await change(["outbox", "drafts"], ({ outbox, drafts }) => {
    outbox.delete(id);
    if (draft) drafts.delete(draft);
  }).catch(() => {});
  tell("changed");
}

/** Changes an item as it is kept now. A full disk must not stop the sending: what was to be noted is then known here only. */
async function note(id, edit) {
  const own = held.get(id);
  if (own) edit(own.item);
  else {
    await change(["outbox"], async ({ outbox }) => {
      const item = await answerOf(outbox.get(id));
      if (item && edit(item) !== false) outbox.put(item);
    }).catch(() => {});
  }
  tell("changed");
}

/** It is being changed: what is half written never leaves by itself. */
export const withdraw = (id) => note(id, (item) => {
  item.is_edited = true;
  if (item.state !== "sending") Object.assign(item, { state: "refused", reason: word("beingEdited"), errors: {} });
});

/** Its owner wants it sent now, after having seen what changed meanwhile. */
export async function resend(id) {
  await note(id, (item) => {
    if (item.state === "conflict" && item.version) {
      item.fields = item.fields.map(([name, value]) => [name, name === "seen_version" ? String(item.version) : value]);
    }
    Object.assign(item, { state: "waiting", reason: "", errors: {}, changes: [], next_at: 0, is_edited: false });
  });
  return flush({ isForced: true });
}

/** Its owner must mend, decide or look first: sent as it is, it would only be refused again. */
const needsHand = (item) => item.is_possible === false || item.state === "conflict" || item.is_edited || item.is_clash || Object.keys(item.errors ?? {}).length > 0;

const isStuck = ({ state }) => ["refused", "conflict"].includes(state);

/** Tries all that may be taken as it is, refused ones too; says how many are left for their owner's hand. */
export async function resendAll() {
  for (const item of await all()) {
    if (isStuck(item) && !needsHand(item)) await note(item.id, (kept) => { Object.assign(kept, { state: "waiting", reason: "", next_at: 0 }); });
  }
  await flush({ isForced: true });
  return (await all()).filter(isStuck).length;
}

let timer = 0;

/** How long it is not due yet. Nothing is put off for longer than the longest wait: then the phone's clock was wrong, or is. */
function restOf({ next_at: at }) {
  const rest = at - Date.now();
  return rest > LONGEST_MS ? 0 : Math.max(0, rest);
}

function wakeFor(items) {
  const rests = items.filter(({ state }) => state === "waiting").map(restOf);
  clearTimeout(timer);
  if (rests.length) timer = setTimeout(flush, Math.max(FIRST_MS, Math.min(...rests)));
}

const tellContact = () => tell("contact", { state: reached, isPortal: isBehindPortal() });

let isAsked = false;

/** Sends what is due. Whichever window comes first does it; the others wait and then find nothing left. */
export async function flush({ isForced = false } = {}) {
  if (!isUsable() || (isAsked && !isForced)) return;
  isAsked = true;
  try {
    if ((await all()).length) await navigator.locks.request(`pingan-outbox-${account()}`, () => round(isForced));
    else {
      await contact();
      tellContact();
    }
  } finally {
    isAsked = false;
  }
  wakeFor(await all());
  await sweep().catch(() => {});
}

async function round(isForced) {
  const here = await contact();
  tellContact();
  if (isWiping()) return;
  let isHeard = false;
  for (const { id } of await all()) {
    const item = await find(id); // edited or deleted while others were sent
    if (!item || item.is_edited || isStuck(item)) continue;
    if (item.state === "waiting" && !isForced && restOf(item)) continue;
    if (here && !isOwn()) {
      await settle(item, here.account ? ofAnother(here.name) : signedOut(word("signInAgain")));
      continue;
    }
    const verdict = here ? await deliver(item) : unreached();
    await settle(item, verdict);
    if (verdict.isOver) {
      await tellOthers(id, verdict);
      break;
    }
    isHeard ||= !verdict.isOnTheWay;
  }
  if (isHeard) await hearten();
}

/** What ended the round, a network that wants a sign-in, say, keeps the others here as well: each form and line names it. */
async function tellOthers(id, { reason }) {
  for (const other of await all()) {
    if (other.id !== id && other.state === "waiting" && other.reason !== reason) await note(other.id, (item) => item.state === "waiting" && Object.assign(item, { reason }));
  }
}

/** The server answers again: what was put off because it did not is due now, whatever the others' own waits are. */
async function hearten() {
  for (const { id, state, is_unheard: isUnheard } of await all()) {
    if (state === "waiting" && isUnheard) await note(id, (item) => { item.next_at = 0; });
  }
}

/** Sends one item, parts first. Whatever happens, it ends in a verdict. */
async function deliver(item) {
  await note(item.id, (kept) => { Object.assign(kept, { state: "sending", attempts: kept.attempts + 1 }); });
  try {
    for (let missing = 0; missing < MISSING; missing += 1) {
      const refusal = await bringAll(item);
      if (refusal) return refusal;
      const verdict = verdictOn(await post(item));
      if (verdict.state !== "parts") return verdict;
      const whole = new Set(verdict.parts.filter(({ state }) => state === "whole").map(({ id }) => id));
      item.parts.forEach((part) => { if (!whole.has(part.id)) part.file = null; });
    }
    return { state: "waiting", reason: word("serverFault") };
  } catch (error) {
    if (error instanceof Refused) return ofPart(verdictOn(error.answer), error);
    if (error instanceof Lost) return { state: "refused", reason: word("photoLost").replace("{name}", error.message), errors: {} };
    if (error instanceof NoAnswer) return unanswered();
    return { state: "refused", reason: `${word("failed")} (${error.message})`, errors: {} };
  }
}

const heldFile = (item, part) => held.get(item.id)?.files.find(({ id }) => id === part.id)?.file ?? null;

async function bringAll(item) {
  for (const part of item.parts.filter(({ file }) => !file)) {
    const receipt = await bring(part, heldFile(item, part)).catch((error) => { throw Object.assign(error, { part }); });
    if (receipt.state === "refused") {
      const sentence = `${part.name}: ${receipt.reason}`;
      return { state: "refused", reason: sentence, errors: { [part.field]: [sentence] }, part: part.id };
    }
    // A sending that breaks off later begins behind this part.
    await note(item.id, (kept) => { Object.assign(kept.parts.find(({ id }) => id === part.id) ?? {}, part); kept.attempts = 0; });
  }
  return null;
}

/** The form as its page would send it; photos are named by the ids under which they went ahead. */
async function post(item) {
  const body = new URLSearchParams([...item.fields, ...await unseal(item.sealed)]);
  for (const { id, field } of item.parts) body.append(`${field}_parts`, id);
  return send(item.url, { method: "POST", headers: { "Idempotency-Key": item.id }, body });
}

async function settle(item, verdict) {
  if (verdict.state === "stored") {
    await store(item, verdict);
    return;
  }
  await note(item.id, (kept) => {
    const wait = Math.min(LONGEST_MS, Math.max((verdict.seconds ?? 0) * 1000, FIRST_MS * 2 ** Math.max(0, kept.attempts - 1)));
    Object.assign(kept, {
      state: verdict.state, reason: verdict.reason, errors: verdict.errors ?? {}, changes: verdict.changes ?? [],
      version: verdict.version ?? null, location: verdict.location ?? "", is_others: Boolean(verdict.isOthers), is_possible: verdict.isPossible ?? true, is_clash: Boolean(verdict.isClash), bad_part: verdict.part ?? "",
      next_at: verdict.state === "waiting" ? Date.now() + wait : 0,
      is_unheard: Boolean((verdict.isOver || verdict.isOnTheWay) && !verdict.seconds), // nobody said how long: it may go with the next that gets through
    });
    // Changed while it was under way, and did not arrive: it waits for its owner.
    if (kept.is_edited && verdict.state === "waiting") Object.assign(kept, { state: "refused", reason: word("beingEdited") });
  });
  tell("settled", { id: item.id, state: verdict.state });
}

/** It is there, whole. Gone from the device, unless its owner has changed it since: then the change has not arrived. */
async function store(item, verdict) {
  const now = await find(item.id);
  if (now && now.revision !== item.revision) {
    await note(item.id, (kept) => { Object.assign(kept, { state: "refused", reason: word("arrivedBefore"), is_clash: true, location: verdict.location, errors: {} }); });
    tell("settled", { id: item.id, state: "refused" });
    return;
  }
  // What a full disk did not take into the outbox still stands there as a draft; unless that has been changed since.
  await remove(item.id, now?.is_edited ? "" : held.get(item.id)?.draft);
  const stored = { id: item.id, revision: item.revision, title: item.title, location: verdict.location, at: new Date().toISOString() };
  await change(["facts"], async ({ facts }) => {
    const before = (await answerOf(facts.get("stored")))?.value ?? [];
    facts.put({ name: "stored", value: [stored, ...before].slice(0, MOST_STORED) });
  }).catch(() => {});
  await setFact("synced_at", stored.at);
  tell("stored", { id: item.id, location: verdict.location, revision: item.revision });
}
