// The upload form of the list of reports: sends files, tells what became of each, and follows
// the rebuild. A file's first verdict comes at once; the index has the last word.
const form = document.getElementById("upload-form");
const texts = JSON.parse(form.dataset.texts);
const [status, bar, told, chosen] = [".status", "progress", ".told", ".chosen"].map((part) => form.querySelector(part));
const input = form.querySelector("input[type=file]");
let files = []; // as the server told of the last ones sent

function say(key, values = {}) {
  return texts[key].replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

/** One line a file: its name, what became of it, and why. */
function list() {
  told.replaceChildren(...files.map((file) => {
    const line = document.createElement("li");
    const state = document.createElement("strong");
    state.textContent = say(`upload_${file.state}`);
    line.className = file.state;
    line.append(file.name, " ", state, " ", file.why);
    return line;
  }));
}

async function watch() {
  const query = new URLSearchParams(files.filter((file) => file.kept).map((file) => ["file", file.kept]));
  const now = await (await fetch(`./api/v1/upload?${query}`)).json();
  bar.hidden = now.state !== "running";
  if (now.state === "running") {
    if (now.total) { bar.max = now.total; bar.value = now.done; } else bar.removeAttribute("value");
    status.textContent = say("upload_running", now);
    setTimeout(watch, 700);
  } else if (now.state === "failed") {
    status.textContent = say("upload_failed", { reason: now.why });
  } else {
    const last = new Map(now.files.map((file) => [file.kept, file]));
    files = files.map((file) => ({ ...file, ...last.get(file.kept), name: file.name }));
    list();
    status.textContent = now.files.length ? say("upload_done") : "";
    if (now.state === "done") renew();
  }
}

/** The list of reports above has grown. */
async function renew() {
  const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
  document.getElementById("list").replaceWith(page.getElementById("list"));
}

input.addEventListener("change", () => {
  const names = [...input.files].map((file) => file.name);
  chosen.textContent = names.length > 3 ? say("files_chosen", { n: names.length }) : names.join(", ") || say("files_none");
});

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const sent = new FormData(form);
  files = [];
  list();
  status.textContent = say("upload_sending");
  const answer = await fetch("./api/v1/upload", { method: "POST", body: sent }).catch(() => null);
  if (!answer?.ok) { status.textContent = say("upload_broken"); return; }
  files = (await answer.json()).files;
  form.reset();
  chosen.textContent = say("files_none");
  list();
  if (files.some((file) => file.kept)) watch();
  else status.textContent = say("upload_none");
});
watch();
