// What nothing on the page waits for is fetched once the page is there: before, it would share the line with what is waited for.

/** HTMX, where the page could do without it so far. Parts that listen to a form (``data-later``) hear of what they missed. */
function bringHtmx(src) {
  const missed = new Set();
  const note = ({ target }) => { if (target.form) missed.add(target.form); };
  document.addEventListener("change", note);
  return () => {
    const script = Object.assign(document.createElement("script"), { src });
    script.addEventListener("load", () => {
      document.removeEventListener("change", note);
      for (const form of missed) form.dispatchEvent(new Event("change", { bubbles: true }));
    });
    document.head.append(script);
  };
}

/** Does something when the page has loaded. */
export function later(action) {
  const src = document.querySelector("meta[name=later-script]")?.content;
  const bring = src ? bringHtmx(src) : () => {};
  const act = () => { bring(); action(); };
  if (document.readyState === "complete") act();
  else window.addEventListener("load", act, { once: true });
}
