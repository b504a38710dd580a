// Drawing on a map without a pointer: a cross that arrow keys move. Enter does what a tap there does, Backspace takes the
// last corner back. It shows itself to who comes by the keyboard alone.

const STEP = 16; // pixels; with Shift one, for the last bit
const EDGE = 24; // so near to the edge the map moves instead
const WAYS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

/** ``tapAt(x, y)`` and ``pan(dx, dy)`` in pixels of the box; ``takeBack`` where there is something to take back. */
export function wireCross(box, { tapAt, pan }, takeBack) {
  const mark = Object.assign(document.createElement("div"), { className: "map__cross", hidden: true });
  mark.setAttribute("aria-hidden", "true");
  box.append(mark);
  let at = null;

  const show = () => {
    at ??= [Math.round(box.clientWidth / 2), Math.round(box.clientHeight / 2)];
    mark.style.insetInlineStart = `${at[0]}px`;
    mark.style.insetBlockStart = `${at[1]}px`;
    mark.hidden = false;
  };
  const hide = () => {
    mark.hidden = true;
  };
  const move = (way, by) => {
    const most = [box.clientWidth - EDGE, box.clientHeight - EDGE];
    const wanted = at.map((value, axis) => value + way[axis] * by);
    at = wanted.map((value, axis) => Math.min(Math.max(value, EDGE), most[axis]));
    const beyond = wanted.map((value, axis) => value - at[axis]);
    if (beyond.some(Boolean)) pan(...beyond);
  };

  box.addEventListener("focus", () => box.matches(":focus-visible") && show());
  box.addEventListener("blur", hide);
  box.addEventListener("pointerdown", hide);
  box.addEventListener("keydown", (event) => {
    if (event.target !== box || event.ctrlKey || event.altKey || event.metaKey) return;
    const way = WAYS[event.key];
    const isTap = ["Enter", " "].includes(event.key);
    const isBack = takeBack && ["Backspace", "Delete"].includes(event.key);
    if (!way && !isTap && !isBack) return;
    event.preventDefault();
    event.stopPropagation(); // the library would move the map
    // Whoever came with a pointer sees where the cross stands before a key draws anything.
    const wasHidden = mark.hidden;
    show();
    if (way) move(way, event.shiftKey ? 1 : STEP);
    else if (isBack) takeBack();
    else if (!wasHidden) tapAt(...at);
    show();
  });
}
