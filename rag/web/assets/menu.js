// A list of choices under a chip, with a filter when it is long.
import { el, say } from "./dom.js";

let menu = null;

/** Show ``choices`` ({value, shown}) below ``anchor``; ``chosen(value)`` is called once. */
export function openMenu(anchor, label, choices, chosen) {
  shut();
  const list = el("ul", { role: "listbox", "aria-label": label });
  const filter = el("input", { type: "search", placeholder: say("filter"), "aria-label": say("filter") });
  const draw = () => {
    const word = filter.value.trim().toLowerCase();
    const kept = choices.filter((c) => c.shown.toLowerCase().includes(word)).slice(0, 200);
    list.replaceChildren(...kept.map((c) =>
      el("li", { role: "none" }, el("button", { type: "button", role: "option", onclick: () => { shut(); chosen(c.value); } }, c.shown))));
  };
  filter.addEventListener("input", draw);
  draw();
  menu = el("div", { class: "fw-menu", role: "dialog", "aria-label": label }, choices.length > 8 ? filter : "", list);
  document.body.append(menu);
  const at = anchor.getBoundingClientRect();
  const left = Math.max(8, Math.min(at.left, innerWidth - menu.offsetWidth - 8));
  const below = at.bottom + 4 + menu.offsetHeight < innerHeight;
  menu.style.left = `${left}px`;
  menu.style.top = `${below ? at.bottom + 4 : Math.max(8, at.top - menu.offsetHeight - 4)}px`;
  menu.querySelector("input, button")?.focus();
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { event.stopPropagation(); shut(); anchor.focus(); return; }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    const stops = [...menu.querySelectorAll("input, button")];
    const to = stops.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
    stops[(to + stops.length) % stops.length].focus();
  });
}

function shut() {
  menu?.remove();
  menu = null;
}
document.addEventListener("pointerdown", (event) => {
  if (menu && !menu.contains(event.target)) shut();
});
