// One walk on the device: its key and its moments are made here, and what is found on it carries the key along.
// The key of a draft that came back wins, so a tab that was killed goes on with the same walk. No place is read here.
import { keep } from "./drafts.js";
import { markClean } from "./forms.js";
import { newKey } from "./phone/keys.js";

const field = (form, name) => form.elements.namedItem(name);

/** Leaves for a report once the walk is kept as a draft: then leaving loses nothing, and nobody need be asked. */
function leave(form, event) {
  const link = event.target.closest("[data-finding]");
  if (!link) return;
  event.preventDefault();
  field(form, "key").dispatchEvent(new Event("input", { bubbles: true }));
  markClean(form);
  keep(form).finally(() => location.assign(link.href));
}

function wireWalk(form) {
  const key = field(form, "key");
  const started = field(form, "started_at");
  const ended = field(form, "ended_at");
  if (!key.value) key.value = newKey();
  if (!started.value) started.value = new Date().toISOString();
  const lead = () => {
    for (const link of form.querySelectorAll("[data-finding]")) {
      const url = new URL(link.getAttribute("href"), location.href);
      url.searchParams.set("patrol", link.dataset.finding ? `${key.value}.${link.dataset.finding}` : key.value);
      url.searchParams.set("grid", link.dataset.findingGrid);
      link.href = url.pathname + url.search;
    }
  };
  lead();
  // What was touched last is the end of the walk; the button that sends it is touched as well.
  const touched = () => { ended.value = new Date().toISOString(); };
  form.addEventListener("change", (event) => {
    if (event.target === key) lead();
    else if (event.target !== ended && event.target !== started) touched();
  });
  form.addEventListener("click", (event) => {
    if (event.target.closest("button[type=submit]")) touched();
    // On to the report and back again: the walk must be the same one, even if nothing is ticked yet.
    else leave(form, event);
  });
}

/** The report form may come from the device's own store, made for another address: its own tells the patrol. */
function wireReport(input) {
  const asked = new URLSearchParams(location.search).get("patrol");
  if (asked) input.value = asked.slice(0, 60);
}

export function wireOne(element) {
  if (element.matches("form")) wireWalk(element);
  else wireReport(element);
}
