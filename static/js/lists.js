// Tables and row lists: the current row, selection with its bar, and which columns are shown.

export function setCurrent(row) {
  for (const other of row.closest("[data-list]").querySelectorAll("[data-row].is-current")) {
    other.classList.remove("is-current");
    other.removeAttribute("aria-current");
  }
  row.classList.add("is-current");
  row.setAttribute("aria-current", "true");
}

const boxesOf = (bar) => [...document.querySelectorAll(`input[name="selected"][form="${bar.id}"]`)];

function refresh(bar) {
  const boxes = boxesOf(bar);
  const chosen = boxes.filter((box) => box.checked);
  bar.hidden = chosen.length === 0;
  bar.querySelector("[data-bulk-count]").textContent = String(chosen.length);
  for (const box of boxes) {
    const row = box.closest("tr");
    if (row) row.setAttribute("aria-selected", String(box.checked));
  }
  const all = document.querySelector(`[data-table="${bar.dataset.bulk}"] [data-select-all]`);
  if (all) {
    all.checked = chosen.length > 0 && chosen.length === boxes.length;
    all.indeterminate = chosen.length > 0 && chosen.length < boxes.length;
  }
}

export function refreshAll() {
  document.querySelectorAll("[data-bulk]").forEach(refresh);
}

function applyColumns(frame) {
  const menu = frame.querySelector("[data-columns-menu]");
  for (const box of menu.querySelectorAll("input")) {
    for (const cell of frame.querySelectorAll(`[data-col="${CSS.escape(box.value)}"]`)) cell.hidden = !box.checked;
  }
}

function wireColumns(frame) {
  const key = `columns:${frame.dataset.table}`;
  const boxes = [...frame.querySelectorAll("[data-columns-menu] input")];
  try {
    const hidden = JSON.parse(localStorage.getItem(key));
    if (hidden) for (const box of boxes) box.checked = !hidden.includes(box.value);
  } catch { /* a private window keeps nothing: the columns of the page stand */ }
  applyColumns(frame);
  frame.addEventListener("change", (event) => {
    if (!event.target.closest("[data-columns-menu]")) return;
    applyColumns(frame);
    try {
      localStorage.setItem(key, JSON.stringify(boxes.filter((box) => !box.checked).map((box) => box.value)));
    } catch { /* see above */ }
  });
}

export function wire(root) {
  for (const menu of root.querySelectorAll("[data-columns-menu]")) wireColumns(menu.closest("[data-table]"));
  const frame = root.closest?.("[data-table]");
  if (frame?.querySelector("[data-columns-menu]")) applyColumns(frame);
  refreshAll();
}

export function start() {
  document.addEventListener("change", (event) => {
    const box = event.target;
    if (box.matches("[data-select-all]")) {
      const frame = box.closest("[data-table]");
      for (const other of frame.querySelectorAll('tbody input[name="selected"]')) other.checked = box.checked;
    }
    if (box.matches('[data-select-all], input[name="selected"]')) refreshAll();
  });
  document.addEventListener("click", (event) => {
    const clear = event.target.closest("[data-bulk-clear]");
    if (clear) {
      for (const box of boxesOf(clear.closest("[data-bulk]"))) box.checked = false;
      refreshAll();
    }
    const link = event.target.closest("[data-row] [data-open]");
    if (link) setCurrent(link.closest("[data-row]"));
  });
  // No room for a second pane: the link leads to the page instead of filling what nobody sees.
  document.body.addEventListener("htmx:beforeRequest", (event) => {
    const { elt, target } = event.detail;
    if (!elt.matches("a[data-open]") || !target?.closest(".split__detail")) return;
    if (target.offsetParent === null) {
      event.preventDefault();
      location.assign(elt.href);
    }
  });
  document.body.addEventListener("htmx:afterSettle", (event) => {
    const pane = event.detail.target?.closest?.(".split__detail");
    pane?.querySelectorAll(".split__scroll").forEach((part) => part.scrollTo(0, 0));
  });
}
