// Words and drawings that the page hands to the scripts (translated by the server).
const store = () => document.getElementById("words")?.dataset ?? {};

/** Words of a part that not every page has stand beside it (``#phone-words``). */
const further = () => document.getElementById("phone-words")?.dataset ?? {};

export const word = (name) => store()[name] ?? further()[name] ?? "";

export const fill = (text, value) => text.replace("{n}", value);

export function icon(name, extra = "") {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", `icon ${extra}`.trim());
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${store().icons ?? "/static/icons.svg#"}${name}`);
  svg.append(use);
  return svg;
}
