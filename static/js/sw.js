// The service worker. In front of this file the server puts BUILD (a hash over all static files) and SHELL (the addresses
// of the files that every page needs). It keeps the shell of this build, so that a page opens without signal.
const SHELL_CACHE = `shell-${BUILD}`;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(SHELL_CACHE).then((cache) => cache.addAll(SHELL)));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter((name) => name.startsWith("shell-") && name !== SHELL_CACHE).map((name) => caches.delete(name)))));
});
