// What could not be sent for want of a network is said in the form, and its text stays. Forms that a phone sends go
// through the outbox (phone/queued.js), which sends them by itself; here are the others.
import { tellIn, toast } from "./answers.js";
import { word } from "./words.js";

/** A form that keeps nothing typed, such as signing out, brings its own words. */
export const tellUnsent = (form) => tellIn(form, form?.dataset.unsent ?? word("offline"));

export function start() {
  for (const name of ["htmx:sendError", "htmx:timeout"]) document.body.addEventListener(name, (event) => {
    const { elt, requestConfig } = event.detail;
    const form = elt.closest("form");
    // A question asked while typing (what is similar, say) is no sending.
    if (form?.hasAttribute("data-guard") && form !== elt) return;
    // Nobody waits for what asks every few seconds by itself, and it asks again.
    if (requestConfig.headers["X-Background"]) return;
    // A link, or a part that fetches itself, holds nothing typed that could be kept.
    if (!form && requestConfig.verb === "get") toast(word("failed"), "error");
    else tellUnsent(form);
  });
}
