// A long native <select> gets a search box (WAI-ARIA combobox); the select stays the one that is sent.
import { closeMenus } from "./dialogs.js";

const MOST = 60;
let serial = 0;

const plain = (text) => text.normalize("NFKC").toLowerCase();

/** By its text, or by one of the further words that the server gave it (pinyin, first letters, what people call it). */
const isFound = (option, wanted) => plain(option.textContent).includes(wanted)
  || (option.dataset.find ?? "").split(" ").some((word) => word.startsWith(wanted));

function build(box, select) {
  const id = `combobox-${++serial}`;
  const input = document.createElement("input");
  const list = document.createElement("div");
  // In a form that has just come the cursor may stand here already: a hidden field would lose it to nobody.
  const hadCursor = document.activeElement === select;
  Object.assign(input, { type: "text", autocomplete: "off", placeholder: box.dataset.placeholder, required: false });
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", id);
  for (const name of ["aria-describedby", "aria-invalid"]) {
    if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
  }
  list.id = id;
  list.className = "combobox__list";
  list.setAttribute("role", "listbox");
  list.hidden = true;
  // The label and the links of the error summary point at the id: it moves to what can be seen.
  input.id = select.id;
  select.id = `${select.id}-sent`;
  select.hidden = true;
  input.disabled = select.disabled;
  box.append(input, list);
  if (hadCursor) input.focus({ preventScroll: true });
  return { input, list };
}

function wireOne(box) {
  const select = box.querySelector("select");
  if (!select || select.multiple || box.dataset.wired !== undefined) return;
  box.dataset.wired = "";
  const { input, list } = build(box, select);
  let active = -1;

  const chosen = () => select.selectedOptions[0];
  const showChosen = () => { input.value = chosen()?.value ? chosen().textContent.trim() : ""; };
  // Some lists hold the choices of several answers to another field: only those of the present answer are offered.
  const other = select.form?.elements[select.dataset.narrowedBy];
  const belongs = (option) => !other || !option.dataset.of || option.dataset.of === other.value;
  const options = () => [...list.querySelectorAll("[role=option]")];

  function close() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    active = -1;
  }

  function mark(index) {
    const all = options();
    if (!all.length) return;
    active = (index + all.length) % all.length;
    all.forEach((option, place) => option.setAttribute("aria-selected", String(place === active)));
    input.setAttribute("aria-activedescendant", all[active].id);
    all[active].scrollIntoView({ block: "nearest" });
  }

  function openWith(text) {
    const wanted = plain(text.trim());
    const fitting = [...select.options].filter((option) => option.value && belongs(option) && isFound(option, wanted));
    list.replaceChildren(...fitting.slice(0, MOST).map((option, place) => {
      const line = document.createElement("div");
      line.className = "combobox__option";
      line.id = `${list.id}-${place}`;
      line.setAttribute("role", "option");
      line.setAttribute("aria-selected", "false");
      line.dataset.value = option.value;
      line.textContent = option.textContent.trim();
      return line;
    }));
    if (!fitting.length) {
      const none = document.createElement("div");
      none.className = "combobox__none";
      none.textContent = box.dataset.none;
      list.append(none);
    }
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    active = -1;
    if (wanted) mark(0);
  }

  function choose(value) {
    select.value = value;
    select.dispatchEvent(new Event("input", { bubbles: true }));
    select.dispatchEvent(new Event("change", { bubbles: true }));
    showChosen();
    close();
  }

  input.addEventListener("input", () => openWith(input.value));
  input.addEventListener("click", () => { closeMenus(); if (list.hidden) openWith(""); });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) openWith("");
      mark(active + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter" && !list.hidden) {
      event.preventDefault();
      const option = options()[active];
      if (option) choose(option.dataset.value);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      showChosen();
      close();
    }
  });
  input.addEventListener("blur", () => {
    if (!input.value.trim() && chosen()?.value && [...select.options].some((option) => !option.value)) choose("");
    else showChosen();
    close();
  });
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) choose(option.dataset.value);
  });
  other?.addEventListener("change", () => { if (chosen() && !belongs(chosen())) choose(""); });
  select.form?.addEventListener("reset", () => setTimeout(showChosen));
  select.addEventListener("change", showChosen); // chosen by something else than this box
  showChosen();
}

export function wire(root) {
  root.querySelectorAll("[data-combobox]").forEach(wireOne);
  if (root.matches?.("[data-combobox]")) wireOne(root);
}
