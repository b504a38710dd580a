// Whose pages the service worker keeps (sw.js; the server puts this before it). They are shown to their owner alone, without
// a network too, and go once the server has signed somebody else in, or their owner out. An attempt that is refused or lost
// on its way deletes nothing: it is then, on a bad line, that they are needed.
const PAGES = "pages-2";
/** The account that the server named last: the worker is ended and started as the browser likes. */
const OWNER = "owner";
const SIGNING = /^\/account\/(login|logout)\//;

/** Counts who signs in and out: what was asked for before is not kept for who comes after. */
let shift = 0;
let owner = null;

/** ``isDoubted``: somebody has signed in, and no page has said yet who: till then what is kept is shown to nobody. */
const ownerNow = () => (owner ??= caches.open(OWNER).then((cache) => cache.match("/owner"))
  .then((known) => known?.json() ?? { account: "", isDoubted: false })
  .catch((error) => { owner = null; throw error; })); // asked again when there may be room

/** On a full disk as well: what cannot be done there must not cost the page that the server has just answered with. */
const dropPages = () => caches.delete(PAGES).catch(() => {});

async function setOwner(account, isDoubted) {
  owner = Promise.resolve({ account, isDoubted });
  // Whose they are could not be remembered beyond this worker's life: then nobody's are kept.
  await caches.open(OWNER).then((cache) => cache.put("/owner", new Response(JSON.stringify({ account, isDoubted })))).catch(dropPages);
}

/** Pages of another account go before the first of this one is kept. Returns the shift that counts from then on. */
async function belong(account, since) {
  const before = await ownerNow();
  if (!account || since !== shift || (before.account === account && !before.isDoubted)) return since;
  if (before.account !== account) {
    nextShift();
    await setOwner(before.account, true); // ended in between, the worker must not show them
    await dropPages();
  }
  await setOwner(account, false);
  return shift;
}

/** Asks the server, which names with every page whose it is. ``since``: the shift to which its answer counts. */
async function asking(request, options) {
  const before = shift;
  const response = await fetch(request, options);
  // Where nothing can be kept, nothing counts as kept since.
  return { response, since: await belong(response.headers.get("X-Account"), before).catch(() => null) };
}

/** A page that came past the worker says whose it is; whether somebody signed in since, it does not know. */
async function handOver(account) {
  if (account !== (await ownerNow()).account) await belong(account, shift);
}

function nextShift() {
  shift += 1;
  queue = [];
}

/** A redirect may be one of a Wi-Fi that wants a sign-in of its own: only the server knows who is signed in now. */
async function settle(isOut) {
  const [before, since] = [await ownerNow(), shift];
  try {
    const answer = await fetch("/phone/state/", { credentials: "same-origin", cache: "no-store", redirect: "manual" });
    const { account } = await answer.json();
    if (!answer.ok || since !== shift) return;
    if (account !== null) await belong(String(account), since);
    else if (isOut) await dropPages();
    else await setOwner(before.account, false); // nobody has signed in
  } catch {
    // nothing is known: they stay, and are shown to nobody till a page says whose it is
  }
}

/** Somebody signs in or out; the server may have taken it when it leads on to another page. */
async function signing(request) {
  nextShift();
  const response = await fetch(request);
  if (response.type !== "opaqueredirect" && !response.redirected) return response;
  nextShift();
  await setOwner((await ownerNow()).account, true);
  settle(request.url.includes("/logout/")); // nobody waits for it
  return response;
}
