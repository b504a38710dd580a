// Working without a mouse: rows with j/k, the buttons of the page by their letters, "?" shows them all.
import { closeMenus, open } from "./dialogs.js";
import { setCurrent } from "./lists.js";
import { word } from "./words.js";

const SEQUENCE_MS = 900;
let pending = "";
let pendingTimer = 0;

const isTyping = (element) => element.isContentEditable
  || element.matches('textarea, select, input:not([type="checkbox"], [type="radio"], [type="button"])');

const isVisible = (element) => element.getClientRects().length > 0 && !element.closest("[inert]");

const keyed = () => [...document.querySelectorAll("[data-key]")].filter(
  (element) => !element.disabled && (isVisible(element) || element.hidden),
);

const rows = () => [...document.querySelectorAll("[data-list] [data-row]")].filter(isVisible);

function move(step) {
  const all = rows();
  if (!all.length) return null;
  const now = all.findIndex((row) => row.classList.contains("is-current"));
  const row = all[now < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, now + step))];
  setCurrent(row);
  row.querySelector("[data-open]")?.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
  return row;
}

const openRow = (row) => row?.querySelector("[data-open]")?.click();

const current = () => rows().find((row) => row.classList.contains("is-current"));

const LIST_KEYS = {
  j: () => move(1),
  ArrowDown: () => (current() ? move(1) : null),
  k: () => move(-1),
  ArrowUp: () => (current() ? move(-1) : null),
  o: () => openRow(current()),
  n: () => {
    const before = current();
    const row = move(1);
    if (row && row !== before) openRow(row);
  },
  x: () => current()?.querySelector('input[type="checkbox"]')?.click(),
};

function keyRow(keys, label) {
  const row = document.createElement("div");
  row.className = "keys__row";
  const text = document.createElement("span");
  text.textContent = label;
  const marks = document.createElement("span");
  for (const key of keys) {
    const mark = document.createElement("kbd");
    mark.textContent = key;
    marks.append(mark, " ");
  }
  row.append(text, marks);
  return row;
}

function overlay() {
  const dialog = document.getElementById("keys-dialog");
  const place = dialog?.querySelector("[data-keys]");
  if (!place) return;
  const lines = [];
  if (document.querySelector("[data-list]")) {
    lines.push(
      keyRow(["j"], word("keysNext")), keyRow(["k"], word("keysPrevious")), keyRow(["Enter", "o"], word("keysOpen")),
      keyRow(["n"], word("keysFollowing")), keyRow(["x"], word("keysSelect")),
    );
  }
  if (document.querySelector("[data-search]")) lines.push(keyRow(["/"], word("keysSearch")));
  const seen = new Set();
  for (const element of keyed()) {
    if (seen.has(element.dataset.key)) continue;
    seen.add(element.dataset.key);
    lines.push(keyRow(element.dataset.key.split(" "), element.dataset.keyLabel ?? element.textContent.trim()));
  }
  // What a button will answer to once something is open: told beforehand, pressed by nobody yet.
  for (const element of document.querySelectorAll("[data-key-hint]")) {
    if (!seen.has(element.dataset.keyHint)) lines.push(keyRow([element.dataset.keyHint], element.textContent.trim()));
  }
  lines.push(keyRow(["Esc"], word("keysEscape")));
  place.replaceChildren(...lines);
  closeMenus();
  open(dialog);
}

function press(key) {
  const element = keyed().find((candidate) => candidate.dataset.key === key);
  if (!element) return false;
  element.focus({ preventScroll: true });
  element.click();
  return true;
}

const startsSequence = (key) => keyed().some((element) => element.dataset.key.startsWith(`${key} `));

function special(event) {
  if (event.key === "?") {
    overlay();
    return true;
  }
  const search = event.key === "/" ? [...document.querySelectorAll("[data-search]")].find(isVisible) : null;
  search?.focus();
  search?.select();
  return Boolean(search);
}

function handle(event) {
  const whole = pending ? `${pending} ${event.key}` : event.key;
  clearTimeout(pendingTimer);
  pending = "";
  if (special(event) || press(whole)) return true;
  if (startsSequence(event.key)) {
    pending = event.key;
    pendingTimer = setTimeout(() => { pending = ""; }, SEQUENCE_MS);
    return true;
  }
  const list = document.querySelector("[data-list]") ? LIST_KEYS[event.key] : null;
  if (!list || (event.key.startsWith("Arrow") && !current())) return false;
  list();
  return true;
}

export function start() {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const target = event.target instanceof Element ? event.target : document.body;
    if (isTyping(target)) {
      if (event.key === "Escape" && target.matches("[data-search]")) target.blur();
      return;
    }
    if (document.querySelector("dialog[open]")) return;
    if (handle(event)) event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-keys-open]")) overlay();
  });
}
