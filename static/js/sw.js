// The service worker of the field's phones. In front of this file the server puts: const BUILD (a hash over all static
// files) and const SHELL (the addresses of the files that every page needs). It keeps those, and the pages that say
// themselves that they may be kept (X-Offline-Page: 1); answers of the API, files and everything else it never touches.
// It answers to GET alone: a body that passes a worker can be lost on its way.
const PATIENCE = 3_000;
const SHELL_CACHE = `shell-${BUILD}`;
const PAGES = "pages-1";
const FALLBACK = "/outbox/";

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(SHELL_CACHE);
    // One by one: a file that is missing must not cost the others.
    await Promise.all(SHELL.map((url) => cache.add(new Request(url, { cache: "reload" })).catch(() => {})));
    // At once: open pages go on with what they have loaded, and nothing is loaded anew under somebody's hands.
    await self.skipWaiting();
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const shells = (await caches.keys()).filter((name) => name.startsWith("shell-") && name !== SHELL_CACHE);
    // The version before stays: a page that is open may still fetch a part of it.
    await Promise.all(shells.slice(0, -1).map((name) => caches.delete(name)));
    await self.clients.claim();
  })());
});

const isKept = (response) => response.ok && response.headers.get("X-Offline-Page") === "1" && !response.redirected;

/** The page says when it was kept, so that nobody takes it for the state of things. */
async function keep(address, response) {
  const text = (await response.text()).replace("<html ", `<html data-kept="${new Date().toISOString()}" `);
  const headers = new Headers(response.headers);
  headers.delete("Content-Encoding");
  headers.delete("Content-Length");
  const cache = await caches.open(PAGES);
  await cache.put(address, new Response(text, { status: 200, headers }));
}

async function forget(address) {
  await (await caches.open(PAGES)).delete(address);
}

/** Under its address without the question: a page kept for one filter answers for the others without a network. */
const addressOf = (url) => new URL(url).pathname;

async function fetched(request) {
  const response = await fetch(request);
  const address = addressOf(request.url);
  if (isKept(response) && !new URL(request.url).search) await keep(address, response.clone()).catch(() => {});
  else if (response.ok && !response.redirected) await forget(address);
  return response;
}

const after = (time) => new Promise((resolve) => { setTimeout(resolve, time, null); });

async function page(event) {
  const { request } = event;
  const network = fetched(request).catch(() => null);
  event.waitUntil(network);
  const first = await Promise.race([network, after(PATIENCE)]);
  if (first && ![502, 503, 504].includes(first.status)) return first;
  const cache = await caches.open(PAGES);
  const kept = await cache.match(addressOf(request.url));
  if (kept) return kept;
  const late = await network;
  if (late) return late;
  if (addressOf(request.url) !== FALLBACK && await cache.match(FALLBACK)) return Response.redirect(`${FALLBACK}?missing=1`);
  return Response.error();
}

/** This version's own files first; the version before answers only for what the server has no more. */
async function shell(request) {
  const own = await (await caches.open(SHELL_CACHE)).match(request, { ignoreSearch: true });
  if (own) return own;
  const response = await fetch(request).catch(() => null);
  if (response?.ok) return response;
  return (await caches.match(request, { ignoreSearch: true })) ?? response ?? Response.error();
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.method !== "GET") {
    // Somebody signs in or out: pages of whoever was here before must not be seen by the next.
    if (/^\/account\/(login|logout)\//.test(url.pathname)) event.waitUntil(caches.delete(PAGES));
    return;
  }
  if (url.pathname.startsWith("/static/")) event.respondWith(shell(request));
  else if (request.mode === "navigate" && !url.pathname.startsWith("/api/") && !url.pathname.startsWith("/account/")) event.respondWith(page(event));
});

async function keepAll(urls) {
  for (const url of urls) {
    const response = await fetch(url, { credentials: "same-origin", headers: { Accept: "text/html", "X-Background": "true" } }).catch(() => null);
    if (response && isKept(response)) await keep(addressOf(response.url), response).catch(() => {});
  }
}

self.addEventListener("message", (event) => {
  if (event.data?.kind === "keep") event.waitUntil(keepAll(event.data.urls));
});
