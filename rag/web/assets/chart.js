// A picture where it says more than the table: bars, a trend, a distribution, coverage.
import { el, say } from "./dom.js";

const MOST_BARS = 20;
const MOST_LINES = 6;

/** [] or a figure with its caption. */
export function chartOf(answer, rows) {
  const numeric = rows.filter((row) => typeof row.value === "number" && row.group !== "planned");
  const rates = numeric.length > 0 && numeric.every((row) => row.unit === "%");
  const figures = [];
  const lines = answer.kind === "trend" ? linesOf(numeric) : [];
  if (lines.length) figures.push(trend(lines));
  else if (rates && numeric.length >= 8) figures.push(distribution(numeric));
  else if (numeric.length >= 3 && comparable(numeric)) figures.push(bars(numeric, answer.kind === "rank"));
  if (answer.coverage?.considered > 1) figures.push(share(answer.coverage));
  return figures;
}

/** Counts of cases and of events may stand side by side; rates and money only among themselves. */
function comparable(rows) {
  return new Set(rows.map((row) => (row.unit === "%" || row.unit === "元" ? row.unit : "count"))).size === 1;
}

/** "Lifu Town (李馥镇)" is too long beside a bar. */
function plain(name) {
  return name.replace(/ \([^()]*\)$/, "");
}

function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children.flat());
  return node;
}

function figure(name, caption, width, height, children, note = "") {
  const label = svg("title", {}, caption);
  return el("figure", { class: `fw-chart fw-chart-${name}` },
    el("figcaption", {}, caption, note ? el("small", {}, ` ${note}`) : ""),
    svg("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": caption, width: "100%" }, label, ...children));
}

function shorten(text, most) {
  const characters = Array.from(text);
  // A Chinese character is about twice as wide as a Latin one.
  let room = most;
  const kept = characters.findIndex((c) => (room -= c > "\u2e80" ? 2 : 1.25) < 0);
  return kept < 0 ? text : characters.slice(0, kept).join("") + "…";
}

function bars(rows, ranked) {
  const shown = [...rows];
  if (!ranked) shown.sort((a, b) => b.value - a.value);
  const top = shown.slice(0, MOST_BARS);
  const most = Math.max(...top.map((row) => Math.abs(row.value)), 1e-9);
  // Drawn for the width of the screen, so that a phone's letters are not shrunk; there, and
  // where one is long, a name stands above its bar.
  const named = top.map((row) => (row.year ? `${plain(row.shown)} ${row.year}` : plain(row.shown)));
  const above = innerWidth < 600 || named.some((name) => shorten(name, 27) !== name);
  const [left, width, step] = [above ? 0 : 190, innerWidth < 600 ? 360 : 560, above ? 40 : 26];
  const room = width - left - 90;
  const note = shown.length > MOST_BARS ? say("first_shown", { n: MOST_BARS }) : "";
  return figure("bars", say("chart_values"), width, top.length * step + 6, top.map((row, i) => {
    const long = (Math.abs(row.value) / most) * room;
    return svg("g", { class: `fw-group-${row.group}` },
      svg("title", {}, `${named[i]}: ${row.display}`),
      above
        ? svg("text", { x: 0, y: i * step + 14 }, shorten(named[i], 50))
        : svg("text", { x: left - 8, y: i * step + 18, "text-anchor": "end" }, named[i]),
      svg("rect", { x: left, y: i * step + (above ? 19 : 6), width: Math.max(long, 1.5), height: 16, rx: 2 }),
      svg("text", { x: left + long + 6, y: i * step + (above ? 32 : 18), class: "fw-figure" }, shorten(row.display, 13)));
  }), note);
}

/** [name, points of two or more years], of what each place counts in one unit. */
function linesOf(rows) {
  const lines = new Map();
  for (const row of rows.filter((one) => one.year)) {
    const name = [row.shown, row.indicator ?? row.phrase, row.unit].join("\n");
    lines.set(name, [...(lines.get(name) ?? []), row]);
  }
  return [...lines.values()]
    .filter((points) => new Set(points.map((p) => p.year)).size > 1)
    .map((points) => [plain(points[0].shown), points.sort((a, b) => a.year - b.year)]);
}

