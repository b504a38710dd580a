// The pickers of photos and recordings on a page: what each holds, and how something is put back into it.
const pickers = new WeakMap();
const early = new WeakMap();
const growing = new WeakMap();

/** ``picker``: { items(): [{ id, file }], put([{ id, file }]) }. */
export function register(box, picker) {
  pickers.set(box, picker);
  picker.put(early.get(box) ?? []);
  early.delete(box);
}

const boxesIn = (form) => [...form.querySelectorAll("[data-picker]")];

const fieldOf = (box) => box.querySelector("input[type=file]")?.name ?? "";

/** What was chosen, as [{ field, id, file }], in its order. */
export const itemsIn = (form) => boxesIn(form).flatMap((box) => (pickers.get(box)?.items() ?? []).map((item) => ({ field: fieldOf(box), ...item })));

/** What is being recorded, as far as it has come ({ id, file }; null: no more): it is kept with the draft, and sent by nobody. */
export function grow(box, item) {
  if (item) growing.set(box, item);
  else if (!growing.delete(box)) return;
  box.dispatchEvent(new CustomEvent("picker:changed", { bubbles: true }));
}

/** … as [{ field, id, file }]. */
export const growingIn = (form) => boxesIn(form).filter((box) => growing.has(box)).map((box) => ({ field: fieldOf(box), ...growing.get(box) }));

/** Puts photos back, also into a picker whose script has not arrived yet. ``isCut``: a recording that broke off. */
export function putInto(form, items) {
  for (const box of boxesIn(form)) {
    const own = items.filter(({ field }) => field === fieldOf(box));
    if (!own.length) continue;
    if (own.some(({ isCut }) => isCut)) box.dataset.isCut = "";
    if (pickers.has(box)) pickers.get(box).put(own);
    else early.set(box, own);
  }
}

/** Takes one out that the server will not have. */
export function takeOut(form, id) {
  for (const box of boxesIn(form)) pickers.get(box)?.take?.(id);
}

/** Until no photo is being shrunk any more. */
export async function whenIdle(form) {
  while (boxesIn(form).some((box) => box.dataset.working !== undefined)) await new Promise((resolve) => { setTimeout(resolve, 50); });
}
