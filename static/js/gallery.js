// Photos open large in one dialog; without this script each link opens its photo.
import { open } from "./dialogs.js";

let photos = [];
let place = 0;

function show(dialog, index) {
  place = (index + photos.length) % photos.length;
  const photo = photos[place];
  const image = dialog.querySelector(".lightbox__image");
  image.src = photo.href;
  image.alt = photo.querySelector("img")?.alt ?? "";
  dialog.querySelector(".lightbox__caption").textContent = [
    photo.dataset.caption, photos.length > 1 ? `${place + 1} / ${photos.length}` : "",
  ].filter(Boolean).join(" · ");
  for (const button of dialog.querySelectorAll(".lightbox__button--previous, .lightbox__button--next")) {
    button.hidden = photos.length < 2;
  }
}

export function start() {
  const dialog = document.getElementById("lightbox");
  if (!dialog) return;
  document.addEventListener("click", (event) => {
    const photo = event.target.closest("[data-gallery] a");
    if (photo && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      photos = [...photo.closest("[data-gallery]").querySelectorAll("a")];
      show(dialog, photos.indexOf(photo));
      open(dialog);
    }
    if (event.target.closest(".lightbox__button--previous")) show(dialog, place - 1);
    if (event.target.closest(".lightbox__button--next")) show(dialog, place + 1);
  });
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "ArrowLeft") show(dialog, place - 1);
    if (event.key === "ArrowRight") show(dialog, place + 1);
  });
}
