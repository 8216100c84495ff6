// The chat's page: what its links do, asking from a link, chips, thumbs, the address bar.
import { copy, el, json, say, tell } from "./dom.js";
import { close, openCitation, openData, openReport, reset } from "./panel.js";
import { coverageList } from "./data.js";
import { openMenu } from "./menu.js";

const box = () => document.querySelector("#ask textarea");

/** Put a question into the box and send it. */
export function ask(question) {
  const area = box();
  if (!area) return;
  Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(area, question);
  area.dispatchEvent(new Event("input", { bubbles: true }));
  if (matchMedia("(max-width: 900px)").matches) close();
  // Gradio's textbox reads its value on the next turn of its own loop.
  setTimeout(() => {
    const send = document.querySelector("#ask .submit-button");
    if (send) send.click();
    else area.focus();
  }, 30);
}

/** The server puts a link's question into the box, unless it is answered already. */
function sendWhenItStandsThere(question) {
  setTimeout(() => { // not what somebody has typed meanwhile
    if (box().value.trim() === question) document.querySelector("#ask .submit-button")?.click();
  }, 100);
}

const asked = () => [...document.querySelectorAll("#chat .fw-question")].map((q) => q.innerText);

/** The address bar names what is asked, so that it can be copied or reloaded. */
function note(question) {
  const text = question.trim();
  if (!text) return;
  const url = new URL(location.href);
  url.search = "";
  url.searchParams.set("q", text.slice(0, 500));
  asked().slice(-8).forEach((earlier) => url.searchParams.append("h", earlier));
  history.replaceState(history.state, "", url.href.length < 8000 ? url : url.href.split("&h=")[0]);
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.target !== box()) return;
  if (document.querySelector("#ask .stop-button")) {
    event.preventDefault();
    event.stopPropagation();
  } else note(event.target.value);
}, true);

document.addEventListener("click", (event) => {
  if (!(event.target instanceof Element)) return;
  if (event.target.closest("#ask .submit-button")) note(box().value);
  if (event.target.closest("#new")) {
    history.replaceState(history.state, "", location.pathname);
    reset();
  }
  const link = event.target.closest("a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  const act = Object.entries(ACTIONS).find(([name]) => link.classList.contains(name))?.[1];
  if (!act) return;
  event.preventDefault();
  act(link);
}, true);

/** A new answer is shown from its question on, and read out as text, not as markup. */
function tidy() {
  document.querySelectorAll('#chat [data-testid][aria-label]').forEach((node) => node.removeAttribute("aria-label"));
  const log = document.querySelector('#chat [role="log"]');
  if (log) log.ariaLabel = say("conversation");
  for (const name of ["submit", "stop"]) { // Gradio gives them pictures only
    const button = document.querySelector(`#ask .${name}-button`);
    if (button && !button.title) button.title = button.ariaLabel = say(name);
  }
  if (!tidy.ready && box() && !box().disabled) {
    tidy.ready = true;
    document.title = say("title");
    const linked = new URLSearchParams(location.search).get("q");
    if (linked) sendWhenItStandsThere(linked.trim());
    if (document.activeElement === document.body && !matchMedia("(pointer: coarse)").matches) box().focus();
  }
  // Once when the question stands there, and again when its answer gives room to scroll.
  const questions = document.querySelectorAll("#chat .user-row");
  const seen = `${questions.length} ${document.querySelectorAll("#chat .fw-answer, #chat .fw-problem").length}`;
  if (seen === tidy.seen) return;
  tidy.seen = seen;
  const last = questions[questions.length - 1];
  if (log && last) log.scrollTop += last.getBoundingClientRect().top - log.getBoundingClientRect().top;
}
new MutationObserver(tidy).observe(document.body, { childList: true, subtree: true, attributeFilter: ["disabled"] });

const ACTIONS = {
  "fw-go": (link) => location.assign(link.href), // Gradio opens every link in a new window
  "fw-cite": openCitation,
  "fw-open": openReport,
  "fw-data": openData,
  "fw-ask": (link) => ask(link.innerText),
  "fw-share": (link) => copy(link.href),
  "fw-csv": (link) => {
    const save = el("a", { href: link.href, download: "fawen.csv" });
    document.body.append(save);
    save.click();
    save.remove();
  },
  "fw-copy": async (link) => {
    try {
      const answer = await fetch(link.href);
      if (!answer.ok) throw new Error(say("failed"));
      await copy(await answer.text());
    } catch (error) {
      tell(error.message);
    }
  },
  "fw-thumb": thumb,
  "fw-chip": chip,
};

// "toggle" does not bubble: it is caught on its way down.
document.addEventListener("toggle", async (event) => {
  const box = event.target;
  if (!box.open || !box.matches?.("#chat .fw-cov") || box.querySelector("ul")) return;
  const part = [...box.classList].find((name) => name.startsWith("fw-cov-")).slice(7);
  try {
    const answer = await json(box.closest(".fw-answer").querySelector(".fw-data").href);
    if (box.querySelector("ul")) return;
    if (part === "silent") box.append(el("p", {}, say("silent_not_no")));
    box.append(coverageList(answer, part));
  } catch (error) {
    tell(error.message);
  }
}, true);

async function chip(link) {
  const language = link.closest(".fw-answer").lang;
  const field = [...link.classList].find((name) => name.startsWith("fw-chip-")).slice(8);
  try {
    const facets = (await json(new URL("api/v1/facets", document.baseURI)))[language];
    openMenu(link, link.title, facets[field].map(([value, shown]) => ({ value, shown })), (value) =>
      ask(facets.follow[field].replace("{value}", value)));
  } catch (error) {
    tell(error.message);
  }
}

function thumb(link) {
  const url = new URL(link.href);
  const comment = el("textarea", { rows: "3", maxlength: "2000", "aria-label": say("feedback_prompt"), placeholder: say("feedback_prompt") });
  const form = el("form", { class: "fw-feedback", onsubmit: (event) => { event.preventDefault(); send(); } },
    comment, el("p", { class: "fw-quiet" }, say("feedback_where")),
    el("div", {}, el("button", { type: "submit" }, say("send")), el("button", { type: "button", class: "fw-plain", onclick: () => form.remove() }, say("cancel"))));
  link.closest(".fw-answer").querySelector(".fw-feedback")?.remove();
  link.closest(".fw-actions").after(form);
  comment.focus();
  form.scrollIntoView({ block: "nearest" });
  async function send() {
    const body = JSON.stringify({
      verdict: link.classList.contains("fw-up") ? "up" : "down", comment: comment.value,
      question: url.searchParams.get("q"), history: url.searchParams.getAll("h"),
    });
    const answer = await fetch(new URL("api/v1/feedback", document.baseURI), { method: "POST", body, headers: { "Content-Type": "application/json" } }).catch(() => null);
    tell(say(answer?.ok ? "thanks" : "failed"));
    if (answer?.ok) { form.remove(); link.setAttribute("aria-pressed", "true"); }
  }
}
