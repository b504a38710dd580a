// The day on which something was done is today, unless somebody says otherwise. Set here and not by the server: the page may
// have been kept on the phone for days. It stands there before the drafts look: unchanged, it is nothing that was typed.

/** The day in China, as fields of days hold it; the clock of the device may be set to another place. */
const today = () => new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Shanghai", year: "numeric", month: "2-digit", day: "2-digit" }).format(new Date());

export function wire(root) {
  for (const field of root.querySelectorAll("[data-until-today] input[type=date]")) {
    field.max = today();
    if (!field.value && field.closest("form[data-today]") && !field.hasAttribute("aria-invalid")) field.value = today();
  }
}
