// An item of the outbox, opened in the form it came from: values and photos stand there again, with what was said to it.
import { tellIn } from "../answers.js";
import { held } from "./outbox.js";
import { putInto } from "./pickers.js";
import { read, unseal } from "./store.js";
import { arrived, changesList, showErrors } from "./telling.js";
import { putBack } from "./values.js";

async function filesOf(item) {
  const own = held.get(item.id)?.files ?? [];
  const files = item.parts.map(async ({ id, field }) => ({ id, field, file: own.find((part) => part.id === id)?.file ?? (await read("blobs", id))?.file }));
  return (await Promise.all(files)).filter(({ id, file }) => file && id !== item.bad_part);
}

/** The refusal, in the form; what others did meanwhile, above it. The version they left is the one that is seen now. */
export function tellVerdict(form, item) {
  if (Object.keys(item.errors ?? {}).length) showErrors(form, item.errors);
  else tellIn(form, item.reason, item.changes?.length ? [changesList(item.changes)] : arrived(item.location));
  const seen = form.querySelector('input[name="seen_version"]');
  if (seen && item.version) seen.value = item.version;
}

export async function reopen(form, item) {
  if (!item) return;
  form.dataset.loading = "";
  const [files, sealed] = await Promise.all([filesOf(item), unseal(item.sealed).catch(() => [])]);
  putBack(form, [...item.fields, ...sealed]);
  putInto(form, files);
  // A key whose sending did arrive stands for that one.
  if (!item.is_clash) form.dataset.item = item.id;
  form.dataset.replaces = item.id;
  form.dataset.revision = item.revision;
  if (item.reason) tellVerdict(form, item);
  delete form.dataset.loading;
}
