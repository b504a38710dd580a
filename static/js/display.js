// Theme and type size: kept in cookies, so that the server sends the right page at once and nothing flashes.
import { closeMenus } from "./dialogs.js";

const root = document.documentElement;
const YEAR = 31536000;

function remember(name, value) {
  const age = value ? YEAR : 0;
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `${name}=${value}; path=/; max-age=${age}; samesite=lax${secure}`;
}

function show() {
  const theme = root.dataset.theme ?? "";
  for (const button of document.querySelectorAll("[data-theme-choice]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeChoice === theme));
  }
  for (const button of document.querySelectorAll("[data-type-toggle]")) {
    button.setAttribute("aria-pressed", String(root.dataset.type === "large"));
  }
}

export function start() {
  document.addEventListener("click", (event) => {
    const theme = event.target.closest("[data-theme-choice]");
    if (theme) {
      const choice = theme.dataset.themeChoice;
      if (choice) root.dataset.theme = choice;
      else delete root.dataset.theme;
      remember("pingan_theme", choice);
    }
    const type = event.target.closest("[data-type-toggle]");
    if (type) {
      const large = root.dataset.type !== "large";
      if (large) root.dataset.type = "large";
      else delete root.dataset.type;
      remember("pingan_type", large ? "large" : "");
    }
    if (theme || type) {
      show();
      closeMenus();
    }
  });
  show();
}
