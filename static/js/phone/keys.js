// Ids that are made here: of a sending, of a photo; and which sendings were begun in this window.

// crypto.randomUUID is missing outside secure contexts (a plain-http address in the local network).
export function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

const BEGUN = "pingan:begun";

/** Draft → the id under which it will be sent, of what was begun in this window and not sent from it. */
export function begunHere() {
  try {
    return JSON.parse(sessionStorage.getItem(BEGUN) ?? "{}");
  } catch {
    return {}; // storage forbidden: the form works without
  }
}

function setBegun(begun) {
  try {
    sessionStorage.setItem(BEGUN, JSON.stringify(begun));
  } catch { /* as above */ }
}

export const noteBegun = (draft, id) => setBegun({ ...begunHere(), [draft]: id });

/** Sent from here, or given up: nobody need be told of it any more. */
export const forgetBegun = (id) => setBegun(Object.fromEntries(Object.entries(begunHere()).filter(([, other]) => other !== id)));
