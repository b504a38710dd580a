// Photos and recordings travel in pieces under ids of our own, so that a broken connection costs one piece.
import { send } from "./net.js";
import { read } from "./store.js";

/** At most 512 KiB are taken; a quarter MiB passes a line of 5 KB/s before patience ends. */
const PIECE = 256 * 1024;
/** What lets only small requests through (a gateway, not our server) gets smaller ones, down to this. */
const SMALLEST_PIECE = 16 * 1024;
let fitting = PIECE;
/** So often the server may correct us about how much it has, before we take it for a fault. */
const CORRECTIONS = 5;

export const hashOf = async (blob) => [...new Uint8Array(await crypto.subtle.digest("SHA-256", await blob.arrayBuffer()))]
  .map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** An answer that ends the sending for now; ``answer`` is what the server said. */
export class Refused extends Error {
  constructor(answer) {
    super("refused");
    this.answer = answer;
  }
}

/** A part whose bytes are gone from this device. */
export class Lost extends Error {}

const receiptOf = (answer) => (answer.status < 300 && answer.body?.state ? answer.body : null);

/** Brings one part over, from where the server has it. Resolves to its receipt: whole or refused. */
export async function bring(part, held = null) {
  const blob = held ?? (await read("blobs", part.id))?.file;
  if (!blob) throw new Lost(part.name);
  const url = `/api/v1/uploads/${part.id}/`;
  const begin = async () => {
    const answer = await send(url, {
      method: "PUT",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ size: part.size, sha256: part.sha256, name: part.name, read_place: part.read_place }),
    });
    if (!receiptOf(answer)) throw new Refused(answer);
    return answer.body;
  };
  let receipt = await begin();
  for (let corrections = 0; receipt.state === "receiving";) {
    const piece = blob.slice(receipt.offset, receipt.offset + fitting);
    const answer = await send(url, {
      method: "PATCH",
      headers: { "Content-Type": "application/offset+octet-stream", "Upload-Offset": String(receipt.offset) },
      // Read here: a blob whose file is gone fails now and not within the request.
      body: await piece.arrayBuffer(),
    });
    if (answer.status === 409 && (corrections += 1) <= CORRECTIONS) receipt = await begin(); // it has another part of it
    else if (answer.status === 413 && fitting > SMALLEST_PIECE) fitting /= 2;
    else if (receiptOf(answer)) receipt = answer.body;
    else throw new Refused(answer);
  }
  part.offset = receipt.offset;
  part.file = receipt.file;
  return receipt;
}
