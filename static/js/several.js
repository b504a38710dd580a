// Several among many: a search box, and what was chosen as chips that can be taken away. The list itself stays what is sent.
import { wire } from "./combobox.js";
import { fill, icon } from "./words.js";

function copyOf(option) {
  const copy = new Option(option.textContent.trim(), option.value);
  if (option.dataset.find) copy.dataset.find = option.dataset.find;
  return copy;
}

/** A list for the search box: nameless, so that it is never sent. The label and the error summary point at its id. */
function searchOver(box, select) {
  const one = document.createElement("select");
  one.id = select.id;
  select.id = `${select.id}-all`;
  for (const name of ["aria-describedby", "aria-invalid"]) {
    if (select.hasAttribute(name)) one.setAttribute(name, select.getAttribute(name));
  }
  const search = document.createElement("div");
  search.className = "combobox";
  Object.assign(search.dataset, { combobox: "", placeholder: box.dataset.placeholder, none: box.dataset.none });
  search.append(one);
  return [one, search];
}

export function wireOne(box) {
  const select = box.querySelector("select[multiple]");
  if (!select || box.dataset.wired !== undefined) return;
  box.dataset.wired = "";
  const [one, search] = searchOver(box, select);
  const chips = document.createElement("ul");
  chips.className = "chip-row";
  select.hidden = true;
  box.append(search, chips);

  function chipOf(option) {
    const chip = document.createElement("li");
    const drop = document.createElement("button");
    const name = option.textContent.trim();
    chip.className = "chip";
    drop.type = "button";
    drop.className = "chip__drop";
    drop.setAttribute("aria-label", fill(box.dataset.drop, name));
    drop.append(icon("x"));
    drop.addEventListener("click", () => {
      change(option.value, false);
      search.querySelector("input").focus();
    });
    chip.append(name, drop);
    return chip;
  }

  function show() {
    const all = [...select.options];
    one.replaceChildren(new Option("", ""), ...all.filter((option) => !option.selected).map(copyOf));
    chips.replaceChildren(...all.filter((option) => option.selected).map(chipOf));
    chips.hidden = chips.childElementCount === 0;
  }

  function change(value, isChosen) {
    for (const option of select.options) if (option.value === value) option.selected = isChosen;
    for (const name of ["input", "change"]) select.dispatchEvent(new Event(name, { bubbles: true }));
  }

  one.addEventListener("input", (event) => event.stopPropagation());
  one.addEventListener("change", (event) => {
    event.stopPropagation();
    if (one.value) change(one.value, true);
  });
  select.addEventListener("change", show); // chosen by something else than this box
  select.form?.addEventListener("reset", () => setTimeout(show));
  show();
  wire(search);
}