function trend(lines) {
  const shown = lines.slice(0, MOST_LINES);
  const all = shown.flatMap(([, points]) => points);
  const years = [...new Set(all.map((p) => p.year))].sort();
  const most = Math.max(...all.map((p) => p.value), 1e-9);
  const named = shown.length > 1 ? shown.length * 17 : 0; // the names stand above the lines
  const [width, height, pad] = [innerWidth < 600 ? 360 : 560, 220 + named, 44];
  const x = (year) => pad + ((year - years[0]) / (years.at(-1) - years[0])) * (width - 2 * pad);
  const y = (value) => height - 30 - (Math.max(value, 0) / most) * (height - 70 - named);
  const marks = years.map((year) => svg("text", { x: x(year), y: height - 8, "text-anchor": "middle" }, String(year)));
  const drawn = shown.map(([name, points], i) =>
    svg("g", { class: `fw-line fw-line-${i}` },
      svg("title", {}, name),
      svg("polyline", { points: points.map((p) => `${x(p.year)},${y(p.value)}`).join(" "), fill: "none" }),
      points.map((p) => svg("g", {}, svg("title", {}, `${name} ${p.year}: ${p.display}`), svg("circle", { cx: x(p.year), cy: y(p.value), r: 4 }),
        shown.length < 3 ? svg("text", { x: x(p.year), y: y(p.value) - 9, "text-anchor": "middle", class: "fw-figure" }, p.display) : "")),
      named ? [svg("circle", { cx: 6, cy: 10 + i * 17, r: 4 }), svg("text", { x: 18, y: 14 + i * 17 }, shorten(name, 44))] : []));
  const note = lines.length > MOST_LINES ? say("first_shown", { n: MOST_LINES }) : "";
  return figure("trend", say("chart_trend"), width, height, [svg("line", { x1: pad, x2: width - pad, y1: height - 28, y2: height - 28, class: "fw-axis" }), ...marks, ...drawn], note);
}

function distribution(rows) {
  const low = Math.min(...rows.map((row) => row.value));
  const from = Math.max(0, Math.floor((low - 0.001) / 5) * 5);
  const width = Math.max((100 - from) / 10, 0.5);
  const bins = Array.from({ length: 11 }, () => 0); // the last bin is exactly 100
  for (const row of rows) bins[row.value >= 100 ? 10 : Math.max(0, Math.min(9, Math.floor((row.value - from) / width)))] += 1;
  const most = Math.max(...bins);
  const [wide, step, gap] = innerWidth < 600 ? [360, 32, 4] : [560, 48, 8];
  return figure("distribution", say("chart_distribution"), wide, 190, bins.map((count, i) => {
    const tall = (count / most) * 130;
    const label = i === 10 ? "100%" : `${Number((from + i * width).toFixed(1))}`;
    return svg("g", {},
      svg("title", {}, `${label}: ${count}`),
      svg("rect", { x: 4 + i * step, y: 160 - tall, width: step - gap, height: tall, rx: 2 }),
      svg("text", { x: 4 + (step - gap) / 2 + i * step, y: 178, "text-anchor": "middle" }, label),
      svg("text", { x: 4 + (step - gap) / 2 + i * step, y: 154 - tall, "text-anchor": "middle", class: "fw-figure" }, count ? String(count) : ""));
  }));
}

function share(ledger) {
  const width = innerWidth < 600 ? 360 : 560;
  const filled = (ledger.stating / ledger.considered) * width;
  return figure("coverage", say("chart_coverage"), width, 40, [
    svg("rect", { x: 0, y: 4, width, height: 12, rx: 6, class: "fw-rest" }),
    svg("rect", { x: 0, y: 4, width: filled, height: 12, rx: 6 }),
    svg("text", { x: 0, y: 34 }, `${say("stating", { n: ledger.stating })} / ${say("considered", { n: ledger.considered })}`),
  ]);
}
