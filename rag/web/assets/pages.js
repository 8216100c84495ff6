// The plain pages work without this; it scrolls to the marked span and runs the upload form.
document.getElementById("m")?.scrollIntoView({ block: "center" });

const form = document.getElementById("upload-form");
if (form) {
  const status = form.querySelector(".status");
  const bar = form.querySelector("progress");
  const say = (key, values = {}) => {
    status.textContent = form.dataset[key].replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  };
  let rebuilding = false;
  const watch = async () => {
    const state = await (await fetch("./api/v1/upload")).json();
    bar.hidden = state.state !== "running";
    if (state.state === "running") {
      rebuilding = true;
      if (state.total) { bar.max = state.total; bar.value = state.done; } else bar.removeAttribute("value");
      say("running", state);
      setTimeout(watch, 700);
    } else if (state.state === "done") {
      if (rebuilding) location.reload(); // the list above has grown; the new page says "done"
      else say("done");
    } else if (state.state === "failed") {
      say("failed", { reason: state.why });
    }
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const answer = await fetch("./api/v1/upload", { method: "POST", body: new FormData(form) });
    const body = await answer.json();
    if (!answer.ok) { say("refused", { reason: body.detail }); return; }
    form.reset();
    watch();
  });
  watch();
}
