// What could not be sent for want of a network is said in the form, and its text stays. Forms that a phone sends go
// through the outbox (phone/queued.js), which sends them by itself; here are the others.
import { tellIn } from "./answers.js";
import { word } from "./words.js";

/** A form that keeps nothing typed, such as signing out, brings its own words. */
export const tellUnsent = (form) => tellIn(form, form.dataset.unsent ?? word("offline"));

export function start() {
  for (const name of ["htmx:sendError", "htmx:timeout"]) document.body.addEventListener(name, (event) => {
    // A question asked while typing (what is similar, say) is no sending.
    const { elt } = event.detail;
    if (elt.matches("form") || !elt.closest("form[data-guard]")) tellUnsent(elt.closest("form[data-guard]"));
  });
}
