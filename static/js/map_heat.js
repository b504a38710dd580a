// Heat: drops of counts, painted on a canvas of the map's own size; density becomes colour through one ramp.

const RADIUS = 26; // pixels
const STEPS = 256;

function drop() {
  const canvas = document.createElement("canvas");
  canvas.width = RADIUS * 2;
  canvas.height = RADIUS * 2;
  const context = canvas.getContext("2d");
  const shade = context.createRadialGradient(RADIUS, RADIUS, 0, RADIUS, RADIUS, RADIUS);
  shade.addColorStop(0, "rgb(0 0 0 / 1)");
  shade.addColorStop(1, "rgb(0 0 0 / 0)");
  context.fillStyle = shade;
  context.fillRect(0, 0, RADIUS * 2, RADIUS * 2);
  return canvas;
}

// From nothing over celadon to cobalt: red would say "overdue".
function ramp(colours) {
  const canvas = document.createElement("canvas");
  canvas.width = STEPS;
  canvas.height = 1;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const line = context.createLinearGradient(0, 0, STEPS, 0);
  colours.forEach((colour, place) => line.addColorStop(place / (colours.length - 1), colour));
  context.fillStyle = line;
  context.fillRect(0, 0, STEPS, 1);
  return context.getImageData(0, 0, STEPS, 1).data;
}

export function heatLayer(L, colours) {
  const Heat = L.Layer.extend({
    onAdd(map) {
      this.canvas = L.DomUtil.create("canvas", "map-heat", map.getPane("overlayPane"));
      this.canvas.setAttribute("aria-hidden", "true");
      map.on("moveend resize", this.paint, this);
      this.paint();
    },
    onRemove(map) {
      map.off("moveend resize", this.paint, this);
      this.canvas.remove();
    },
    setPoints(points) {
      this.points = points;
      if (this._map) this.paint();
    },
    paint() {
      const { canvas, _map: map } = this;
      const size = map.getSize();
      L.DomUtil.setPosition(canvas, map.containerPointToLayerPoint([0, 0]));
      canvas.width = size.x;
      canvas.height = size.y;
      if (!this.points?.length || !size.x || !size.y) return;
      const context = canvas.getContext("2d", { willReadFrequently: true });
      const stamp = drop();
      const counts = this.points.map((point) => point[2]).sort((a, b) => a - b);
      // The hottest are those of the upper twentieth: one crowded corner does not make all else cold.
      const full = Math.max(1, counts[Math.floor(counts.length * 0.95)]);
      for (const [x, y, count] of this.points) {
        const at = map.latLngToContainerPoint([y, x]);
        if (at.x < -RADIUS || at.y < -RADIUS || at.x > size.x + RADIUS || at.y > size.y + RADIUS) continue;
        context.globalAlpha = Math.max(0.12, Math.min(0.85, count / full));
        context.drawImage(stamp, at.x - RADIUS, at.y - RADIUS);
      }
      const picture = context.getImageData(0, 0, size.x, size.y);
      const shades = ramp(colours);
      for (let at = 0; at < picture.data.length; at += 4) {
        const heat = picture.data[at + 3];
        if (!heat) continue;
        picture.data.set(shades.subarray(heat * 4, heat * 4 + 3), at);
        picture.data[at + 3] = Math.min(210, heat + 40);
      }
      context.putImageData(picture, 0, 0);
    },
  });
  return new Heat();
}
