// A field that is asked only where another holds a value: hidden while it does not. Without scripts it stays in sight.
const valuesOf = (form, name) => new FormData(form).getAll(name).map(String);

export function wireOne(field) {
  const form = field.closest("form");
  if (!form) return;
  const show = () => {
    field.hidden = !valuesOf(form, field.dataset.shownIf).includes(field.dataset.shownValue);
  };
  form.addEventListener("change", show);
  show();
}
