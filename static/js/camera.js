// The camera beside the album: what it took joins the photos of the one field that is sent.
export function wireOne(camera) {
  if (camera.dataset.wired !== undefined) return;
  camera.dataset.wired = "";
  const album = document.getElementById(camera.dataset.pickerCamera);
  const hand = () => {
    if (!camera.files.length) return;
    // a list of its own: emptying the one field would empty the other with it
    const taken = new DataTransfer();
    for (const file of camera.files) taken.items.add(file);
    album.files = taken.files;
    camera.value = "";
    for (const name of ["input", "change"]) album.dispatchEvent(new Event(name, { bubbles: true }));
  };
  camera.addEventListener("change", hand);
  hand(); // taken before this script arrived
}
