// The phone's own clock, held against the server's at every contact: when something happened is typed by it.
import { icon, fill, word } from "../words.js";
import { state } from "./net.js";
import { on } from "./outbox.js";
import { made } from "./telling.js";

/** Nobody types a time more exactly; a slow line takes a part of it. */
const TOLERANCE_MS = 5 * 60_000;

const HOUR_MS = 60 * 60_000;
/** From how long on each unit is what people would say. */
const SPANS = [
  ["clockDays", 24 * HOUR_MS, 2 * 24 * HOUR_MS],
  ["clockHours", HOUR_MS, 2 * HOUR_MS],
  ["clockMinutes", 60_000, 0],
];

function spanOf(time) {
  const [unit, length] = SPANS.find(([, , from]) => time >= from);
  return fill(word(unit), Math.round(time / length));
}

/** How wrong it is, in words; empty: right enough, or not known. */
export function saidOfClock() {
  const ahead = state?.ahead ?? 0;
  if (!(Math.abs(ahead) > TOLERANCE_MS)) return "";
  return fill(word(ahead > 0 ? "clockFast" : "clockSlow"), spanOf(Math.abs(ahead)));
}

/** Nothing is put right behind anybody's back: what was typed stays as typed. */
function show() {
  const said = saidOfClock();
  for (const form of document.querySelectorAll("form[data-outbox]")) {
    let place = form.querySelector("[data-clock]");
    if (!place && !said) continue;
    if (!place) {
      place = made("div", "notice notice--warning");
      place.dataset.clock = "";
      place.setAttribute("role", "status");
      place.append(icon("warning"), made("div", "notice__body"));
      form.prepend(place);
    }
    place.hidden = !said;
    place.lastElementChild.textContent = said && `${said} ${word("clockHelp")}`;
  }
}

export function start() {
  on("contact", () => { if (state) show(); });
}
