// Photos are shrunk on the phone before they are sent; previews, removal, and the order in which they were taken.
import { ask } from "./dialogs.js";
import { withExif } from "./exif.js";
import { newKey } from "./phone/keys.js";
import { register } from "./phone/pickers.js";
import { icon } from "./words.js";

const LONGEST = 2048;
const LIGHT = 1024 * 1024;
const HEAVY = 20 * 1024 * 1024;

async function shrink(file) {
  let bitmap;
  try {
    bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    return file; // HEIC and the like, which this browser cannot draw: the server decides
  }
  const scale = Math.min(1, LONGEST / Math.max(bitmap.width, bitmap.height));
  if (scale === 1 && file.size <= LIGHT) return file;
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(bitmap.width * scale);
  canvas.height = Math.round(bitmap.height * scale);
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  const small = await new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", 0.85); });
  if (!small) return file;
  const whole = file.type === "image/jpeg" ? await withExif(small, await file.arrayBuffer()) : small;
  if (whole.size >= file.size) return file;
  const name = `${file.name.replace(/\.[^.]*$/, "")}.jpg`;
  return new File([whole], name, { type: "image/jpeg", lastModified: file.lastModified });
}

function size(bytes) {
  return bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

export function wireOne(box) {
  if (box.dataset.wired !== undefined) return;
  box.dataset.wired = "";
  const input = box.querySelector("input[type=file]");
  const list = box.querySelector("[data-picker-list]");
  const problem = box.querySelector("[data-picker-error]");
  const isPhotos = box.dataset.picker === "photos";
  const most = input.multiple ? Number(box.dataset.maxFiles) : 1;
  let kept = [];

  function write() {
    const transfer = new DataTransfer();
    kept.forEach(({ file }) => transfer.items.add(file));
    input.files = transfer.files;
  }

  function line(item) {
    const entry = document.createElement("li");
    entry.className = "picker__item";
    if (isPhotos) {
      const image = document.createElement("img");
      image.alt = item.file.name;
      image.src = item.url;
      entry.append(image);
    }
    const text = document.createElement("span");
    text.textContent = isPhotos ? size(item.file.size) : `${item.file.name} · ${size(item.file.size)}`;
    const remove = document.createElement("button");
    remove.type = "button";
    remove.className = "picker__remove";
    remove.setAttribute("aria-label", `${box.dataset.remove} ${item.file.name}`);
    remove.append(icon("x"));
    remove.addEventListener("click", async () => {
      // A photo is taken again; what was said is not.
      if (box.dataset.question && !await ask(box.dataset.question, box.dataset.remove)) return;
      drop(item);
      await null; // audio.js shows the recorder's button again
      (box.querySelector("[data-recorder-button]:not([hidden])") ?? input).focus();
    });
    entry.append(text, remove);
    return entry;
  }

  function show() {
    write();
    list.replaceChildren(...kept.map(line));
  }

  function draw() {
    show();
    box.dispatchEvent(new CustomEvent("picker:changed", { bubbles: true }));
  }

  function drop(item) {
    URL.revokeObjectURL(item.url);
    kept = kept.filter((other) => other !== item);
    draw();
  }

  // Kept on the device under an id of its own: every photo of a camera is called image.jpg.
  const held = (file, id = newKey()) => ({ id, file, url: URL.createObjectURL(file) });

  function complain(names) {
    problem.hidden = names.length === 0;
    problem.textContent = names.join(" ");
  }

  async function add(files) {
    const complaints = [];
    if (!input.multiple) kept = [];
    for (const file of files) {
      if (isPhotos && file.type && !file.type.startsWith("image/")) complaints.push(`${box.dataset.notImage} ${file.name}`);
      else if (kept.length >= most) complaints.push(`${box.dataset.tooMany} ${file.name}`);
      else {
        // one after the other: a phone has memory for one large photo, not for nine
        const ready = isPhotos ? await shrink(file) : file;
        if (ready.size > HEAVY) complaints.push(`${box.dataset.tooLarge} ${file.name}`);
        else kept.push(held(ready));
      }
    }
    draw();
    complain(complaints);
    delete box.dataset.working;
  }

  const take = () => {
    const chosen = [...input.files];
    box.dataset.working = "";
    add(chosen);
  };
  input.addEventListener("change", take);
  if (input.files.length) take(); // chosen before this script arrived
  register(box, {
    items: () => kept.map(({ id, file }) => ({ id, file })),
    put: (items) => {
      const fresh = items.filter(({ id }) => !kept.some((other) => other.id === id));
      kept.push(...fresh.map(({ id, file }) => held(file, id)));
      if (fresh.length) show(); // put back, not changed by anybody
    },
    take: (id) => kept.filter((item) => item.id === id).forEach(drop),
  });
  // Sending while a photo is still being shrunk would send the old choice.
  input.form?.addEventListener("submit", (event) => {
    if (box.dataset.working === undefined) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const wait = setInterval(() => {
      if (box.dataset.working !== undefined) return;
      clearInterval(wait);
      delete input.form.dataset.busy;
      input.form.requestSubmit(event.submitter);
    }, 100);
  }, true);
}
