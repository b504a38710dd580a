// The page /outbox/: what waits on this device, why, and what its owner can do about it.
import { ask } from "../dialogs.js";
import { fill, icon, word } from "../words.js";
import { save } from "./exporting.js";
import { begunHere } from "./keys.js";
import { all, isUsable, on, remove, resend, resendAll } from "./outbox.js";
import { fact } from "./store.js";
import { arrived, changesList, link, made, moment, typedList } from "./telling.js";

const TONES = { waiting: "yellow", sending: "blue", refused: "red", conflict: "red", signed_out: "yellow" };

function button(text, name, act, tone = "") {
  const box = made("button", `button button--s${tone}`);
  box.type = "button";
  box.append(icon(name), made("span", "", text));
  box.addEventListener("click", act);
  return box;
}

/** The first longer text that was typed: by it its writer knows it again. */
function gistOf(item) {
  const [, text] = item.fields.find(([name]) => ["description", "note", "content", "text"].includes(name)) ?? [];
  return text ? [...text].slice(0, 60).join("") : "";
}

/** Kept by an earlier version: by the names of its fields. */
const typedOf = (item) => item.typed ?? item.fields.filter(([name, value]) => value && item.labels?.[name]).map(([name, value]) => [item.labels[name], value]);

/** All of it, to be read and copied; open where its form does not exist any more. */
function wordsOf(item) {
  const box = made("details", "outbox__words");
  box.open = item.is_possible === false;
  box.append(made("summary", "small", word("whatWasTyped")), typedList(typedOf(item)));
  return box;
}

/** Begun in this window and sent in another: whoever looks for it here is told. */
const isFromElsewhere = ({ id, is_edited: isEdited }) => Boolean(id) && !isEdited && Object.values(begunHere()).includes(id);

const editUrl = (item) => `${item.page}${item.page.includes("?") ? "&" : "?"}outbox=${encodeURIComponent(item.id)}`;

function actionsOf(item) {
  const row = made("div", "row");
  if (item.state === "sending") return row;
  if (item.state === "signed_out") row.append(link(word("signIn"), `/account/login/?next=${encodeURIComponent(location.pathname)}`, "button button--s button--primary"));
  // What was changed since is no sending yet: it goes from its form, with the change.
  else if (!item.is_edited && !item.is_clash && item.is_possible !== false) row.append(button(item.state === "conflict" ? word("sendAllTheSame") : word("sendNow"), "refresh", () => resend(item.id)));
  row.append(...arrived(item.location));
  // A form that the server gives out no more is no place to lead to: what was typed stands here.
  if (item.is_possible !== false) row.append(link(word("edit"), editUrl(item)));
  row.append(
    button(word("exportFile"), "download", () => save([item])),
    button(word("deleteItem"), "trash", async () => { if (await ask(word("deleteQuestion"), word("deleteItem"))) remove(item.id); }, " button--danger"),
  );
  return row;
}

function lineOf(item) {
  const line = made("li", "outbox__item");
  line.dataset.item = item.id;
  line.dataset.state = item.state;
  const head = made("div", "outbox__head");
  head.append(made("strong", "", item.title), made("span", `badge badge--${TONES[item.state] ?? "grey"}`, word(`state${item.state.replace(/(^|_)(.)/g, (_all, _line, letter) => letter.toUpperCase())}`)));
  const meta = made("p", "small muted");
  meta.append(moment(item.created_at), item.parts.length ? ` · ${fill(word("photos"), item.parts.length)}` : "");
  line.append(head);
  if (gistOf(item)) line.append(made("p", "prose clamp", gistOf(item)));
  line.append(meta);
  if (isFromElsewhere(item)) line.append(made("p", "small", word("elsewhereInList")));
  if (item.is_urgent) line.append(made("p", "outbox__reason outbox__reason--urgent", word("urgentUnsent")));
  const errors = Object.entries(item.errors ?? {}).map(([name, sentences]) => [item.labels?.[name], sentences.join(" ")].filter(Boolean).join("："));
  for (const sentence of errors.length ? errors : [item.reason]) if (sentence) line.append(made("p", "outbox__reason", sentence));
  if (item.changes?.length) line.append(made("p", "small", word("changedMeanwhile")), changesList(item.changes));
  if (typedOf(item).length) line.append(wordsOf(item));
  line.append(actionsOf(item));
  return line;
}

async function show(box) {
  const items = await all();
  box.querySelector("[data-outbox-list]").replaceChildren(...items.map(lineOf));
  box.querySelector("[data-outbox-empty]").hidden = items.length > 0;
  box.querySelector("[data-outbox-tools]").hidden = items.length === 0;
  const stored = (await fact("stored")) ?? [];
  box.querySelector("[data-outbox-stored]").hidden = stored.length === 0;
  box.querySelector("[data-outbox-stored] ul").replaceChildren(...stored.map((one) => {
    const line = made("li");
    line.append(moment(one.at), " ", link(one.title, one.location, ""), isFromElsewhere(one) ? made("span", "small muted", ` · ${word("elsewhereInList")}`) : "");
    return line;
  }));
}

export function wireOne(box) {
  box.querySelector("[data-outbox-missing]").hidden = !new URLSearchParams(location.search).has("missing");
  box.querySelector("[data-outbox-without]").hidden = isUsable();
  if (!isUsable()) return;
  box.querySelector("[data-outbox-send]").addEventListener("click", async () => {
    const left = box.querySelector("[data-outbox-left]");
    left.hidden = true;
    const count = await resendAll();
    left.textContent = fill(word("leftAlone"), count);
    left.hidden = count === 0;
  });
  box.querySelector("[data-outbox-export]").addEventListener("click", async () => save(await all()));
  for (const kind of ["changed", "stored", "settled"]) on(kind, () => show(box));
  show(box);
}

