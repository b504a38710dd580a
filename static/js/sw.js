// The service worker of the field's phones. In front of this file the server puts: const BUILD (a hash over all static
// files), const SHELL (the addresses of the files that every page needs) and sw_owner.js (whose pages are kept). It keeps
// those files, and the pages that say themselves that they may be kept (X-Offline-Page: 1); answers of the API, files and
// everything else it never touches. It answers to GET alone, a body that passes a worker can be lost on its way; and to the
// few words of a sign-in, because what is kept depends on what becomes of them.
const PATIENCE = 3_000;
const SHELL_CACHE = `shell-${BUILD}`;
/** A page that says nothing does not hold up for longer what is fetched for later. */
const LONGEST_WAY = 15_000;
const FALLBACK = "/outbox/";
/** A kept page is fetched anew after so long, or when what it shows has changed; after a week it is no help any more. */
const FRESH_MS = 4 * 3600_000;
const OLD_MS = 7 * 86_400_000;
/** So much is kept, and so much fetched in one go: a cheap phone on a slow line. */
const MOST_PAGES = 120;
const MOST_AT_ONCE = 60;
/** Answers of a page that is not for us any more. */
const GONE = new Set([403, 404, 410]);
/** Ours alone counts: whatever a hotspot or a gateway puts in the place of a page says of what is kept nothing. */
const isOurs = (response) => Boolean(response.headers.get("X-Account"));
/** A page in the place of a file of the app is somebody else's as well. */
const isFile = (response) => response?.ok && !(response.headers.get("Content-Type") ?? "").startsWith("text/html");

const after = (time) => new Promise((resolve) => { setTimeout(resolve, time, null); });
/** Who saves data is fetched nothing that was not asked for; the page that sends a list says it as well. */
const isSparing = () => Boolean(navigator.connection?.saveData);

/** While a page is on its way nothing is fetched for later; it says itself when it is there (phone/device.js). */
let loading = null;
let arrived = () => {};

function departed() {
  arrived();
  loading = Promise.race([new Promise((resolve) => { arrived = resolve; }), after(LONGEST_WAY)]);
}

/** Resolves when no page is on its way any more, one that set out meanwhile included. */
async function quiet() {
  for (let waited = null; waited !== loading;) {
    waited = loading;
    await waited;
  }
}

/** So many files of the app at once: the page that is open may lead to another one meanwhile, on the same line. */
const LANES = 3;
/** A name with a digest says what is in it: what the page has fetched under it is not fetched again. */
const isDigested = (url) => /\.[0-9a-f]{12}\.\w+$/.test(url);

async function keepShell() {
  const cache = await caches.open(SHELL_CACHE);
  const left = [...SHELL];
  const lane = async () => {
    while (left.length) {
      await quiet();
      const url = left.shift();
      if (!url) return;
      // One by one: a file that is missing must not cost the others.
      const response = await fetch(new Request(url, { cache: isDigested(url) ? "default" : "reload", priority: "low" })).catch(() => null);
      if (isFile(response)) await cache.put(url, response).catch(() => {});
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    await keepShell();
    // At once: open pages go on with what they have loaded, and nothing is loaded anew under somebody's hands.
    await self.skipWaiting();
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const shells = (await caches.keys()).filter((name) => name.startsWith("shell-") && name !== SHELL_CACHE);
    // The version before stays: a page that is open may still fetch a part of it.
    const pages = (await caches.keys()).filter((name) => name.startsWith("pages-") && name !== PAGES);
    await Promise.all([...shells.slice(0, -1), ...pages].map((name) => caches.delete(name)));
    await self.clients.claim();
  })());
});

/** 1: kept as it is, for any question in its address; exact: for this question alone; apart: a variant of it is kept. */
const markOf = (response) => response.headers.get("X-Offline-Page") ?? "";

const isKept = (response) => isOurs(response) && response.status === 200 && !response.redirected && ["1", "exact"].includes(markOf(response));

/** The page says when it was kept, so that nobody takes it for the state of things. */
async function keep(address, response, version = "", since = shift) {
  const text = (await response.text()).replace("<html ", `<html data-kept="${new Date().toISOString()}" `);
  const headers = new Headers(response.headers);
  headers.delete("Content-Encoding");
  headers.delete("Content-Length");
  headers.set("X-Kept-At", String(Date.now()));
  headers.set("X-Kept-Version", version);
  const cache = await caches.open(PAGES);
  if (since === shift) await cache.put(address, new Response(text, { status: 200, headers }));
}

const forget = (address) => caches.open(PAGES).then((cache) => cache.delete(address)).catch(() => {});

const partsOf = (url) => new URL(url, self.location.origin);

/** A form without its question answers for every question; a list only for the one that it was asked. */
function addressOf(url, response) {
  const { pathname, search } = partsOf(url);
  if (markOf(response) === "exact") return pathname + search;
  return search ? null : pathname;
}

/** What is kept for an address; null: nothing. An empty answer (204) notes only that there is nothing to be kept. */
async function kept(url) {
  const { pathname, search } = partsOf(url);
  if ((await ownerNow()).isDoubted) return null;
  const cache = await caches.open(PAGES);
  const own = await cache.match(pathname + search);
  if (own?.status === 200) return own;
  const other = search ? await cache.match(pathname) : null;
  return other?.status === 200 && markOf(other) === "1" ? other : null;
}

