// Copies a text that somebody would else mark by hand, such as a secret that is shown once.
import { toast } from "./answers.js";

function mark(text) {
  const range = document.createRange();
  range.selectNodeContents(text);
  const marked = getSelection();
  marked.removeAllRanges();
  marked.addRange(range);
}

/** Without https a browser gives no clipboard: then the marked text is copied the old way, or stays marked. */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text.textContent.trim());
    return true;
  } catch {
    mark(text);
    return document.execCommand("copy");
  }
}

export function wireOne(button) {
  const text = document.getElementById(button.dataset.copy);
  if (!text || button.dataset.wired !== undefined) return;
  button.dataset.wired = "";
  button.hidden = false;
  button.addEventListener("click", async () => {
    const isCopied = await copy(text);
    toast(isCopied ? button.dataset.copied : button.dataset.marked, isCopied ? "" : "error");
  });
}
