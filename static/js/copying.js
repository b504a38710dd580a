// Copies what stands in the page. Where a browser refuses the clipboard (an address without TLS), the text is marked instead.
async function copied(source) {
  try {
    await navigator.clipboard.writeText(source.textContent.trim());
    return true;
  } catch {
    getSelection().selectAllChildren(source);
    return document.execCommand("copy");
  }
}

export function wireOne(button) {
  const source = document.getElementById(button.dataset.copy);
  const said = button.parentElement.querySelector("[data-copy-said]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    said.textContent = (await copied(source)) ? button.dataset.copied : button.dataset.marked;
  });
}
