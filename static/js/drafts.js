// What is typed into a report stays on the device until it is sent, so that a lost connection or an ended session
// costs nothing. Kept per person; photos and personal data of others are never kept; signing out removes all.
const PREFIX = "pingan:draft:";
const NEVER = new Set(["csrfmiddlewaretoken", "idempotency_key", "kept_files", "seen_version", "reporter_name", "reporter_phone"]);

function stored(action) {
  try {
    return action(window.localStorage);
  } catch {
    return null; // storage full or forbidden: the form works without
  }
}

const fieldsOf = (form) => [...form.elements].filter((field) => field.name && !NEVER.has(field.name) && !["file", "submit", "button"].includes(field.type));

function valuesOf(form) {
  const values = {};
  for (const field of fieldsOf(form)) {
    if (field.type === "checkbox" || field.type === "radio") {
      if (field.checked) values[field.name] = field.value;
    } else if (field.value) values[field.name] = field.value;
  }
  return values;
}

function restore(form, values) {
  for (const field of fieldsOf(form)) {
    if (!(field.name in values)) continue;
    if (field.type === "checkbox" || field.type === "radio") field.checked = field.value === values[field.name];
    else field.value = values[field.name];
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

function clearAll() {
  stored((store) => Object.keys(store).filter((key) => key.startsWith(PREFIX)).forEach((key) => store.removeItem(key)));
}

function wireOne(form) {
  const key = PREFIX + form.dataset.draft;
  const note = document.querySelector("[data-draft-note]");
  const untouched = JSON.stringify(valuesOf(form));
  const kept = stored((store) => JSON.parse(store.getItem(key) ?? "null"));
  // A form that came back with errors carries what was typed already.
  const isFresh = !form.querySelector("[data-error-summary]");
  if (kept && isFresh && (kept.description || kept.place_text || kept.category)) {
    restore(form, kept);
    for (const box of form.querySelectorAll("[data-combobox]")) {
      const select = box.querySelector("select");
      const shown = box.querySelector("input[role=combobox]");
      if (select && shown) shown.value = select.value ? select.selectedOptions[0].textContent.trim() : "";
    }
    if (note) note.hidden = false;
  }
  const keep = () => {
    const values = valuesOf(form);
    if (JSON.stringify(values) === untouched) stored((store) => store.removeItem(key));
    else stored((store) => store.setItem(key, JSON.stringify(values)));
  };
  form.addEventListener("input", keep);
  form.addEventListener("change", keep);
  document.querySelector("[data-draft-discard]")?.addEventListener("click", () => {
    stored((store) => store.removeItem(key));
    delete form.dataset.dirty;
    location.reload();
  });
}

export function wire(root) {
  root.querySelectorAll("form[data-draft]").forEach(wireOne);
  const sent = root.querySelector("[data-draft-sent]");
  if (sent) stored((store) => store.removeItem(PREFIX + sent.dataset.draftSent));
}

export function start() {
  document.addEventListener("submit", (event) => {
    if (event.target.getAttribute("action")?.includes("/logout/")) clearAll();
  }, true);
}
