// Charts of a board: ECharts where it is installed; the table beside each chart says the same without it. Drawn on a canvas,
// for the policy of the house allows no styles written into the page; saved as a picture from there.
const inksOf = (box) => (name) => getComputedStyle(box).getPropertyValue(`--${name}`).trim();
const css = inksOf(document.documentElement);
const TYPE = 12; // pixels: nine points of a page
let library = null;

function load(url) {
  library ??= new Promise((resolve, reject) => {
    const script = Object.assign(document.createElement("script"), { src: url });
    script.onload = () => resolve(window.echarts);
    script.onerror = () => reject(new Error("no charts"));
    document.head.append(script);
  });
  return library;
}

function seriesOf({ kind, series, unit }, css) {
  return series.map((one) => ({
    name: one.name,
    type: kind === "line" ? "line" : "bar",
    data: one.values,
    connectNulls: false,
    showSymbol: one.values.length < 32,
    symbolSize: 5,
    barMaxWidth: 22,
    label: { show: kind !== "line", position: "right", color: css("ink-muted"), fontSize: TYPE, formatter: ({ value }) => `${value.toLocaleString("en")}${unit}` },
    lineStyle: { width: one.is_quiet ? 1.5 : 2.5, type: one.is_quiet ? "dashed" : "solid" },
    itemStyle: { color: css(one.is_quiet ? "ink-faint" : "cobalt") },
  }));
}

function optionOf(data, isStill, css) {
  const words = { color: css("ink-muted"), fontSize: TYPE, fontFamily: getComputedStyle(document.body).fontFamily };
  const line = { lineStyle: { color: css("line") } };
  const labels = { type: "category", data: data.labels, axisLabel: words, axisLine: line, axisTick: { show: false } };
  const values = {
    type: "value", axisLabel: { ...words, formatter: `{value}${data.unit}` }, splitLine: line, minInterval: data.unit ? 0 : 1, max: data.unit ? 100 : null,
  };
  const isColumns = data.kind === "columns";
  return {
    animation: !isStill && !matchMedia("(prefers-reduced-motion: reduce)").matches,
    textStyle: words,
    aria: { enabled: false }, // the canvas has a name, and the table the numbers
    grid: { left: 8, right: isColumns ? 48 : 16, top: isColumns ? 8 : 36, bottom: 8, containLabel: true },
    legend: isColumns ? undefined : { top: 0, textStyle: words },
    tooltip: {
      trigger: "axis", renderMode: "richText", confine: true, backgroundColor: css("surface"), borderColor: css("line"), textStyle: { color: css("ink") },
      valueFormatter: (value) => (value === null || value === undefined ? "—" : `${value}${data.unit}`),
    },
    xAxis: isColumns ? { ...values } : labels,
    yAxis: isColumns ? { ...labels, inverse: true } : values,
    series: seriesOf(data, css),
  };
}

const SHARP = 2; // pixels of a picture to each of the screen
const HEAD = 64;

/** The drawing under its title: in somebody's document nothing else says what it is of. */
function titled(drawing, { chartName, chartNote }) {
  const picture = Object.assign(document.createElement("canvas"), { width: drawing.width, height: drawing.height + HEAD * SHARP });
  const pen = picture.getContext("2d");
  const { fontFamily } = getComputedStyle(document.body);
  pen.fillStyle = css("surface");
  pen.fillRect(0, 0, picture.width, picture.height);
  pen.drawImage(drawing, 0, HEAD * SHARP);
  pen.scale(SHARP, SHARP);
  const room = picture.width / SHARP - 32;
  Object.assign(pen, { fillStyle: css("ink"), font: `600 18px ${fontFamily}` }).fillText(chartName, 16, 28, room);
  Object.assign(pen, { fillStyle: css("ink-muted"), font: `13px ${fontFamily}` }).fillText(chartNote ?? "", 16, 50, room);
  return picture;
}

function save(chart, box) {
  const drawing = chart.getRenderedCanvas({ pixelRatio: SHARP, backgroundColor: css("surface") });
  const href = titled(drawing, box.dataset).toDataURL("image/png");
  Object.assign(document.createElement("a"), { href, download: `${box.dataset.chartName}.png` }).click();
}

const heightOf = (data) => (data.kind === "columns" ? Math.max(160, data.labels.length * 26 + 40) : 288);

/** What is left of A4, upright and lying, inside the frame of a card; at least three points of ink to each of the page. */
const SHEETS = { upright: 620, lying: 948 };
const DENSE = 3;

/** The chart once more for each way that a sheet may lie: shrunk to the paper, the drawing of a screen cannot be read. */
function drawForPaper(echarts, data, box) {
  const inks = box.appendChild(Object.assign(document.createElement("div"), { className: "chart__inks", hidden: true }));
  for (const [name, width] of Object.entries(SHEETS)) {
    const size = { width, height: heightOf(data) };
    const chart = echarts.init(document.createElement("div"), null, { renderer: "canvas", ...size });
    chart.setOption(optionOf(data, true, inksOf(inks)));
    const drawing = chart.getRenderedCanvas({ pixelRatio: DENSE, backgroundColor: inksOf(inks)("surface") });
    const paper = Object.assign(document.createElement("canvas"), { width: drawing.width, height: drawing.height });
    paper.getContext("2d").drawImage(drawing, 0, 0); // its own lies above the page
    paper.className = `chart__paper chart__paper--${name}`;
    chart.dispose();
    Object.assign(paper.dataset, { width, fontPixels: TYPE });
    box.querySelector("[data-chart-place]").after(paper);
  }
  inks.remove();
}

/** Once, when somebody prints; a driven browser only says that the page is for paper now. */
function whenPrinted(draw) {
  const paper = matchMedia("print");
  const once = () => {
    removeEventListener("beforeprint", once);
    paper.removeEventListener("change", once);
    draw();
  };
  addEventListener("beforeprint", once);
  paper.addEventListener("change", once);
}

export async function wireOne(box) {
  const data = JSON.parse(document.getElementById(box.dataset.chart).textContent);
  const echarts = await load(box.dataset.chartLibrary).catch(() => null);
  if (!echarts) return; // the numbers stand in the table
  const place = box.querySelector("[data-chart-place]");
  if (data.kind === "columns") place.style.height = `${heightOf(data)}px`;
  place.hidden = false;
  const chart = echarts.init(place, null, { renderer: "canvas" });
  const draw = () => chart.setOption(optionOf(data, box.dataset.chartStill !== undefined, css), true);
  draw();
  whenPrinted(() => drawForPaper(echarts, data, box));
  new ResizeObserver(() => chart.resize()).observe(place);
  // another theme: every colour is another one
  new MutationObserver(draw).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme", "data-type"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  const button = box.querySelector("[data-chart-save]");
  if (button) {
    button.hidden = false;
    button.addEventListener("click", () => save(chart, box));
  }
  box.dataset.drawn = "";
}
