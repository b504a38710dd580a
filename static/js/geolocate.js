// "Use my position": fills longitude, latitude and accuracy (WGS-84), and says in words why it could not.
import { fill } from "./words.js";

const WAIT_MS = 15000;

function write(id, value) {
  const input = id ? document.getElementById(id) : null;
  if (!input) return;
  input.value = value;
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

export function wireOne(box) {
  if (box.dataset.wired !== undefined) return;
  box.dataset.wired = "";
  const button = box.querySelector("button");
  const status = box.querySelector("[data-geolocate-status]");
  const words = box.dataset;

  const say = (text) => {
    status.hidden = false;
    status.textContent = text;
  };

  button.addEventListener("click", () => {
    if (!window.isSecureContext) return say(words.insecure);
    if (!navigator.geolocation) return say(words.unavailable);
    button.setAttribute("aria-busy", "true");
    say(words.searching);
    return navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        button.removeAttribute("aria-busy");
        write(words.longitude, coords.longitude.toFixed(6));
        write(words.latitude, coords.latitude.toFixed(6));
        write(words.accuracy, String(Math.round(coords.accuracy)));
        say(fill(words.found, Math.round(coords.accuracy)));
      },
      (error) => {
        button.removeAttribute("aria-busy");
        say({ 1: words.denied, 2: words.unavailable, 3: words.timeout }[error.code] ?? words.unavailable);
      },
      { enableHighAccuracy: true, timeout: WAIT_MS, maximumAge: 10000 },
    );
  });
}
