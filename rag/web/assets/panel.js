// The right side: a report with the cited span marked, or the data of an answer.
import { el, json, say } from "./dom.js";
import { dataView } from "./data.js";

const reports = new Map(); // the last few reports opened
let citations = []; // links of the answer that the open citation belongs to
let current = -1;
let opener = null;

const head = {
  title: el("h2", { class: "fw-title" }),
  count: el("span", { class: "fw-count", "aria-live": "polite" }),
  previous: el("button", { type: "button", class: "fw-prev", "aria-label": say("previous"), title: say("previous"), onclick: () => step(-1) }, "‹"),
  next: el("button", { type: "button", class: "fw-next-one", "aria-label": say("next"), title: say("next"), onclick: () => step(1) }, "›"),
  close: el("button", { type: "button", class: "fw-close", "aria-label": say("close"), title: say("close"), onclick: () => close() }, "×"),
};
const meta = el("p", { class: "fw-meta" });
const path = el("p", { class: "fw-path", lang: "zh" });
const outline = el("select", { class: "fw-outline", "aria-label": say("outline") });
const body = el("div", { class: "fw-body", tabindex: "0" });
const tabs = {
  report: el("button", { type: "button", role: "tab", id: "fw-tab-report", "aria-controls": "fw-view-report", onclick: () => select("report") }, say("report")),
  data: el("button", { type: "button", role: "tab", id: "fw-tab-data", "aria-controls": "fw-view-data", onclick: () => select("data") }, say("data")),
};
const views = {
  report: el("section", { role: "tabpanel", id: "fw-view-report", "aria-labelledby": "fw-tab-report" },
    el("div", { class: "fw-titles" }, head.title), meta, path, outline, body),
  data: el("section", { role: "tabpanel", id: "fw-view-data", "aria-labelledby": "fw-tab-data" }),
};
const panel = el("aside", { id: "fw-panel", "aria-label": say("panel"), hidden: true },
  el("div", { class: "fw-bar" },
    el("div", { class: "fw-tabs", role: "tablist" }, tabs.report, tabs.data),
    el("div", { class: "fw-nav" }, head.previous, head.count, head.next, head.close)),
  views.report, views.data);
document.body.append(panel);

outline.addEventListener("change", () => {
  scrollTo(body.querySelector(`[data-section="${outline.value}"]`), 0);
});
panel.querySelector(".fw-tabs").addEventListener("keydown", (event) => {
  if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
  const other = views.report.hidden ? "report" : "data";
  if (!tabs[other].disabled) { select(other); tabs[other].focus(); }
  event.stopPropagation();
});
document.addEventListener("keydown", (event) => {
  if (panel.hidden || event.isComposing || event.defaultPrevented) return;
  if (event.key === "Escape") { event.preventDefault(); close(); return; }
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, [contenteditable]")) return;
  if (event.key === "ArrowLeft") step(-1);
  if (event.key === "ArrowRight") step(1);
});

/** Open the report that a citation link points to; ‹ › walk the links of the same answer. */
export function openCitation(link) {
  const answer = link.closest(".fw-answer, #fw-panel");
  const seen = new Set();
  citations = [...(answer ?? document).querySelectorAll("a.fw-cite")].filter((a) => !seen.has(a.href) && seen.add(a.href));
  current = citations.findIndex((a) => a.href === link.href);
  if (!panel.contains(link)) opener = link;
  return show(link.href);
}

/** Open a report from its beginning. */
export function openReport(link) {
  citations = [];
  current = -1;
  if (!panel.contains(link)) opener = link;
  return show(link.href);
}

/** Open the table and chart of an answer (the address of its JSON). */
export async function openData(link) {
  opener = link;
  reveal();
  select("data");
  tabs.data.disabled = false;
  views.data.replaceChildren(el("p", { class: "fw-quiet" }, say("loading")));
  try {
    const answer = await json(link.href);
    views.data.replaceChildren(...dataView(answer, link.href));
  } catch (error) {
    views.data.replaceChildren(el("p", { class: "fw-problem", role: "alert" }, error.message));
  }
}

/** Close, and put the focus back where it came from. */
export function close() {
  panel.hidden = true;
  document.body.classList.remove("fw-open");
  document.querySelectorAll(".fw-cite[aria-current]").forEach((a) => a.removeAttribute("aria-current"));
  if (opener?.isConnected) opener.focus({ preventScroll: true });
}

/** Forget the data of the former conversation. */
export function reset() {
  close();
  tabs.data.disabled = true;
  views.data.replaceChildren();
}

function reveal() {
  panel.hidden = false;
  document.body.classList.add("fw-open");
}

