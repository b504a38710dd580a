// What was begun in one window of this device and sent in another: said in its form, with the way to where it is now. Fetched
// only when there is something to say.
import { tellIn } from "../answers.js";
import { word } from "../words.js";
import { find, storedOf } from "./outbox.js";
import { arrived, link } from "./telling.js";

/** False: nothing is known of it, it was deleted by its owner's hand, is being changed, or is what stands here. */
export async function tellElsewhere(form, id) {
  const [item, stored] = await Promise.all([find(id), storedOf(id)]);
  const isOwn = item && (item.revision === form.dataset.revision || (item.is_edited && form.dataset.revision === undefined));
  if (isOwn || (!stored && !item)) return false;
  form.dataset.elsewhere = id;
  if (stored) tellIn(form, word("sentElsewhere"), [" ", ...arrived(stored.location)]);
  else tellIn(form, word("waitsElsewhere"), [" ", link(word("toOutbox"), "/outbox/")]);
  return true;
}
