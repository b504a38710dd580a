// A tree opened step by step: the children of a line are fetched when it is first opened.
import { toast } from "./answers.js";
import { word } from "./words.js";

async function fetchChildren(button, place) {
  const url = button.dataset.treeToggle;
  if (!url || place.children.length) return true;
  button.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(url, { headers: { "HX-Request": "true", Accept: "text/html" }, credentials: "same-origin" });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const branch = page.querySelector(".tree");
    if (branch) place.append(document.adoptNode(branch));
    window.htmx?.process(place);
    return true;
  } catch {
    toast(word("failed"), "error");
    return false;
  } finally {
    button.removeAttribute("aria-busy");
  }
}

export function start() {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-tree-toggle]");
    if (!button) return;
    const place = button.closest(".tree__node").querySelector(":scope > [data-tree-children]");
    const isOpen = button.getAttribute("aria-expanded") === "true";
    if (!isOpen && !(await fetchChildren(button, place))) return;
    button.setAttribute("aria-expanded", String(!isOpen));
    place.hidden = isOpen;
  });
}
