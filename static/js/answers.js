// What comes back: errors told in words, conflicts beside what was typed, a lost session noticed.
import { open } from "./dialogs.js";
import { icon, word } from "./words.js";

const STAY = 6000;

export function toast(text, tone = "") {
  const place = document.getElementById("toasts");
  if (!place || !text) return;
  // Said already and not yet read away: what asks every few seconds would fill the page without a network.
  if (tone === "error" && [...place.children].some((other) => other.firstElementChild?.textContent === text)) return;
  const box = document.createElement("div");
  box.className = `toast${tone === "error" ? " toast--error" : ""}`;
  const words = document.createElement("span");
  words.textContent = text;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "button";
  close.setAttribute("aria-label", word("close"));
  close.dataset.dismiss = "";
  close.append(icon("x"));
  box.append(words, close);
  place.append(box);
  // An error stays until it is read away; a confirmation leaves by itself.
  if (tone !== "error") setTimeout(() => box.remove(), STAY);
}

/** Puts a sentence above the fields, where it stays until the form is answered; ``more`` stands below it. ``isStill``: the page
 * stays where it is, under the hands of somebody who types. */
export function tellIn(form, text, more = [], isStill = false) {
  const place = form?.querySelector("[data-conflict]");
  if (!place) {
    toast(text, "error");
    return;
  }
  if (place.textContent.trim() === text && !more.length) return;
  const box = document.createElement("div");
  box.className = "notice notice--warning";
  box.setAttribute("role", "alert");
  const body = document.createElement("div");
  body.className = "notice__body";
  body.textContent = text;
  body.append(...more);
  box.append(icon("warning"), body);
  place.replaceChildren(box);
  if (!isStill) box.scrollIntoView({ block: "center" });
}

const isJson = (xhr) => (xhr.getResponseHeader("Content-Type") ?? "").includes("json");

function messageOf(xhr) {
  const text = xhr.responseText ?? "";
  if (isJson(xhr)) {
    try {
      const problem = JSON.parse(text);
      return problem.detail ?? problem.title ?? "";
    } catch {
      return "";
    }
  }
  if (!text) return "";
  const page = new DOMParser().parseFromString(text, "text/html");
  return page.querySelector("[data-message]")?.textContent.trim() ?? "";
}

function isCoded(xhr) {
  if (!(xhr.getResponseHeader("Content-Type") ?? "").includes("problem+json")) return false;
  try {
    return typeof JSON.parse(xhr.responseText).code === "string";
  } catch {
    return false;
  }
}

/** Every answer of ours is numbered, or a document with a code: JSON alone, a gateway's error say, is somebody else's. */
const isForeign = (xhr) => !xhr.getResponseHeader("X-Request-ID") && !isCoded(xhr);

/** Statuses that would be taken for the server's own word: done, signed out, changed meanwhile; and the one of a network that wants a
 * sign-in of its own (RFC 6585). */
const isStrange = (xhr) => (xhr.status < 400 || [401, 409, 412, 511].includes(xhr.status)) && isForeign(xhr);

const FALLBACK = { 403: "refused", 404: "missing", 409: "changed", 412: "changed", 413: "tooLarge", 422: "invalid", 429: "throttled" };

// The page's token has run out (signed in anew in another window): the refusal brings the next one along.
function renewToken(token) {
  for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) field.value = token;
  const sent = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}");
  document.body.setAttribute("hx-headers", JSON.stringify({ ...sent, "X-CSRFToken": token }));
}

