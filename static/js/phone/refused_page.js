// A page that the server gives out no more (the matter changed, or lies elsewhere now), opened for what was typed into its
// form: here it stands, to be read and copied, beside the reason.
import { word } from "../words.js";
import { all, isUsable } from "./outbox.js";
import { isKeeping, readAll } from "./store.js";
import { link, made, typedList } from "./telling.js";

/** The item that was to be edited, else what else was begun for this page: [{ title, typed }]. */
async function keptFor(path, id) {
  const items = isUsable() ? await all() : [];
  const own = items.filter((item) => (id ? item.id === id : item.page === path));
  const drafts = isKeeping() ? await readAll("drafts").catch(() => []) : [];
  return [...own, ...drafts.filter(({ page, is_empty: isEmpty }) => page === path && !isEmpty)].filter(({ typed }) => typed?.length);
}

export async function wireOne(box) {
  const found = await keptFor(location.pathname, new URLSearchParams(location.search).get("outbox"));
  if (!found.length) return;
  box.append(made("h2", "", word("whatWasTyped")), ...found.map(({ typed }) => typedList(typed)));
  if (found.some(({ id }) => id)) box.append(link(word("toOutbox"), "/outbox/"));
  box.hidden = false;
}
