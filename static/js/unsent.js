// What could not be sent for want of a network: said in the form, kept, and (a report) sent by itself, once.
// The form keeps its idempotency key, so that a sending whose answer was lost is not done twice.
import { tellIn } from "./answers.js";
import { word } from "./words.js";

const AGAIN = 20_000;
/** Answers of a gateway whose server is away: the request was not dealt with. */
const AWAY = new Set([502, 503, 504]);

const waiting = new Map();

export function keepForLater(form, submitter = null) {
  if (!form?.hasAttribute("data-resend")) {
    tellIn(form, word("offline"));
    return;
  }
  clearTimeout(waiting.get(form)?.timer);
  waiting.set(form, { submitter, timer: setTimeout(sendAgain, AGAIN, form) });
  tellIn(form, word("unsent"));
}

function sendAgain(form) {
  const { submitter, timer } = waiting.get(form) ?? {};
  clearTimeout(timer);
  if (!waiting.delete(form) || !form.isConnected || form.dataset.busy !== undefined) return;
  if (navigator.onLine) form.requestSubmit(submitter?.isConnected ? submitter : null);
  else keepForLater(form, submitter);
}

export function start() {
  window.addEventListener("online", () => [...waiting.keys()].forEach(sendAgain));
  // Sent by hand meanwhile, or changed: what is half written never leaves by itself.
  const forget = (event) => {
    const form = event.target.closest?.("form");
    if (!waiting.has(form)) return;
    clearTimeout(waiting.get(form).timer);
    waiting.delete(form);
    if (event.type === "input") tellIn(form, word("offline"));
  };
  document.addEventListener("submit", forget, true);
  document.addEventListener("input", forget);
  let pressed = null;
  document.addEventListener("submit", (event) => { pressed = event.submitter; }, true);
  const failed = (event) => keepForLater(event.detail.elt.closest("form[data-guard]"), pressed);
  document.body.addEventListener("htmx:responseError", (event) => {
    if (AWAY.has(event.detail.xhr.status) && event.detail.elt.matches("form[data-resend]")) failed(event);
  });
  for (const name of ["htmx:sendError", "htmx:timeout"]) document.body.addEventListener(name, (event) => {
    // A question asked while typing (what is similar, say) is no sending.
    if (event.detail.elt.matches("form") || !event.detail.elt.closest("form[data-guard]")) failed(event);
  });
}
