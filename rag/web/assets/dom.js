// Small helpers. Foreign text enters the page only as text nodes: there is no innerHTML here.

export const texts = window.FAWEN.texts;

/** A text of the interface with {name} filled in. */
export function say(key, values = {}) {
  return texts[key].replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

/** el("a", {class: "x", href: "…", onclick: f}, child, "text", …) */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
}

/** Fetch JSON from this site; throws an Error whose message can be shown. */
export async function json(address) {
  let answer;
  try {
    answer = await fetch(address, { headers: { Accept: "application/json" } });
  } catch {
    throw new Error(say("offline"));
  }
  if (answer.status === 404) throw new Error(say("cannot_open"));
  if (answer.status === 429) throw new Error(say("busy", { seconds: answer.headers.get("Retry-After") ?? 60 }));
  if (!answer.ok) throw new Error(say("failed"));
  return answer.json();
}

let toast;
/** A short message that goes away, read out by screen readers. */
export function tell(message) {
  toast ??= document.body.appendChild(el("div", { id: "fw-toast", role: "status" }));
  toast.textContent = message;
  toast.classList.add("on");
  clearTimeout(tell.timer);
  tell.timer = setTimeout(() => toast.classList.remove("on"), 2500);
}

/** Copy, also where the clipboard needs https and there is none. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = el("textarea", { class: "fw-offscreen" });
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  tell(say("copied"));
}
