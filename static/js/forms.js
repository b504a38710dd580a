// Forms: sent once, retried under the same key, unsent text protected, letters counted.
import { ask } from "./dialogs.js";
import { newKey } from "./phone/keys.js";
import { tellUnsent } from "./unsent.js";
import { fill, word } from "./words.js";

/** So long a second click asks for no second file. */
const FILE_MS = 5000;

/** Sent through the outbox, where that runs (phone/queued.js says so on the root: this file must not bring the outbox along). */
export const isQueued = (form) => form.hasAttribute("data-outbox") && document.documentElement.hasAttribute("data-outbox-runs");

/** The browser itself sends it, and leaves the page: also where HTMX did not arrive. */
const isNative = (form) => !form.hasAttribute("hx-post") || !window.htmx;

const keyOf = (form) => form.querySelector('input[name="idempotency_key"]');

export function renewKey(form) {
  const input = keyOf(form);
  if (input) input.value = newKey();
}

export function setBusy(form, busy, submitter = null) {
  if (busy) form.dataset.busy = "";
  else delete form.dataset.busy;
  const own = submitter ?? form.querySelector("button.button--primary, button:not([type=button])");
  for (const button of document.querySelectorAll("button[aria-busy]")) {
    if (button.form === form) button.removeAttribute("aria-busy");
  }
  if (busy && own) own.setAttribute("aria-busy", "true");
}

export function markClean(form) {
  delete form.dataset.dirty;
}

export const dirtyIn = (root) => root.querySelector("form[data-dirty]") ?? root.closest?.("form[data-dirty]") ?? null;

function count(counter) {
  const field = document.getElementById(counter.dataset.counter);
  if (!field) return;
  const show = () => {
    // The server counts characters (code points), with line ends as one: so does this.
    const left = Number(counter.dataset.max) - [...field.value].length;
    counter.textContent = fill(left < 0 ? counter.dataset.overText : counter.dataset.left, Math.abs(left));
    counter.toggleAttribute("data-over", left < 0);
  };
  field.removeAttribute("maxlength"); // too long is told, never cut off without a word
  field.addEventListener("input", show);
  show();
}

function wireForm(form) {
  const key = keyOf(form);
  if (key) renewKey(form);
  form.addEventListener("input", () => {
    if (form.hasAttribute("data-guard")) form.dataset.dirty = "";
    if (form.dataset.sent !== undefined) {
      delete form.dataset.sent;
      renewKey(form);
    }
  });
}

export function wire(root) {
  const forms = [...root.querySelectorAll("form")];
  if (root.matches?.("form")) forms.push(root);
  forms.forEach(wireForm);
  root.querySelectorAll("[data-counter]").forEach(count);
  for (const button of root.querySelectorAll("[data-show-password]")) button.hidden = false;
  (root.querySelector("[data-error-summary]") ?? (root.matches?.("[data-error-summary]") ? root : null))?.focus();
}

/** A form that only asks takes what it holds along in the address: nothing is lost by leaving, unless nobody answers. */
function leave(event) {
  const form = event.target;
  if (navigator.onLine || !form.hasAttribute("data-guard")) return markClean(form);
  event.preventDefault();
  return tellUnsent(form);
}

async function submit(event) {
  const form = event.target;
  // A field named "method" hides the form's own: the attribute never is.
  if (form.getAttribute("method")?.toLowerCase() !== "post" && !form.hasAttribute("hx-post")) return leave(event);
  if (form.dataset.busy !== undefined) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  const question = event.submitter?.dataset.confirm ?? form.dataset.confirm;
  if (question && form.dataset.confirmed === undefined) {
    event.preventDefault();
    event.stopImmediatePropagation();
    const submitter = event.submitter;
    if (await ask(question, submitter?.textContent.trim())) {
      form.dataset.confirmed = "";
      form.requestSubmit(submitter);
      delete form.dataset.confirmed;
    }
    return;
  }
  // Without a network the browser would leave for its own error page, and the text with it.
  if (!navigator.onLine && isNative(form) && !isQueued(form)) {
    event.preventDefault();
    event.stopImmediatePropagation();
    tellUnsent(form);
    return;
  }
  setBusy(form, true, event.submitter);
  form.dataset.sent = "";
  if (isNative(form) && !isQueued(form)) markClean(form);
  if (form.dataset.answer === "file") setTimeout(() => sentForFile(form), FILE_MS);
}

/** The answer is a file to be saved, so the page stays: it can be asked for again. */
function sentForFile(form) {
  setBusy(form, false);
  delete form.dataset.sent;
  renewKey(form);
}

export function start() {
  document.addEventListener("submit", submit, true);
  window.addEventListener("beforeunload", (event) => {
    if (document.querySelector("form[data-guard][data-dirty]")) event.preventDefault();
  });
  // Back in the history: the browser may have put the old key back. What is sent now is a new thing.
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form")) {
      setBusy(form, false);
      renewKey(form);
    }
  });
  // Answered well: nothing unsent is left, so the page may go on without a question.
  document.body.addEventListener("htmx:beforeOnLoad", (event) => {
    const form = event.detail.elt.closest("form[data-guard]");
    if (form === event.detail.elt && event.detail.xhr.status < 300) markClean(form);
  });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt.closest("form");
    if (!form || (form !== event.detail.elt && event.detail.elt.matches("[aria-live]"))) return;
    const status = event.detail.xhr?.status ?? 0;
    if (event.detail.successful) markClean(form);
    // On the way to the next page: a second click in between must not make a second one.
    if (event.detail.successful && event.detail.xhr.getResponseHeader("HX-Redirect")) return;
    setBusy(form, false);
    if (status > 0 && status < 500) {
      delete form.dataset.sent;
      renewKey(form);
    }
  });
  // Another item is opened over text that has not been sent.
  document.body.addEventListener("htmx:confirm", (event) => {
    const { elt, target, question, issueRequest } = event.detail;
    const dirty = target instanceof Element && !elt.closest("form[data-dirty]") ? target.querySelector("form[data-dirty]") : null;
    if (!dirty && !question) return;
    event.preventDefault();
    ask(dirty ? word("leave") : question).then((yes) => yes && issueRequest(true));
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-show-password]");
    if (!button) return;
    const input = document.getElementById(button.dataset.showPassword);
    const shown = input.type === "text";
    input.type = shown ? "password" : "text";
    button.setAttribute("aria-pressed", String(!shown));
  });
}
