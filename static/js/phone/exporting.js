// What waits, as a file for its owner: a tar archive (every phone and computer opens one) with what was typed as text and
// the photos beside it. Names and telephones of reporters stay sealed on the device: they are not in it. What a form under
// seal holds (a dispute, its parties) is in it once its owner has said so: a file lies open.
import { ask } from "../dialogs.js";
import { word } from "../words.js";
import { held } from "./outbox.js";
import { readAll, unseal } from "./store.js";
import { isReporters } from "./values.js";

const BLOCK = 512;
const bytes = (text) => new TextEncoder().encode(text);

/** The header of one file (POSIX.1-1988 ustar). */
function header(name, size) {
  const block = new Uint8Array(BLOCK);
  const put = (text, at) => block.set(bytes(text), at);
  const octal = (value, length) => value.toString(8).padStart(length - 1, "0");
  put(name, 0);
  put(octal(0o644, 8), 100);
  put(octal(0, 8), 108);
  put(octal(0, 8), 116);
  put(octal(size, 12), 124);
  put(octal(Math.floor(Date.now() / 1000), 12), 136);
  put(" ".repeat(8), 148);
  put("0", 156);
  put("ustar\u000000", 257);
  put(`${octal(block.reduce((sum, byte) => sum + byte, 0), 7)}\u0000 `, 148);
  return block;
}

export function tar(files) {
  const pieces = files.flatMap(({ name, blob }) => [header(name, blob.size), blob, new Uint8Array((BLOCK - blob.size % BLOCK) % BLOCK)]);
  return new Blob([...pieces, new Uint8Array(2 * BLOCK)], { type: "application/x-tar" });
}

const ending = ({ type, name }) => /\.[a-z0-9]{1,5}$/i.exec(name)?.[0] ?? ({ "image/jpeg": ".jpg", "image/png": ".png" }[type] ?? "");

/** What may leave the seal: [[name, value]], and the same in words. A key that is gone opens nothing; the rest is saved. */
async function openedOf({ sealed, sealed_typed: words }) {
  const [pairs, typed] = await Promise.all([unseal(sealed), unseal(words)].map((opening) => opening.catch(() => [])));
  return { pairs: pairs.filter(([name]) => !isReporters(name)), typed };
}

/** Names of our own: every photo of a camera is called image.jpg, and an archive holds a name of 100 bytes. */
async function archive(items, opened) {
  const blobs = new Map((await readAll("blobs").catch(() => [])).map(({ id, file }) => [id, file]));
  const files = [];
  items.forEach((item, number) => {
    for (const { id, file } of held.get(item.id)?.files ?? []) blobs.set(id, file);
    const photos = item.parts.map((part, place) => ({ name: `${number + 1}-${place + 1}${ending(part)}`, blob: blobs.get(part.id) })).filter(({ blob }) => blob);
    const { id, title, url, state, reason, created_at: at } = item;
    const fields = [...item.fields, ...opened[number].pairs];
    const typed = [...item.typed ?? [], ...opened[number].typed];
    const said = { id, title, url, created_at: at, state, reason, typed, fields, files: photos.map(({ name }) => name) };
    files.push({ name: `${number + 1}.json`, blob: new Blob([JSON.stringify(said, null, 2)], { type: "application/json" }) }, ...photos);
  });
  return tar(files);
}

export async function save(items) {
  const opened = await Promise.all(items.map(openedOf));
  if (opened.some(({ pairs }) => pairs.length) && !await ask(word("exportSealed"), word("exportFile"))) return;
  const way = document.createElement("a");
  way.href = URL.createObjectURL(await archive(items, opened));
  way.download = `pingan-${new Date().toISOString().slice(0, 16).replaceAll(/[-:T]/g, "")}.tar`;
  way.click();
  setTimeout(() => URL.revokeObjectURL(way.href), 60_000);
}
