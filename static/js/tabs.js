// Tabs that scroll sideways begin with the chosen one in sight; the page itself stays where it is.
export function wireOne(bar) {
  const chosen = bar.querySelector("[aria-current], [aria-selected=true]");
  if (!chosen || bar.scrollWidth <= bar.clientWidth) return;
  bar.scrollLeft = chosen.offsetLeft - bar.offsetLeft - (bar.clientWidth - chosen.offsetWidth) / 2;
}
