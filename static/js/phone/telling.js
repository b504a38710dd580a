// What the server said to something that waited, told in the form it came from: errors at their fields, changes beside them.
import { icon, word } from "../words.js";

export function made(name, className = "", text = "") {
  const box = document.createElement(name);
  if (className) box.className = className;
  if (text) box.textContent = text;
  return box;
}

export function link(text, href, className = "button button--s") {
  const box = made("a", className, text);
  box.href = href;
  return box;
}

/** An earlier sending has arrived: there it stands. Nothing, where the server does not say where. */
export const arrived = (url) => (url?.startsWith("/") ? [link(word("openArrived"), url)] : []);

export function moment(at) {
  const box = made("time", "", new Intl.DateTimeFormat(document.documentElement.lang, {
    month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "Asia/Shanghai",
  }).format(new Date(at)));
  box.dateTime = at;
  return box;
}

/** What others did meanwhile, newest last. */
export function changesList(changes) {
  const list = made("ul", "outbox__changes");
  for (const { at, actor, action_label: label, note } of changes) {
    const line = made("li");
    line.append(moment(at), ` ${[actor, label, note].filter(Boolean).join(" · ")}`);
    list.append(line);
  }
  return list;
}

/** A form with a prefix names its controls by it, and their boxes without. */
const fieldOf = (form, name) => name && (form.querySelector(`[data-field="${CSS.escape(name)}"]`) ?? form.querySelector(`[name="${CSS.escape(name)}"]`)?.closest("[data-field]"));

export const labelOf = (box) => box.querySelector(".field__label, legend")?.firstChild?.textContent.trim() || box.dataset.field;

/** What the fields are called, by the names of their boxes and of their controls: a form with a prefix has both. */
export function labelsOf(form) {
  const labels = {};
  for (const box of form.querySelectorAll("[data-field]")) {
    const label = labelOf(box);
    labels[box.dataset.field] = label;
    for (const { name } of box.querySelectorAll("[name]")) labels[name] = label;
  }
  return labels;
}

/** What was typed, word for word, where its form is not. ``typed``: [[label, words]]. */
export function typedList(typed) {
  const list = made("dl", "outbox__typed");
  for (const [label, words] of typed) list.append(made("dt", "", label), made("dd", "prose", words));
  return list;
}

function mark(box, sentences) {
  const note = made("p", "field__error");
  note.dataset.told = "";
  note.append(icon("error", "icon--s"), made("span", "", sentences.join(" ")));
  const control = box.querySelector("[role=combobox], input:not([type=hidden]), textarea, select");
  note.id = `${control?.id || box.dataset.field}_told`;
  control?.setAttribute("aria-invalid", "true");
  control?.setAttribute("aria-describedby", [control.getAttribute("aria-describedby"), note.id].filter(Boolean).join(" "));
  box.classList.add("field--invalid");
  // What is wrong stands where help stands: above the control.
  (box.querySelector(".field__help") ?? box.querySelector(".field__label, legend") ?? box.lastElementChild)?.after(note);
  box.closest("details")?.setAttribute("open", "");
  return control;
}

/** Said above the field in which one types, too: the head of a long form is out of sight there. False: nobody types in it. */
export function tellNear(form, text) {
  const field = form.contains(document.activeElement) ? document.activeElement.closest("[data-field]") : null;
  const before = form.querySelector("[data-told-near]");
  if (field && before && field.contains(before)) return true;
  before?.remove();
  if (!field) return false;
  const note = made("p", "field__error", text);
  note.dataset.told = "";
  note.dataset.toldNear = "";
  const label = field.querySelector(".field__label, legend");
  if (label) label.after(note);
  else field.prepend(note);
  return true;
}

export function clearErrors(form) {
  form.querySelectorAll("[data-told], [data-error-summary], .field__error[id]").forEach((note) => note.remove());
  form.querySelectorAll(".field--invalid").forEach((box) => box.classList.remove("field--invalid"));
  form.querySelectorAll("[aria-invalid]").forEach((control) => control.removeAttribute("aria-invalid"));
  form.querySelector("[data-conflict]")?.replaceChildren();
}

/** ``errors``: field → sentences. Each is told at its field and, with a link to it, above the form. */
export function showErrors(form, errors) {
  clearErrors(form);
  const summary = made("div", "error-summary");
  summary.setAttribute("role", "alert");
  summary.tabIndex = -1;
  summary.dataset.errorSummary = "";
  const title = made("h2", "error-summary__title");
  title.append(icon("error"), word("correct"));
  const list = made("ul");
  for (const [name, sentences] of Object.entries(errors)) {
    const line = made("li");
    const box = fieldOf(form, name);
    if (box) {
      const control = mark(box, sentences);
      const label = labelOf(box);
      if (control?.id) line.append(link(label, `#${control.id}`, ""), `: ${sentences.join(" ")}`);
      else line.append(`${label}: ${sentences.join(" ")}`);
    } else line.append(sentences.join(" "));
    list.append(line);
  }
  summary.append(title, list);
  (form.querySelector("[data-conflict]") ?? form.firstElementChild).after(summary);
  summary.focus();
}