function select(name) {
  for (const key of ["report", "data"]) {
    views[key].hidden = key !== name;
    tabs[key].setAttribute("aria-selected", String(key === name));
    tabs[key].tabIndex = key === name ? 0 : -1;
  }
  head.previous.hidden = head.next.hidden = head.count.hidden = name !== "report" || citations.length === 0;
}
tabs.data.disabled = true;

function step(by) {
  const to = current + by;
  if (views.report.hidden || to < 0 || to >= citations.length) return;
  current = to;
  show(citations[to].href);
}

async function show(address) {
  const url = new URL(address);
  const id = decodeURIComponent(url.pathname.split("/").pop());
  const start = Number(url.searchParams.get("start") ?? 0);
  const end = Number(url.searchParams.get("end") ?? 0);
  reveal();
  select("report");
  head.count.textContent = citations.length ? `${current + 1}/${citations.length}` : "";
  head.previous.disabled = current <= 0;
  head.next.disabled = current < 0 || current >= citations.length - 1;
  document.querySelectorAll(".fw-cite[aria-current]").forEach((a) => a.removeAttribute("aria-current"));
  citations[current]?.setAttribute("aria-current", "true");
  let report;
  try {
    report = await load(id);
  } catch (error) {
    head.title.textContent = "";
    for (const part of [meta, path]) part.replaceChildren();
    outline.hidden = true;
    body.replaceChildren(el("p", { class: "fw-problem", role: "alert" }, error.message));
    body.dataset.ready = "failed";
    return;
  }
  describe(report, address, start, end);
  fill(report, start, end);
  body.dataset.ready = `${id}:${start}:${end}`;
}

async function load(id) {
  if (!reports.has(id)) {
    const report = await json(new URL(`api/v1/reports/${encodeURIComponent(id)}`, document.baseURI));
    report.characters = Array.from(report.text); // offsets count code points, as Python does
    reports.set(id, report);
    if (reports.size > 12) reports.delete(reports.keys().next().value);
  }
  return reports.get(id);
}

function describe(report, address, start, end) {
  const m = report.metadata;
  head.title.textContent = m.title || say("untitled");
  const facts = [report.place_names?.[window.FAWEN.lang] || m.place || say("unnamed")];
  if (m.place_level) facts.push(say(`level_${m.place_level}`));
  if (m.year_covered) facts.push(say("covers", { year: m.year_covered }));
  if (m.published) facts.push(say("published", { date: m.published }));
  if (m.written) facts.push(say("written", { date: m.written }));
  meta.replaceChildren(
    ...facts.map((fact) => el("span", {}, fact)),
    el("a", { href: address, target: "_blank", rel: "noopener", class: "fw-alone" }, say("own_window")),
    report.url ? el("a", { href: report.url, target: "_blank", rel: "noopener noreferrer" }, say("original_page")) : "",
    report.original ? el("a", { href: `./api/v1/reports/${encodeURIComponent(report.report)}/file`, download: true }, say("original_file")) : "",
  );
  const at = end > start ? report.sections.find((s) => s.start <= start && start < s.end) : null;
  path.textContent = at ? at.path.join(" › ") : "";
  path.hidden = !path.textContent;
  outline.replaceChildren(el("option", { value: "" }, say("outline")),
    ...report.sections.map((s, i) => (s.path.length ? el("option", { value: i }, "\u3000".repeat(s.path.length - 1) + s.path.at(-1)) : "")).filter(Boolean));
  outline.hidden = outline.options.length < 3;
}

/** The text as text nodes, cut where sections begin and around the marked span. */
function fill(report, start, end) {
  const cuts = new Map(); // offset -> index of the section that begins there
  report.sections.forEach((s, i) => cuts.set(s.start, i));
  const edges = [...new Set([0, start, end, report.characters.length, ...cuts.keys()])].sort((a, b) => a - b);
  const pieces = document.createDocumentFragment();
  const mark = end > start ? el("mark", { id: "fw-mark" }) : null;
  edges.forEach((from, i) => {
    const inside = mark && from >= start && from < end;
    if (inside && from === start) pieces.append(mark);
    const to = edges[i + 1];
    const target = inside ? mark : pieces;
    if (cuts.has(from)) target.append(el("span", { "data-section": cuts.get(from) }));
    if (to !== undefined) target.append(report.characters.slice(from, to).join(""));
  });
  body.lang = report.metadata.script === "hant" ? "zh-Hant" : "zh-Hans";
  body.replaceChildren(pieces);
  scrollTo(mark, 1 / 3);
  if (!mark) body.scrollTop = 0;
  body.focus({ preventScroll: true });
}

function scrollTo(node, share) {
  if (!node) return;
  const from = body.getBoundingClientRect().top;
  body.scrollTop += node.getBoundingClientRect().top - from - body.clientHeight * share;
}
