// "Use my position": fills longitude, latitude and accuracy (WGS-84), and says in words why it could not. With data-auto
// it begins by itself where the browser allows it already, and asks once on this device where it does not yet.
import { fill } from "./words.js";

const WAIT_MS = 15000;
const ASKED = "pingan:position-asked";
/** What was found by itself and is no more exact than this (metres) would name the wrong grid: a person looks first. */
const ROUGH = 200;

/** ``isByItself``: nobody asked for it, and no draft may take it for something that was typed. */
function write(id, value, isByItself) {
  const input = id ? document.getElementById(id) : null;
  if (!input) return;
  input.value = value;
  input.dispatchEvent(Object.assign(new Event("input", { bubbles: true }), { isByItself }));
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

export function wireOne(box) {
  if (box.dataset.wired !== undefined) return;
  box.dataset.wired = "";
  const button = box.querySelector("button");
  const status = box.querySelector("[data-geolocate-status]");
  const words = box.dataset;

  const say = (text) => {
    status.hidden = !text;
    status.textContent = text;
  };

  const isFilled = () => Boolean(document.getElementById(words.longitude)?.value);

  function found({ coords }, isByItself) {
    const metres = Math.round(coords.accuracy);
    if (isByItself && isFilled()) return say(""); // set on the map meanwhile, or by a draft
    if (isByItself && metres > ROUGH) return say(fill(words.rough, metres));
    write(words.longitude, coords.longitude.toFixed(6), isByItself);
    write(words.latitude, coords.latitude.toFixed(6), isByItself);
    write(words.accuracy, String(metres), isByItself);
    return say(fill(words.found, metres));
  }

  function locate(isByItself) {
    if (!window.isSecureContext) return say(words.insecure);
    if (!navigator.geolocation) return say(words.unavailable);
    button.setAttribute("aria-busy", "true");
    say(words.searching);
    return navigator.geolocation.getCurrentPosition(
      (position) => {
        button.removeAttribute("aria-busy");
        found(position, isByItself);
      },
      (error) => {
        button.removeAttribute("aria-busy");
        say({ 1: words.denied, 2: words.unavailable, 3: words.timeout }[error.code] ?? words.unavailable);
      },
      { enableHighAccuracy: true, timeout: WAIT_MS, maximumAge: 10000 },
    );
  }

  button.addEventListener("click", () => locate(false));
  if (words.auto !== undefined && !isFilled()) mayBegin().then((may) => may && !isFilled() && locate(true));
}

/** Allowed already, or not asked yet on this device. */
async function mayBegin() {
  let state = "prompt";
  try {
    ({ state } = await navigator.permissions.query({ name: "geolocation" }));
  } catch {
    // an older browser: it asks, once
  }
  if (state !== "prompt") return state === "granted";
  try {
    const asked = localStorage.getItem(ASKED);
    localStorage.setItem(ASKED, "1");
    return !asked;
  } catch {
    return false;
  }
}
