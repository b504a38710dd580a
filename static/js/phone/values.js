// What stands in a form, read and put back: for drafts and for items of the outbox that are edited.

/** Of the sending and of the server: no part of what somebody typed. */
const FORMALITIES = new Set(["csrfmiddlewaretoken", "idempotency_key", "is_page"]);
/** Nor kept in a draft: personal data of others, what was stored before, and the version that was seen. */
const UNDRAFTED = new Set([...FORMALITIES, "kept_files", "seen_version", "reporter_name", "reporter_phone"]);
/** Kept in the outbox only under seal; of a form marked ``data-sealed`` everything is, and nothing of it is a draft. */
const SEALED = new Set(["reporter_name", "reporter_phone"]);
export const isReporters = (name) => SEALED.has(name);
export const isSealed = (form) => form.dataset.sealed !== undefined;

const NO_TEXT = ["file", "submit", "button", "password"];

/** ``data-undrafted``: what the server counts by, such as the number of a line; an old one would mean another line. */
const isDrafted = (field) => field.name && !UNDRAFTED.has(field.name) && field.dataset.undrafted === undefined && !NO_TEXT.includes(field.type);

const fieldsOf = (form) => (isSealed(form) ? [] : [...form.elements].filter(isDrafted));

export function valuesOf(form) {
  const values = {};
  for (const field of fieldsOf(form)) {
    if (field.type === "checkbox") {
      // Several boxes may share a name: all that are ticked, and that none is.
      values[field.name] ??= [];
      if (field.checked) values[field.name].push(field.value);
    } else if (field.type === "radio") {
      if (field.checked) values[field.name] = field.value;
    } else if (field.value) values[field.name] = field.value;
  }
  return values;
}

export const draftedIn = (form, labels) => typedIn(form, labels, fieldsOf(form));

const isChoice = (field) => ["checkbox", "radio", "select-multiple"].includes(field.type);

function put(field, values) {
  if (field.type === "select-multiple") for (const option of field.options) option.selected = values.includes(option.value);
  else if (isChoice(field)) field.checked = [values].flat().includes(field.value);
  else field.value = [values].flat()[0];
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

export function restore(form, values) {
  for (const field of fieldsOf(form)) if (field.name in values) put(field, values[field.name]);
  showChosen(form);
}

export function showChosen(form) {
  for (const box of form.querySelectorAll("[data-combobox]")) {
    const select = box.querySelector("select");
    const shown = box.querySelector("input[role=combobox]");
    if (select && shown) shown.value = select.value ? select.selectedOptions[0].textContent.trim() : "";
  }
}

/** A choice alone (the unit that the rules propose, say) is not worth a word; unless the form consists of them. */
export const hasText = (form, values) => (form.dataset.draftWhole !== undefined && Object.keys(values).length > 0) || fieldsOf(form).some((field) => values[field.name] && (field.matches("textarea, [type=text]") || field.name === "category"));

/** What is sent: { open: [[name, value]], sealed: [[name, value]] }, files apart. The button that was pressed counts. */
export function sendingOf(form, submitter) {
  const pairs = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !FORMALITIES.has(name));
  if (submitter?.name) pairs.push([submitter.name, submitter.value]);
  if (isSealed(form)) return { open: [], sealed: pairs };
  return { open: pairs.filter(([name]) => !SEALED.has(name)), sealed: pairs.filter(([name, value]) => SEALED.has(name) && value) };
}

/** Puts what was sent back into its form, sealed fields and the version seen included. */
export function putBack(form, pairs) {
  const values = grouped(pairs);
  for (const field of form.elements) {
    if (!field.name || FORMALITIES.has(field.name) || NO_TEXT.includes(field.type)) continue;
    const own = values.get(field.name);
    // Several lines under one name: each takes its own.
    if (own) put(field, isChoice(field) || own.length === 1 ? own : [own.shift()]);
    else if (field.type === "checkbox") put(field, []);
  }
  if (isSealed(form)) carryAlong(form, pairs);
  showChosen(form);
}

/** Rows that were added to the form then and do not stand in it now: sent again as they were, not lost. */
function carryAlong(form, pairs) {
  for (const [name, value] of pairs) {
    if (form.elements.namedItem(name) && !form.querySelector(`input[data-carried][name="${CSS.escape(name)}"]`)) continue;
    const carried = Object.assign(document.createElement("input"), { type: "hidden", name, value });
    carried.dataset.carried = "";
    form.append(carried);
  }
  for (const fold of form.querySelectorAll("details:not([open])")) fold.open = [...fold.querySelectorAll("input:not([type=hidden], [type=checkbox]), textarea")].some((field) => field.value);
}

function grouped(pairs) {
  const values = new Map();
  for (const [name, value] of pairs) values.set(name, [...(values.get(name) ?? []), value]);
  return values;
}

const wordsOf = (field) => [...field.labels ?? []].map((label) => label.textContent.trim()).join(" ");

function saidIn(field) {
  if (field.matches("select")) return [...field.selectedOptions].filter(({ value }) => value).map((option) => option.textContent.trim()).join("、");
  if (isChoice(field)) return field.checked ? wordsOf(field) || field.value : "";
  return field.value.trim();
}

/** What a person reads in it, [[label, words]], to be shown where the form itself is not: nothing that is kept under seal,
 * and of a draft nothing that no draft may hold. */
export function typedIn(form, labels, fields = [...form.elements]) {
  const typed = new Map();
  for (const field of fields) {
    if (!field.name || field.type === "hidden" || NO_TEXT.includes(field.type) || FORMALITIES.has(field.name) || SEALED.has(field.name)) continue;
    const said = saidIn(field);
    const label = labels[field.name] ?? field.name;
    if (said) typed.set(label, [...typed.get(label) ?? [], said]);
  }
  return [...typed].map(([label, said]) => [label, said.join("、")]);
}

/** What the server would refuse hours later and far away, as far as the page can know it: field → sentences. ``data-needed``
 * names a question that must be answered; ``data-needed-if`` one whose answer makes this field needed (``data-needed-value``:
 * that answer alone). In the words of the server. */
export function lackingIn(form) {
  const sent = new FormData(form);
  const lacking = ({ dataset: { needed, neededIf, neededValue }, value = "" }) => {
    if (needed) return !sent.get(needed);
    return !value.trim() && (neededValue === undefined ? sent.has(neededIf) : sent.getAll(neededIf).includes(neededValue));
  };
  const told = (box) => {
    if (box.dataset.counter) return [document.getElementById(box.dataset.counter)?.name, [box.textContent]];
    return lacking(box) ? [box.dataset.needed ?? box.name, [box.dataset.neededWords]] : null;
  };
  // In the order in which they stand in the form.
  return Object.fromEntries([...form.querySelectorAll("[data-needed], [data-needed-if], [data-counter][data-over]")].map(told).filter(Boolean));
}
