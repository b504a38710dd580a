// A recording of at most a minute: tap to begin and tap to end, or hold, speak and let go. What was recorded becomes the
// file of its picker (photos.js), as if it had been chosen: it is shown, removed, kept and sent as every other file.
import { newKey } from "./phone/keys.js";
import { grow } from "./phone/pickers.js";
import { fill } from "./words.js";

const ENDINGS = { "audio/webm;codecs=opus": "weba", "audio/mp4": "m4a", "audio/ogg;codecs=opus": "ogg" };
const HOLD_MS = 400;
/** What is spoken comes in pieces: whoever leaves the page leaves it no time for one at the end. */
const PIECE_MS = 500;
/** So many pieces are kept on the device in one go, those before them again: at most two seconds are lost with a tab. */
const PIECES_KEPT = 4;
/** Speech is understood at this; a minute is 180 KB. */
const BITS = 24_000;

const canRecord = () => Boolean(window.MediaRecorder && navigator.mediaDevices?.getUserMedia);
const typeOfBrowser = () => Object.keys(ENDINGS).find((type) => MediaRecorder.isTypeSupported(type)) ?? "";

/** Plays what the picker holds; nothing while it holds nothing. A slip of the thumb must not record over it: first it is removed. */
function showSound(box, input) {
  const sound = box.querySelector("[data-recorder-sound]");
  const button = box.querySelector("[data-recorder-button]");
  const [file] = input.files;
  const hasFocus = button === document.activeElement;
  button.hidden = Boolean(file) || !canRecord();
  if (sound.src) URL.revokeObjectURL(sound.src);
  sound.hidden = !file;
  if (file && canRecord()) box.querySelector("[data-recorder-choose]").hidden = true; // nor is another one chosen over it
  if (file) sound.src = URL.createObjectURL(file);
  else sound.removeAttribute("src");
  if (file && hasFocus) sound.focus();
}

export function wireOne(box) {
  if (box.dataset.recorderWired !== undefined) return;
  box.dataset.recorderWired = "";
  const input = box.querySelector("input[type=file]");
  const button = box.querySelector("[data-recorder-button]");
  const words = box.querySelector("[data-recorder-words]");
  const status = box.querySelector("[data-recorder-status]");
  const most = Number(box.dataset.seconds);
  let asking = null; // what waits for the microphone: one asks at a time, and whoever gave up is not served later
  let recorder = null;
  let isUnwanted = false;
  let keepNow = () => {};
  let pressedAt = 0;

  const say = (text) => {
    status.hidden = !text;
    status.textContent = text;
  };

  const show = () => {
    showSound(box, input);
    if (box.dataset.isCut !== undefined && input.files.length) say(box.dataset.cut);
    else if (status.textContent === box.dataset.cut) say("");
    delete box.dataset.isCut;
  };
  new MutationObserver(show).observe(box.querySelector("[data-picker-list]"), { childList: true });
  if (input.files.length) show(); // put back before this script arrived
  if (!canRecord()) return;
  button.hidden = input.files.length > 0;
  box.querySelector("[data-recorder-choose]").hidden = true;

  /** What the words then speak of is in sight: a recording made by another app can be chosen. */
  function offerFile() {
    box.querySelector("[data-recorder-choose]").hidden = false;
  }

  function showRunning(seconds) {
    button.setAttribute("aria-pressed", String(seconds !== null));
    words.textContent = seconds === null ? box.dataset.begin : fill(box.dataset.running, seconds);
  }

  const fileOf = (pieces, type) => new File(pieces, `${box.dataset.name}.${ENDINGS[type] ?? "weba"}`, { type: type.split(";")[0] });

  function take(pieces, type) {
    const transfer = new DataTransfer();
    transfer.items.add(fileOf(pieces, type));
    input.files = transfer.files;
    for (const event of ["input", "change"]) input.dispatchEvent(new Event(event, { bubbles: true }));
  }

  async function begin() {
    if (input.files.length) return; // first it is removed
    say("");
    const asked = {};
    asking = asked;
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch (error) {
      if (asking === asked) {
        asking = null;
        say(error.name === "NotAllowedError" ? box.dataset.denied : box.dataset.failed);
        offerFile();
      }
      return;
    }
    if (asking !== asked || !box.isConnected) {
      for (const track of stream.getTracks()) track.stop();
      return;
    }
    asking = null;
    isUnwanted = false;
    const type = typeOfBrowser();
    const pieces = [];
    const id = newKey();
    const running = new MediaRecorder(stream, { ...(type && { mimeType: type }), audioBitsPerSecond: BITS });
    const began = performance.now();
    const tick = setInterval(() => {
      const seconds = Math.floor((performance.now() - began) / 1000);
      showRunning(seconds);
      if (seconds >= most) say(box.dataset.full);
      if (seconds >= most || !box.isConnected) running.stop();
    }, 250);
    let isTaken = false;
    running.addEventListener("dataavailable", ({ data }) => {
      if (!data.size) return;
      pieces.push(data);
      // The system may end this tab at any moment, without a word.
      if (running.state === "recording" && pieces.length % PIECES_KEPT === 1) keepNow();
    });
    keepNow = () => {
      if (!isTaken && !isUnwanted && pieces.length) grow(box, { id, file: fileOf(pieces, type || running.mimeType) });
    };
    const takeNow = () => {
      if (isTaken || isUnwanted || !pieces.length) return;
      isTaken = true;
      grow(box, null);
      take(pieces, type || running.mimeType);
    };
    running.addEventListener("stop", () => {
      clearInterval(tick);
      for (const track of stream.getTracks()) track.stop();
      recorder = null;
      showRunning(null);
      takeNow();
      if (!isTaken) {
        grow(box, null);
        delete box.dataset.working;
        if (!isUnwanted) say(box.dataset.failed);
        if (!isUnwanted) offerFile();
      }
    });
    box.dataset.working = ""; // photos.js lets the form wait for it
    recorder = running;
    recorder.start(PIECE_MS);
    showRunning(0);
  }

  const end = () => {
    asking = null;
    if (recorder?.state === "recording") recorder.stop();
  };
  const drop = () => {
    isUnwanted = true;
    end();
  };
  const toggle = () => (recorder || asking ? end() : begin());

  button.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    pressedAt = recorder || asking ? 0 : performance.now();
    toggle();
  });
  for (const name of ["pointerup", "pointercancel", "pointerleave"]) button.addEventListener(name, () => {
    const isHeld = performance.now() - pressedAt > HOLD_MS;
    if (pressedAt && isHeld) end();
    // A finger that scrolls the page began here by chance; one that trembles after a while goes on speaking.
    else if (pressedAt && name === "pointercancel") drop();
    pressedAt = 0;
  });
  // From the keyboard, or by what reads the page aloud; a finger has been heard above.
  button.addEventListener("click", (event) => event.detail === 0 && toggle());
  button.addEventListener("contextmenu", (event) => event.preventDefault());
  // Whoever leaves has spoken: it ends and is kept. On the way to another page there is time to keep it well; a page that
  // goes at once keeps what has come so far; and in another app, or behind a dark screen, nobody is listened to.
  window.addEventListener("beforeunload", end);
  document.addEventListener("visibilitychange", () => { if (document.hidden) end(); });
  window.addEventListener("pagehide", () => {
    end();
    keepNow();
  });
  for (const name of ["submit", "outbox:sending"]) input.form?.addEventListener(name, end, true);
}
