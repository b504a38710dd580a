// Questions to the server, with an end to patience; and who it says that we are.
import { account } from "./store.js";

const PATIENCE = 60_000;
const SHORT = 10_000;
/** After so long without an answer the line is not called online any more: it may hang. */
const SLOW = 2_500;
/** An answer that is lost sooner than this is asked for again at once: all that we send can be repeated without harm. */
const QUICK = 5_000;
const BREATH = 300;

let token = "";
/** What the server said last at /phone/state/; null: it has not been reached. */
export let state = null;
/** What answered there in the server's place last, a page of a network that wants a sign-in, say; null: nothing did. */
export let stranger = null;

/** No answer: no network, or the answer was lost. Whether the server did it is not known. */
export class NoAnswer extends Error {}

export async function ask(url, options = {}, patience = PATIENCE) {
  const patient = new AbortController();
  const timer = setTimeout(() => patient.abort(), patience);
  try {
    const response = await fetch(url, {
      credentials: "same-origin", cache: "no-store", redirect: "manual", signal: patient.signal, ...options,
    });
    // The whole of it: an answer that breaks off in its middle is none.
    const text = await response.text();
    // One that breaks off inside its header comes as an empty 200: nobody answers so, neither our server nor a network's own page.
    if (response.ok && !text) throw new Error("broken off");
    return { status: response.status, headers: response.headers, text, body: parsed(text), isElsewhere: response.type === "opaqueredirect" };
  } catch (error) {
    throw new NoAnswer(error.message);
  } finally {
    clearTimeout(timer);
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Asks who we are; null without a network. A page of a Wi-Fi that wants a sign-in of its own is no answer either. */
export async function contact() {
  const tellWaiting = (isWaiting) => document.dispatchEvent(new CustomEvent("phone:waiting", { detail: isWaiting }));
  const slow = setTimeout(tellWaiting, SLOW, true);
  try {
    const began = Date.now();
    const answer = await ask("/phone/state/", { headers: { "X-Background": "true" } }, SHORT);
    state = answer.status === 200 && answer.body && "device" in answer.body ? answer.body : null;
    stranger = state ? null : answer;
    // The server looked at its clock somewhere between asking and answering.
    if (state) state.ahead = (began + Date.now()) / 2 - Date.parse(state.server_time);
  } catch {
    state = null;
    stranger = null;
  }
  clearTimeout(slow);
  tellWaiting(false);
  token = state?.csrf ?? token;
  return state;
}

export const isOwn = () => String(state?.account ?? "") === account();

/** What is kept for the account of this page must go. */
export const isWiping = () => Boolean(state?.wipe?.map(String).includes(account()));

/** … and it has not signed in again since: nothing of it may be kept here anew. */
export const isGone = () => isWiping() && !isOwn();

/** A request that changes something, in the name of the account whose page this is. A form token that ran out is renewed. */
export async function send(url, options, patience) {
  const once = () => ask(url, {
    ...options,
    headers: { Accept: "application/json", "X-CSRFToken": token, "X-Account": account(), ...options.headers },
  }, patience);
  const began = Date.now();
  const answer = await once().catch(async (error) => {
    if (!navigator.onLine || Date.now() - began > QUICK) throw error;
    await new Promise((resolve) => { setTimeout(resolve, BREATH); });
    return once();
  });
  const renewed = answer.status === 403 && answer.headers.get("X-Form-Token");
  if (!renewed) return answer;
  token = renewed;
  return once();
}
