// The Data tab: chart, the whole table (sort and filter), coverage with its lists.
import { el, say } from "./dom.js";
import { chartOf } from "./chart.js";

const GROUPS = ["match", "near", "other_level", "planned", "derived"];
const COLUMNS = [
  ["group", (row) => GROUPS.indexOf(row.group), (row) => say(`group_${row.group}`)],
  ["place", (row) => row.shown, (row) => row.shown],
  ["value", (row) => (typeof row.value === "number" ? row.value : -Infinity), (row) => row.display],
  ["year", (row) => row.year ?? 0, (row) => row.year ?? ""],
  ["level", (row) => row.place_level ?? "", (row) => (row.place_level ? say(`level_${row.place_level}`) : "")],
  ["phrase", (row) => row.phrase, (row) => row.phrase],
];

/** The nodes of the view for an answer's JSON. */
export function dataView(answer, address) {
  const cited = new Map(answer.citations.map((c) => [c.n, c]));
  const rows = answer.rows.map((row) => ({ ...row, shown: named(answer, row) }));
  const csv = address.replace("answer.json", "answer.csv");
  return [
    el("p", { class: "fw-asked" }, answer.understood || answer.question),
    ...chartOf(answer, rows),
    rows.length ? table(rows, cited, csv) : el("p", { class: "fw-quiet" }, say("no_rows")),
    ...coverage(answer),
  ];
}

/** The report's place as the answer names it. */
function named(answer, of) {
  return answer.labels?.[of.report] || of.place || say("unnamed");
}

function table(rows, cited, csv) {
  // Without anything set apart, a column of "matches" says nothing; the answer's order stands.
  const columns = rows.some((row) => row.group !== "match") ? COLUMNS : COLUMNS.slice(1);
  let order = { column: columns === COLUMNS ? 0 : -1, down: false };
  const filter = el("input", { type: "search", class: "fw-filter", placeholder: say("filter"), "aria-label": say("filter") });
  const count = el("span", { class: "fw-quiet", role: "status" });
  const tbody = el("tbody", { role: "rowgroup" });
  const heads = columns.map(([key], i) =>
    el("th", { scope: "col", role: "columnheader", "data-column": key }, el("button", { type: "button", onclick: () => sort(i) }, say(key))));
  const draw = () => {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    const kept = rows.filter((row) => {
      const heap = columns.map((c) => c[2](row)).join(" ").toLowerCase();
      return words.every((word) => heap.includes(word));
    });
    const rank = columns[order.column]?.[1] ?? (() => 0);
    const compare = (a, b) => {
      const [x, y] = [rank(a), rank(b)];
      const by = typeof x === "number" && typeof y === "number" ? x - y : String(x).localeCompare(String(y), window.FAWEN.lang);
      return (Number.isNaN(by) ? 0 : by) * (order.down ? -1 : 1); // equal ones keep the answer's order
    };
    tbody.replaceChildren(...[...kept].sort(compare).map((row) => line(row, columns, cited)));
    heads.forEach((th, i) => {
      if (i === order.column) th.setAttribute("aria-sort", order.down ? "descending" : "ascending");
      else th.removeAttribute("aria-sort");
    });
    count.textContent = say("rows_shown", { n: kept.length });
  };
  const sort = (i) => {
    order = { column: i, down: order.column === i ? !order.down : columns[i][0] === "value" };
    draw();
  };
  filter.addEventListener("input", draw);
  draw();
  return el("div", { class: "fw-tablebox" },
    el("div", { class: "fw-tools" }, filter, count, el("a", { class: "fw-csv", href: csv, download: "fawen.csv" }, say("csv"))),
    // The roles are said because a phone shows rows as cards, which would end the table's own.
    el("table", { id: "fw-table", role: "table" },
      el("thead", { role: "rowgroup" }, el("tr", { role: "row" }, heads, el("th", { scope: "col", role: "columnheader" }, say("source")))), tbody));
}

function line(row, columns, cited) {
  const source = cited.get(row.citation);
  const cells = columns.map(([key, , show]) => el("td", { class: `fw-${key}`, role: "cell", "data-label": say(key) }, String(show(row))));
  const link = source
    ? el("a", { class: "fw-cite", href: `./doc/${encodeURIComponent(source.report)}?start=${source.start}&end=${source.end}` }, `[${source.n}]`)
    : "";
  return el("tr", { class: `fw-group-${row.group}`, role: "row" }, cells, el("td", { class: "fw-source", role: "cell" }, link));
}

/** The reports of a ledger's part ("considered", "stating", "silent") as a list of links. */
export function coverageList(answer, part) {
  const stating = new Map();
  for (const c of answer.citations) if (!stating.has(c.report)) stating.set(c.report, c);
  const silent = answer.coverage.silent;
  const shown = { considered: [...stating.values(), ...silent], stating: [...stating.values()], silent }[part];
  return el("ul", {}, shown.map((c) => {
    const place = named(answer, c);
    const link = { class: "fw-open", href: `./doc/${encodeURIComponent(c.report)}` };
    return el("li", {}, el("a", link, c.year ? `${place} (${c.year})` : place));
  }));
}

function coverage(answer) {
  const ledger = answer.coverage;
  if (!ledger?.considered) return [];
  const box = (part, n) =>
    el("details", { class: `fw-cov fw-cov-${part}` }, el("summary", {}, say(part, { n })), coverageList(answer, part));
  return [
    el("h3", {}, say("coverage")),
    el("p", { class: "fw-quiet" }, say("silent_not_no")),
    el("div", { class: "fw-coverage" },
      box("considered", ledger.considered), box("stating", ledger.stating), box("silent", ledger.silent.length)),
  ];
}
