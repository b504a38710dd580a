// A canvas forgets where and when a photo was taken; the server reads both before it strips them. So the EXIF
// segment of the original JPEG is put back into the smaller one, with the orientation set to upright (the canvas
// has turned the picture already).

const EXIF = [0x45, 0x78, 0x69, 0x66, 0, 0];
const ORIENTATION = 0x0112;

/** The APP1/EXIF segment (marker and length included) of a JPEG, or null. */
export function exifSegment(buffer) {
  const view = new DataView(buffer);
  if (view.byteLength < 4 || view.getUint16(0) !== 0xffd8) return null;
  let place = 2;
  while (place + 4 <= view.byteLength) {
    const marker = view.getUint16(place);
    if ((marker & 0xff00) !== 0xff00 || marker === 0xffda) return null;
    const length = view.getUint16(place + 2);
    const isExif = marker === 0xffe1 && place + 10 <= view.byteLength
      && EXIF.every((byte, index) => view.getUint8(place + 4 + index) === byte);
    if (isExif) return buffer.slice(place, place + 2 + length);
    place += 2 + length;
  }
  return null;
}

function setUpright(segment) {
  const view = new DataView(segment);
  const start = 10;
  if (view.byteLength < start + 8) return;
  const little = view.getUint16(start) === 0x4949;
  const directory = start + view.getUint32(start + 4, little);
  if (directory + 2 > view.byteLength) return;
  const entries = view.getUint16(directory, little);
  for (let index = 0; index < entries; index += 1) {
    const entry = directory + 2 + index * 12;
    if (entry + 12 > view.byteLength) return;
    if (view.getUint16(entry, little) === ORIENTATION) view.setUint16(entry + 8, 1, little);
  }
}

/** `small` (a JPEG blob from a canvas) with the EXIF segment of `original`, or `small` itself when there is none. */
export async function withExif(small, original) {
  const segment = exifSegment(original);
  if (!segment) return small;
  setUpright(segment);
  const bytes = await small.arrayBuffer();
  return new Blob([bytes.slice(0, 2), segment, bytes.slice(2)], { type: "image/jpeg" });
}

const GPS = 0x8825;
const DEGREES = [1, 1 / 60, 1 / 3600];

/** The entries of one directory of a TIFF: tag → place of its value field. */
function entriesOf(view, at, little) {
  const found = new Map();
  const many = at + 2 <= view.byteLength ? view.getUint16(at, little) : 0;
  for (let place = at + 2; found.size < many && place + 12 <= view.byteLength; place += 12) found.set(view.getUint16(place, little), place + 8);
  return found;
}

/** [longitude, latitude] (WGS-84) that a JPEG tells, or null. */
export function placeOf(buffer) {
  const segment = exifSegment(buffer);
  if (!segment || segment.byteLength < 18) return null;
  const view = new DataView(segment, 10);
  const little = view.getUint16(0) === 0x4949;
  const gps = entriesOf(view, view.getUint32(4, little), little).get(GPS);
  if (gps === undefined) return null;
  const entries = entriesOf(view, view.getUint32(gps, little), little);
  const degrees = (reference, tag, negative) => {
    if (!entries.has(reference) || !entries.has(tag)) return Number.NaN;
    const at = view.getUint32(entries.get(tag), little);
    if (at + 24 > view.byteLength) return Number.NaN;
    const value = DEGREES.reduce((sum, part, index) => sum + part * (view.getUint32(at + 8 * index, little) / view.getUint32(at + 8 * index + 4, little)), 0);
    return String.fromCharCode(view.getUint8(entries.get(reference))) === negative ? -value : value;
  };
  const point = [degrees(3, 4, "W"), degrees(1, 2, "S")];
  return point.every(Number.isFinite) ? point : null;
}
