// A choice that is written into a field where the cursor stands, e.g. the name of a figure into an expression.
export function wireOne(button) {
  button.addEventListener("click", () => {
    const field = document.getElementById(button.dataset.insertInto);
    if (!field) return;
    const { selectionStart: from, selectionEnd: to } = field;
    field.setRangeText(button.dataset.insert, from, to, "end");
    field.focus();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
