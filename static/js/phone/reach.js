// Without a network a link to a page that is not kept says so, instead of leading nowhere; one to a kept page opens it.
import { toast } from "../answers.js";
import { word } from "../words.js";
import { made } from "./telling.js";

/** The worker is asked: it alone knows for which questions a kept page answers. */
const PATIENCE = 2_000;

const addressOf = (link) => link.pathname + link.search;

const heldOf = (urls) => new Promise((resolve) => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }) => resolve(new Set(data));
  setTimeout(resolve, PATIENCE, null);
  navigator.serviceWorker.controller.postMessage({ kind: "held", urls }, [port2]);
});

function show(link, isOut) {
  if (isOut === link.hasAttribute("data-unreached")) return;
  link.toggleAttribute("data-unreached", isOut);
  if (isOut) {
    link.setAttribute("aria-disabled", "true");
    link.append(made("span", "visually-hidden", word("needsConnection")));
    link.lastElementChild.dataset.unreachedWords = "";
  } else {
    link.removeAttribute("aria-disabled");
    link.querySelector("[data-unreached-words]")?.remove();
  }
}

export async function mark(isAway) {
  const links = [...document.querySelectorAll("a[href^='/']")];
  const held = isAway ? await heldOf(links.map(addressOf)) : null;
  const root = document.documentElement;
  root.toggleAttribute("data-unreached", held !== null);
  for (const link of links) show(link, held !== null && !held.has(addressOf(link)));
  const told = document.querySelector("[data-sync-links]");
  if (told) told.hidden = !document.querySelector("a[data-unreached]");
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href^='/']");
  if (!link || document.documentElement.dataset.unreached === undefined) return;
  const isOut = link.hasAttribute("data-unreached");
  // A part of a page cannot be fetched now, but the whole of it is kept.
  if (!isOut && !link.hasAttribute("hx-get")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (isOut) toast(word("needsConnection"));
  else location.assign(link.href);
}, true);
