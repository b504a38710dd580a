// What this device keeps for one account: one IndexedDB per account, photos as blobs under ids that were made here.
// Where there is none (private windows, old browsers) every call fails, and whoever calls goes on without.
const PREFIX = "pingan-";
const STORES = { drafts: "key", outbox: "id", blobs: "id", facts: "name" };

export const account = () => document.body.dataset.account ?? "";

/** Wiped from afar while this page stands open: it keeps nothing anew on a device that was given up. */
let isGivenUp = false;

export const isKeeping = () => Boolean(account()) && !isGivenUp && "indexedDB" in window;

let opening = null;

function open() {
  if (!isKeeping()) return Promise.reject(new Error("nothing can be kept here"));
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(PREFIX + account(), 1);
    request.onupgradeneeded = () => {
      for (const [name, keyPath] of Object.entries(STORES)) request.result.createObjectStore(name, { keyPath });
    };
    request.onsuccess = () => {
      const base = request.result;
      // Another window wipes it: held open here, it could not.
      base.onversionchange = () => { base.close(); opening = null; };
      base.onclose = () => { opening = null; };
      resolve(base);
    };
    request.onerror = () => reject(request.error);
  });
  opening.catch(() => { opening = null; });
  return opening;
}

/** Runs ``work`` on the named stores in one transaction: all of it is kept, or nothing. Resolves once it is on disk. */
export async function change(names, work) {
  const base = await open();
  return new Promise((resolve, reject) => {
    const transaction = base.transaction(names, "readwrite");
    const stores = Object.fromEntries(names.map((name) => [name, transaction.objectStore(name)]));
    let made = null;
    transaction.oncomplete = () => resolve(made);
    transaction.onabort = () => reject(transaction.error ?? new Error("not kept"));
    Promise.resolve(work(stores)).then((value) => { made = value; }, (error) => {
      try { transaction.abort(); } catch { /* it has ended by itself */ }
      reject(error);
    });
  });
}

/** The answer of one request inside ``change``. */
export const answerOf = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

async function reading(name, ask) {
  const base = await open();
  return answerOf(ask(base.transaction(name).objectStore(name)));
}

export const read = (name, key) => reading(name, (store) => store.get(key));

export const readAll = (name) => reading(name, (store) => store.getAll());

export async function fact(name) {
  try {
    return (await read("facts", name))?.value ?? null;
  } catch {
    return null;
  }
}

export const setFact = (name, value) => change(["facts"], ({ facts }) => { facts.put({ name, value }); }).catch(() => {});

/** A full disk, as browsers tell it. */
export const isFull = (error) => error?.name === "QuotaExceededError" || /quota|full/i.test(error?.message ?? "");

/** What no draft and no waiting item needs any more (a tab was killed in between). */
export const sweep = () => change(["drafts", "outbox", "blobs"], async ({ drafts, outbox, blobs }) => {
  const [kept, waiting, held] = await Promise.all([drafts, outbox].map((store) => answerOf(store.getAll())).concat(answerOf(blobs.getAllKeys())));
  const needed = new Set([...kept.flatMap(({ files }) => files ?? []), ...waiting.flatMap(({ parts }) => parts)].map(({ id }) => id));
  for (const id of held) if (!needed.has(id)) blobs.delete(id);
});

/** A key that a full disk did not take: it closes what this page alone holds. */
let passingKey = null;

/** The key with which names and telephones are closed: it never leaves the browser, not even to scripts. */
async function sealingKey() {
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  return change(["facts"], async ({ facts }) => {
    const kept = await answerOf(facts.get("seal"));
    if (kept) return kept.value;
    facts.put({ name: "seal", value: made });
    return made;
  }).catch(() => { passingKey ??= made; return passingKey; });
}

export async function seal(value) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = new TextEncoder().encode(JSON.stringify(value));
  return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await sealingKey(), plain) };
}

export async function unseal(sealed) {
  if (!sealed) return [];
  const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: sealed.iv }, await sealingKey(), sealed.data);
  return JSON.parse(new TextDecoder().decode(plain));
}

const erase = (name) => new Promise((resolve) => {
  const request = indexedDB.deleteDatabase(name);
  request.onsuccess = request.onerror = () => resolve();
});

/** Whether anything lies on this device, for whomever. Browsers that cannot tell: perhaps. */
export async function isAnythingKept() {
  if (!("indexedDB" in window)) return false;
  if (!indexedDB.databases) return true;
  return (await indexedDB.databases()).some(({ name }) => name?.startsWith(PREFIX));
}

/** How much waits on this device to be sent, whoever's it is: nothing is read but the number. */
export async function countWaiting() {
  const names = (await indexedDB.databases?.() ?? []).map(({ name }) => name).filter((name) => name?.startsWith(PREFIX));
  const counts = await Promise.all(names.map((name) => new Promise((resolve) => {
    const request = indexedDB.open(name);
    request.onerror = () => resolve(0);
    request.onsuccess = () => {
      const base = request.result;
      const close = (count) => { base.close(); resolve(count); };
      if (!base.objectStoreNames.contains("outbox")) close(0);
      else answerOf(base.transaction("outbox").objectStore("outbox").count()).then(close, () => close(0));
    };
  })));
  return counts.reduce((sum, count) => sum + count, 0);
}

export const giveUp = () => { isGivenUp = true; };

/** Everything that is kept for these accounts. */
export async function wipe(accounts) {
  const gone = accounts.map(String);
  if (gone.includes(account())) {
    (await opening?.catch(() => null))?.close();
    opening = null;
  }
  await Promise.all(gone.map((id) => erase(PREFIX + id)));
}