/** A pane that was to be filled says that it could not be, instead of waiting for ever. Unsent text is left alone. */
function tellInPane({ requestConfig, xhr }, text = "") {
  const { target } = requestConfig; // an answer that is an error names a place of its own
  const model = target instanceof Element && target.matches(".split__detail")
    ? target.parentElement.querySelector("template[data-pane-error]") : null;
  if (!model || requestConfig.verb !== "get" || target.querySelector("form[data-dirty]")) return false;
  const box = model.content.cloneNode(true);
  box.querySelector(".empty__text").textContent = text;
  const again = box.querySelector("a");
  if ([403, 404].includes(xhr?.status)) {
    again.remove();
  } else {
    again.href = requestConfig.path;
    again.setAttribute("hx-get", requestConfig.path);
  }
  target.replaceChildren(box);
  window.htmx.process(target);
  return true;
}

/** Asked while one types (what is similar, say), or every few seconds by itself: nobody waits for it (unsent.js). */
const isAside = ({ elt, requestConfig }) => Boolean(requestConfig.headers["X-Background"] || (elt.closest("form[data-guard]") && !elt.matches("form")));

function tell(event) {
  const { xhr, elt } = event.detail;
  if (isForeign(xhr) && (xhr.status < 500 || isStrange(xhr)) && isAside(event.detail)) return;
  const token = xhr.getResponseHeader("X-Form-Token");
  if (token) renewToken(token);
  const text = isStrange(xhr) ? word("strange") : messageOf(xhr) || word(FALLBACK[xhr.status] ?? "failed");
  const form = elt.closest("form") ?? document.querySelector("form[data-guard][data-dirty]");
  if (token || isStrange(xhr) || [409, 412].includes(xhr.status)) tellIn(form, text);
  else if (!tellInPane(event.detail, text)) toast(text, "error");
}

// Followed a redirect to the sign-in page: that page must not land inside this one.
const isSignedOut = (xhr) => !isStrange(xhr) && (xhr.status === 401
  || /^\s*<!doctype/i.test(xhr.responseText ?? "") && /<body[^>]* data-signed-out/.test(xhr.responseText));

export function start() {
  const body = document.body;
  if (body.hasAttribute("data-signed-out")) return;
  body.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr } = event.detail;
    if (isStrange(xhr)) {
      event.detail.shouldSwap = false;
      event.detail.isError = true;
    } else if (isSignedOut(xhr)) {
      event.detail.shouldSwap = false;
      event.detail.isError = false;
      tellInPane(event.detail);
      open(document.getElementById("session-dialog"));
    } else if (xhr.status === 422 && isJson(xhr)) {
      event.detail.shouldSwap = false;
      event.detail.isError = true;
    } else {
      // A whole page as answer to a fragment request (an error page, say) is never pressed into a pane.
      const whole = /^\s*<!doctype/i.test(xhr.responseText ?? "");
      // … but a form that takes its own part out of the page asked for exactly that.
      if (whole && xhr.status === 422 && event.detail.requestConfig.elt.matches("form[hx-select]")) {
        event.detail.isError = false;
        return;
      }
      if (whole && event.detail.target !== body && xhr.status >= 400) event.detail.shouldSwap = false;
      if (xhr.status === 422) event.detail.isError = whole;
    }
  });
  body.addEventListener("htmx:responseError", (event) => {
    if (!isSignedOut(event.detail.xhr)) tell(event);
  });
  for (const name of ["htmx:sendError", "htmx:timeout"]) body.addEventListener(name, (event) => {
    // Said where it is missing: unsent.js need not say it once more.
    if (tellInPane(event.detail)) event.stopImmediatePropagation();
  });
  body.addEventListener("toast", (event) => toast(event.detail.text ?? event.detail.value, event.detail.tone));

  // A thread under the bar while something is fetched for longer than a blink.
  let waiting = 0;
  let thread = null;
  body.addEventListener("htmx:beforeRequest", () => {
    waiting += 1;
    setTimeout(() => {
      if (!waiting || thread) return;
      thread = document.createElement("div");
      thread.className = "progress-thread";
      body.append(thread);
    }, 300);
  });
  body.addEventListener("htmx:afterRequest", () => {
    waiting = Math.max(0, waiting - 1);
    if (!waiting) {
      thread?.remove();
      thread = null;
    }
  });
}