async function fetched(request) {
  const { response, since } = await asking(request);
  const { pathname, search } = partsOf(request.url);
  if (isKept(response)) {
    const address = addressOf(request.url, response);
    if (address) await keep(address, response.clone(), "", since).catch(() => {});
  } else if (markOf(response) === "apart" && !search) keepAll([[pathname, null, true, isSparing()]]);
  else if (isOurs(response) && ((response.ok && !response.redirected && markOf(response) !== "apart") || GONE.has(response.status))) await forget(pathname + search);
  return response;
}

async function page(event) {
  const { request } = event;
  departed();
  const network = fetched(request).catch(() => null);
  event.waitUntil(network);
  const first = await Promise.race([network, after(PATIENCE)]);
  if (first && ![502, 503, 504].includes(first.status)) return first;
  const own = await kept(request.url).catch(() => null);
  if (own) return own;
  const late = await network;
  if (late) return late;
  if (partsOf(request.url).pathname !== FALLBACK && await kept(FALLBACK).catch(() => null)) return Response.redirect(`${FALLBACK}?missing=1`);
  return Response.error();
}

/** This version's own files first; the version before answers only for what the server has no more. */
async function shell(request) {
  const own = await caches.open(SHELL_CACHE).then((cache) => cache.match(request, { ignoreSearch: true })).catch(() => null);
  if (own) return own;
  const response = await fetch(request).catch(() => null);
  if (isFile(response)) return response;
  return (await caches.match(request, { ignoreSearch: true }).catch(() => null)) ?? response ?? Response.error();
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.method !== "GET") {
    if (SIGNING.test(url.pathname)) event.respondWith(signing(request));
    return;
  }
  if (url.pathname.startsWith("/static/")) event.respondWith(shell(request));
  else if (request.mode === "navigate" && !url.pathname.startsWith("/api/") && !url.pathname.startsWith("/account/")) event.respondWith(page(event));
});

/** Forms of its steps change with a page; the matters of a list come once. */
const furtherOf = (response, version) => (response.headers.get("X-Offline-Also") ?? "").split(" ").filter(Boolean).map((url) => [url, version, false]);

/** Fetches one page in order to keep it, unless it is fresh; returns the further ones that belong to it. */
async function keepOne(cache, [url, asked, isForced]) {
  const before = await cache.match(url);
  const known = before?.headers.get("X-Kept-Version") ?? null;
  const version = asked ?? known ?? "";
  if (!isForced && known === version && Date.now() - Number(before.headers.get("X-Kept-At")) < FRESH_MS) return furtherOf(before, version);
  spent += 1;
  const { response, since } = await asking(url, {
    credentials: "same-origin", priority: "low", headers: { Accept: "text/html", "X-Background": "true", "X-Keep": "1" },
  });
  if (isKept(response)) {
    const address = addressOf(url, response);
    if (address) await keep(address, response, version, since);
    return furtherOf(response, version);
  }
  const isNothing = isOurs(response) && ((response.ok && !response.redirected) || GONE.has(response.status));
  const headers = { "X-Kept-At": String(Date.now()), "X-Kept-Version": version };
  if (isNothing && since === shift) await cache.put(url, new Response(null, { status: 204, headers }));
  return [];
}

/** What is old goes, and the oldest of what is too much. */
async function prune(cache) {
  const left = [];
  for (const request of await cache.keys()) {
    const response = await cache.match(request);
    if (Date.now() - Number(response?.headers.get("X-Kept-At")) > OLD_MS) await cache.delete(request);
    else left.push(request);
  }
  for (const request of left.slice(0, -MOST_PAGES)) if (partsOf(request.url).pathname !== FALLBACK) await cache.delete(request);
}

let queue = [];
let working = null;
let spent = 0;

/** One after the other, so that whoever uses the phone meanwhile has the line; further pages come last, once. */
async function work() {
  const seen = new Set();
  let since = shift;
  spent = 0;
  while (queue.length && spent < MOST_AT_ONCE) {
    // Signed in meanwhile: what was fetched before is gone, and a cache that was opened before would still show it.
    if (since !== shift) seen.clear();
    since = shift;
    const next = queue.shift();
    if (seen.has(next[0])) continue;
    seen.add(next[0]);
    await quiet();
    const further = await keepOne(await caches.open(PAGES), next);
    if (!next[3]) queue.push(...further);
  }
  await prune(await caches.open(PAGES));
}

/** ``pages``: [address, version of what it shows, whether it is fetched even when fresh, whether alone]. Without a network it ends. */
function keepAll(pages) {
  queue.push(...pages);
  working ??= work().catch(() => {}).finally(() => { working = null; queue = []; });
  return working;
}

async function held(urls) {
  const found = await Promise.all(urls.map(async (url) => await kept(url) !== null));
  return urls.filter((_url, place) => found[place]);
}

self.addEventListener("message", (event) => {
  const { kind, pages = [], urls = [], account = "" } = event.data ?? {};
  // Of pages that it does not serve yet it hears by this alone.
  if (kind === "leaving") departed();
  if (kind === "there") arrived();
  if (kind === "keep") {
    arrived();
    event.waitUntil(handOver(account).then(() => keepAll(pages)));
  }
  if (kind === "held") event.waitUntil(held(urls).then((found) => event.ports[0].postMessage(found)));
});
