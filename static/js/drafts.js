// What is typed into a report or an action stays on the device until it is sent, so that a lost connection, an ended
// session or an expired form costs nothing. Kept per person; photos and personal data of others are never kept;
// signing out removes all.
const PREFIX = "pingan:draft:";
/** Where the form stood that was sent last in this window: the way back from a refusal. */
const LAST = "pingan:last-sent";
/** Per form, the version that it was sent for; and that a page kept whole loads itself anew on the way back. */
const SENT = "pingan:sent:";
const AGAIN = "pingan:again";
const NEVER = new Set(["csrfmiddlewaretoken", "idempotency_key", "kept_files", "seen_version", "reporter_name", "reporter_phone", "is_page"]);

function stored(action, name = "localStorage") {
  try {
    return action(window[name]);
  } catch {
    return null; // storage full or forbidden: the form works without
  }
}

/** ``data-undrafted``: what the server counts by, such as the number of a line; an old one would mean another line. */
const fieldsOf = (form) => [...form.elements].filter((field) => field.name && !NEVER.has(field.name) && field.dataset.undrafted === undefined && !["file", "submit", "button"].includes(field.type));

function valuesOf(form) {
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

function restore(form, values) {
  for (const field of fieldsOf(form)) {
    if (!(field.name in values)) continue;
    if (field.type === "checkbox" || field.type === "radio") field.checked = [values[field.name]].flat().includes(field.value);
    else field.value = values[field.name];
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

function clearAll() {
  stored((store) => Object.keys(store).filter((key) => key.startsWith(PREFIX)).forEach((key) => store.removeItem(key)));
}

function showChosen(form) {
  for (const box of form.querySelectorAll("[data-combobox]")) {
    const select = box.querySelector("select");
    const shown = box.querySelector("input[role=combobox]");
    if (select && shown) shown.value = select.value ? select.selectedOptions[0].textContent.trim() : "";
  }
}

const drop = (form) => stored((store) => store.removeItem(PREFIX + form.dataset.draft));

/** A choice alone (the unit that the rules propose, say) is not worth a word. */
const hasText = (form, values) => fieldsOf(form).some((field) => values[field.name] && (field.matches("textarea, [type=text]") || field.name === "category"));

function wireOne(form) {
  const key = PREFIX + form.dataset.draft;
  const note = form.parentElement.querySelector("[data-draft-note]");
  const untouched = JSON.stringify(valuesOf(form));
  const kept = stored((store) => JSON.parse(store.getItem(key) ?? "null"));
  // A form that came back with errors carries what was typed already.
  const isFresh = !form.querySelector("[data-error-summary]") && form.dataset.dirty === undefined;
  if (kept && isFresh && hasText(form, kept)) {
    restore(form, kept);
    showChosen(form);
    if (note) note.hidden = false;
  }
  const keep = () => {
    const values = valuesOf(form);
    if (JSON.stringify(values) === untouched) drop(form);
    else stored((store) => store.setItem(key, JSON.stringify(values)));
  };
  form.addEventListener("input", keep);
  form.addEventListener("change", keep);
  note?.querySelector("[data-draft-discard]")?.addEventListener("click", () => {
    drop(form);
    delete form.dataset.dirty;
    if (form.dataset.draft.startsWith("report:")) { // the map and the photos begin anew as well
      location.reload();
      return;
    }
    form.reset();
    showChosen(form);
    note.hidden = true;
  });
}

/** Which version of a matter a form was sent for. */
function markSent(form) {
  const version = form.querySelector('input[name="seen_version"]')?.value;
  if (version) stored((store) => store.setItem(SENT + form.dataset.draft, version), "sessionStorage");
}

function isWayBack() {
  const again = stored((store) => store.getItem(AGAIN), "sessionStorage");
  stored((store) => store.removeItem(AGAIN), "sessionStorage");
  return again !== null || performance.getEntriesByType("navigation")[0]?.type === "back_forward";
}

/** Back to a form that was sent: the page is new, what stands in it is not. The server says what happened since. */
function keepSentVersion() {
  for (const form of document.querySelectorAll("form[data-draft]")) {
    const version = stored((store) => store.getItem(SENT + form.dataset.draft), "sessionStorage");
    const seen = form.querySelector('input[name="seen_version"]');
    if (seen && version) seen.value = version;
  }
}

/** On the page that says that a form has expired: what is kept is said to be kept, and where. */
function leadBack(root) {
  const told = root.querySelector("[data-draft-kept]");
  if (!told) return;
  const last = stored((store) => JSON.parse(store.getItem(LAST) ?? "null"), "sessionStorage");
  if (!last || !stored((store) => store.getItem(PREFIX + last.draft))) return;
  told.hidden = false;
  const way = root.querySelector("[data-draft-back]");
  if (way) way.href = last.from;
}

export function wire(root) {
  root.querySelectorAll("form[data-draft]").forEach(wireOne);
  leadBack(root);
  const sent = root.querySelector("[data-draft-sent]");
  if (sent) stored((store) => store.removeItem(PREFIX + sent.dataset.draftSent));
}

export function start() {
  // Back to a page that was kept whole after its form had left: what was sent must not look unsent.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted && document.querySelector("form[data-draft][data-sent]")) {
      stored((store) => store.setItem(AGAIN, "1"), "sessionStorage");
      location.reload();
    } else if (isWayBack()) keepSentVersion();
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.getAttribute("action")?.includes("/logout/")) clearAll();
    if (form.dataset.draft === undefined) return;
    markSent(form);
    const last = { draft: form.dataset.draft, from: location.pathname + location.search };
    stored((store) => store.setItem(LAST, JSON.stringify(last)), "sessionStorage");
  }, true);
  document.body.addEventListener("htmx:beforeOnLoad", (event) => {
    const { elt, xhr } = event.detail;
    if (elt.matches("form[data-draft]") && xhr.status === 204) drop(elt);
  });
  // Given up on purpose.
  document.addEventListener("click", (event) => {
    const form = event.target.closest("[data-close-action]")?.closest("section")?.querySelector("form[data-draft]");
    if (form) drop(form);
  });
}
