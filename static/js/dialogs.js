// Native dialogs, menus made of <details>, and the question "are you sure".

export function closeMenus(except = null) {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (menu !== except) menu.open = false;
  }
}

export function open(dialog) {
  if (dialog && !dialog.open) dialog.showModal();
}

/** Asks in the page's own dialog; resolves to true or false. */
export function ask(question, word = "") {
  const dialog = document.getElementById("confirm-dialog");
  if (!dialog) return Promise.resolve(false);
  dialog.querySelector("#confirm-text").textContent = question;
  const yes = dialog.querySelector('[value="yes"]');
  yes.dataset.word ??= yes.textContent;
  yes.textContent = word || yes.dataset.word;
  return new Promise((resolve) => {
    let answer = false;
    const click = (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      answer = button.value === "yes";
      dialog.close();
    };
    dialog.addEventListener("click", click);
    dialog.addEventListener("close", () => {
      dialog.removeEventListener("click", click);
      resolve(answer);
    }, { once: true });
    open(dialog);
  });
}

export function wire(root) {
  const found = [...root.querySelectorAll("dialog[data-dialog-auto]")];
  if (root.matches?.("dialog[data-dialog-auto]")) found.push(root);
  found.forEach(open);
}

export function start() {
  document.addEventListener("click", (event) => {
    const target = event.target;
    const opener = target.closest("[data-dialog-open]");
    if (opener) {
      event.preventDefault();
      closeMenus();
      open(document.getElementById(opener.dataset.dialogOpen));
    }
    if (target.closest("[data-dialog-close]")) target.closest("dialog")?.close();
    // A click beside the box falls on the dialog element itself. Text is not lost by a slip of the mouse.
    if (target instanceof HTMLDialogElement && target.id !== "confirm-dialog" && !target.querySelector("[data-dirty]")) {
      const box = target.getBoundingClientRect();
      const outside = event.clientX < box.left || event.clientX > box.right
        || event.clientY < box.top || event.clientY > box.bottom;
      if (outside && event.clientX) target.close();
    }
    if (target.closest("[data-dismiss]")) target.closest(".notice, .toast")?.remove();
    // What was chosen opens elsewhere on the page: on a phone the sheet would go on lying over it.
    closeMenus(target.closest("a.menu__item") ? null : target.closest("details[data-menu]"));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.querySelector("details[data-menu][open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary")?.focus();
    }
  });
  // A dialog whose form was answered well has done its work.
  document.body.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful && event.detail.elt.matches("form")) event.detail.elt.closest("dialog[open]")?.close();
  });
}
