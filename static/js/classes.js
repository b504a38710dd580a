// The classes that this person used last on this device, then those that are frequent in the grid: one tap instead of a
// search. The list itself stays the field that is sent.
const KEY = "pingan:classes:";
const SHOWN = 6;
const KEPT = 12;

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "[]");
  } catch {
    return []; // storage forbidden, or not ours
  }
}

function remember(key, code) {
  try {
    localStorage.setItem(key, JSON.stringify([code, ...read(key).filter((other) => other !== code)].slice(0, KEPT)));
  } catch {
    // full or forbidden: the frequent ones stay
  }
}

const lastPart = (text) => text.trim().split(" / ").at(-1);

export function wireOne(box) {
  if (box.dataset.wired !== undefined) return;
  box.dataset.wired = "";
  const form = box.closest("form");
  const select = form.elements[box.dataset.classes];
  const key = KEY + box.dataset.account;
  const codes = [...new Set([...read(key), ...box.dataset.frequent.split(" ")])];
  const chips = [];
  for (const code of codes) {
    const option = [...select.options].find((one) => code && one.value === code);
    if (!option || chips.length === SHOWN) continue;
    const chip = document.createElement("button");
    chip.type = "button";
    chip.className = "chip chip--choice";
    chip.value = code;
    chip.textContent = lastPart(option.textContent);
    chip.addEventListener("click", () => {
      select.value = select.value === code ? "" : code;
      for (const name of ["input", "change"]) select.dispatchEvent(new Event(name, { bubbles: true }));
    });
    chips.push(chip);
  }
  const show = () => chips.forEach((chip) => chip.setAttribute("aria-pressed", String(chip.value === select.value)));
  select.addEventListener("change", show);
  form.addEventListener("reset", () => setTimeout(show));
  form.addEventListener("submit", () => select.value && remember(key, select.value));
  show();
  box.replaceChildren(...chips);
  box.hidden = chips.length === 0;
}
