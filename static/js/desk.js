// What the inbox and an incident's page do beyond the components: forms in place, column order, printing.

// A refusal that is the form itself (somebody was faster) takes the place of the old form, typed text included.
document.body.addEventListener("htmx:beforeSwap", (event) => {
  if (!event.detail.xhr.getResponseHeader("X-Form-Again")) return;
  event.detail.shouldSwap = true;
  event.detail.isError = false;
});

// Filters that were left open do not clutter the address.
document.addEventListener("submit", (event) => {
  const form = event.target;
  // A field named "method" hides the form's own: the attribute never is.
  if ((form.getAttribute("method") ?? "get").toLowerCase() !== "get") return;
  const blank = [...form.elements].filter((field) => field.name && field.name !== "tab" && !field.value && !field.disabled);
  for (const field of blank) field.disabled = true;
  setTimeout(() => { for (const field of blank) field.disabled = false; });
});

const place = () => document.getElementById("action-place");

function closeAction() {
  const box = place();
  if (!box?.firstElementChild || !box.querySelector("[data-close-action]")) return false;
  box.replaceChildren();
  document.querySelector("[data-row].is-current [data-open]")?.focus({ preventScroll: true });
  return true;
}

// A form has come: show it, and put the cursor where the first answer is due.
document.body.addEventListener("htmx:afterSettle", (event) => {
  const box = place();
  if (event.detail.target !== box || !box.firstElementChild) return;
  box.scrollIntoView({ block: "start" });
  if (box.querySelector("[data-error-summary]")) return;
  // A long select is hidden behind its search box: only what can be seen can be typed into.
  const fields = [...box.querySelectorAll(".form__fields :is(textarea, select, input:not([type=hidden]))")];
  const wanted = box.querySelector("[autofocus]") ?? fields.find((field) => field.getClientRects().length > 0);
  wanted?.focus({ preventScroll: true });
});

document.addEventListener("keydown", (event) => {
  const form = event.target instanceof Element ? event.target.closest("form[data-quick]") : null;
  if (!form) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.querySelector("button:not([type=button])")?.click();
  } else if (event.key === "Escape" && form.dataset.dirty === undefined && closeAction()) {
    event.preventDefault();
  }
});

function move(button) {
  const item = button.closest("li");
  const other = button.dataset.move === "-1" ? item.previousElementSibling : item.nextElementSibling;
  if (!other) return;
  if (button.dataset.move === "-1") other.before(item);
  else other.after(item);
  button.focus();
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-close-action]")) closeAction();
  if (event.target.closest("[data-print]")) window.print();
  const button = event.target.closest("[data-move]");
  if (button) move(button);
});

for (const button of document.querySelectorAll("[data-move]")) button.hidden = false;
