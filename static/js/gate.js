// The pages before signing in, the first of every phone: few parts, so that they can be used at once on a slow line. What the
// pages behind them need is fetched when this one is there.
import * as answers from "./answers.js";
import * as dialogs from "./dialogs.js";
import * as display from "./display.js";
import * as forms from "./forms.js";
import { later } from "./later.js";
import * as unsent from "./unsent.js";

const parts = [display, dialogs, forms, answers, unsent];

for (const part of parts) part.start?.();
for (const part of parts) part.wire?.(document.body);
document.documentElement.dataset.ready = "";
document.body.addEventListener("htmx:load", (event) => {
  if (event.detail.elt !== document.body) for (const part of parts) part.wire?.(event.detail.elt);
});
later(() => {
  for (const href of document.querySelector("meta[name=later]")?.content.split(" ") ?? []) {
    document.head.append(Object.assign(document.createElement("link"), { rel: "prefetch", href }));
  }
  // Signed out from afar, perhaps: what is kept here may have to go.
  import("./phone/device.js").then((device) => device.start()).catch(() => {});
});
