// A recording that broke off ends within an element of its container (WebM: RFC 8794, RFC 9559), and the server takes whole ones
// alone. What is whole of it is kept. Fetched only where there is one.
const SEGMENT = 0x18538067;
/** Blocks, and clusters that say how long they are. */
const SOUND = new Set([0xa3, 0xa0, 0x1f43b675]);

/** A number of variable length: { value, end, isOpen (a size that is not known) }; null: cut off. */
function numberAt(bytes, at, keepsMarker) {
  const length = bytes[at] ? Math.clz32(bytes[at]) - 23 : 0;
  if (!length || at + length > bytes.length) return null;
  const most = 0xff >> length;
  let value = keepsMarker ? bytes[at] : bytes[at] & most;
  let isOpen = (bytes[at] & most) === most;
  for (const byte of bytes.subarray(at + 1, at + length)) {
    value = value * 256 + byte;
    isOpen &&= byte === 0xff;
  }
  return { value, end: at + length, isOpen };
}

/** Where the first whole element from ``at`` ends; what holds others without an end of its own is entered. Null: cut off. */
function elementAt(bytes, at) {
  const name = numberAt(bytes, at, true);
  const size = name && numberAt(bytes, name.end, false);
  if (!size) return null;
  const isEntered = size.isOpen || name.value === SEGMENT;
  const end = isEntered ? size.end : size.end + size.value;
  return end > bytes.length ? null : { end, isSound: !isEntered && SOUND.has(name.value) };
}

/** The file up to its last whole element; null: there is no sound in it yet. Other containers are taken as they are. */
export async function wholeOf(file) {
  if (!file?.type.includes("webm")) return file ?? null;
  const bytes = new Uint8Array(await file.arrayBuffer());
  let [at, isSound] = [0, false];
  for (let found = elementAt(bytes, 0); found; found = elementAt(bytes, at)) {
    at = found.end;
    isSound ||= found.isSound;
  }
  return isSound ? new File([bytes.subarray(0, at)], file.name, { type: file.type }) : null;
}
