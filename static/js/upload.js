/* Several documents at once: dragged or chosen, each with a title, a progress bar and its outcome.
   Without this script the same form sends one file. */
(() => {
  "use strict";
  const form = document.querySelector("form[data-upload]");
  if (!form) return;
  const $ = (selector, root = form) => root.querySelector(selector);
  const input = $("input[type=file]"), zone = $("[data-drop]"), list = $("[data-files]");
  const button = $("[data-send]"), one = $("[data-one]");
  const endings = form.dataset.accept.split(",");
  const words = (key, values = {}) => form.dataset[key].replace(/\{(\w+)\}/g, (_all, name) => values[name]);
  const announce = (text) => { $("[data-said]").textContent = text; };
  const queue = [];
  let busy = false;
  input.multiple = true;

  const waiting = () => queue.filter((item) => !item.done && !item.refused);
  /* What the list holds decides which fields count: with files in it each has a title of its own. */
  const settle = () => {
    one.hidden = queue.length > 0;
    $("input", one).disabled = queue.length > 0;
    input.required = waiting().length === 0;
    button.disabled = busy;
  };

  const say = (item, text, good) => {
    const line = $("[data-outcome]", item.row);
    line.textContent = text;
    line.hidden = false;
    line.classList.toggle("is-good", good === true);
    line.classList.toggle("is-bad", good === false);
  };
  const size = (bytes) => (bytes < 1048576
    ? `${Math.max(1, Math.round(bytes / 1024)).toLocaleString("nl")} KB`
    : `${(bytes / 1048576).toLocaleString("nl", { maximumFractionDigits: 1 })} MB`);

  /* What cannot be kept anyway is said before it travels; the server judges again. */
  const refusal = (file) => {
    if (!endings.some((ending) => file.name.toLowerCase().endsWith(ending))) return "wrongKind";
    if (file.size > Number(form.dataset.most)) return "tooLarge";
    return file.size === 0 ? "empty" : "";
  };

  const add = (file) => {
    const row = $("template[data-file]").content.cloneNode(true).firstElementChild;
    const item = { file, row, refused: refusal(file), done: false };
    $("[data-name]", row).textContent = file.name;
    $("[data-size]", row).textContent = size(file.size);
    $("[data-title]", row).value = file.name.replace(/\.[^.]*$/, "").slice(0, 160);
    $("progress", row).setAttribute("aria-label", file.name);
    if (item.refused) {
      $("[data-title-field]", row).remove();
      say(item, words(item.refused), false);
    }
    $("[data-remove]", row).addEventListener("click", () => {
      queue.splice(queue.indexOf(item), 1);
      row.remove();
      settle();
      input.focus();
    });
    queue.push(item);
    list.append(row);
  };
  const take = (files) => {
    if (busy || !files.length) return;
    queue.filter((item) => item.done).forEach((item) => { item.row.remove(); queue.splice(queue.indexOf(item), 1); });
    [...files].forEach(add);
    input.value = "";
    settle();
    const refused = queue.filter((item) => item.refused).map((item) => `${item.file.name}: ${words(item.refused)}`);
    announce([words("chosen", { count: waiting().length }), ...refused].join(" "));
  };
  input.addEventListener("change", () => take(input.files));

  /* --- Dragging: anywhere on the form; beside it nothing happens, instead of leaving the page ----- */
  const carries = (event) => [...(event.dataTransfer?.types || [])].includes("Files");
  document.addEventListener("dragover", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    zone.classList.toggle("is-over", form.contains(event.target));
  });
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) zone.classList.remove("is-over"); });
  document.addEventListener("drop", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    zone.classList.remove("is-over");
    if (form.contains(event.target)) take(event.dataTransfer.files);
  });

  /* --- Sending, one after another ------------------------------------------------------------------ */
  const reasons = { 401: "session", 403: "denied", 404: "gone", 413: "large" };
  const outcome = (request) => {
    if (new URL(request.responseURL || location.href).pathname.startsWith("/account/login")) return { text: words("session"), good: false };
    try {
      const answer = JSON.parse(request.responseText);
      if (answer.said) return { text: answer.said, good: request.status === 201 };
    } catch { /* no sentence of ours: told by the status below */ }
    return { text: words(reasons[request.status] || "failed"), good: false };
  };
  const send = (item) => new Promise((resolve) => {
    const bar = $("progress", item.row), data = new FormData(form);
    data.set("file", item.file);
    data.set("title", $("[data-title]", item.row).value);
    const request = new XMLHttpRequest();
    request.open("POST", location.pathname);
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", (event) => { if (event.lengthComputable) bar.value = (100 * event.loaded) / event.total; });
    request.upload.addEventListener("load", () => { bar.removeAttribute("value"); say(item, words("checking")); });
    request.addEventListener("load", () => resolve(outcome(request)));
    ["error", "abort", "timeout"].forEach((name) => request.addEventListener(name, () => resolve({ text: words("offline"), good: false })));
    bar.hidden = false;
    bar.value = 0;
    say(item, words("sending", { name: item.file.name }));
    announce(words("sending", { name: item.file.name }));
    request.send(data);
  });
  const finish = (item, { text, good }) => {
    item.done = good;
    $("progress", item.row).hidden = true;
    if (good) $("[data-title-field]", item.row)?.remove();
    if (good) $("[data-remove]", item.row)?.remove();
    say(item, text, good);
    announce(`${item.file.name}: ${text}`);
  };
  const refresh = async () => {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("document-list");
    if (fresh) document.getElementById("document-list").replaceWith(fresh);
  };
  form.addEventListener("submit", async (event) => {
    if (!queue.length) return;
    event.preventDefault();
    if (busy) return;
    busy = true;
    settle();
    const sent = waiting();
    for (const item of sent) finish(item, await send(item));
    busy = false;
    settle();
    const good = sent.filter((item) => item.done).length;
    if (good) await refresh().catch(() => {});
    announce([words("summary", { good, count: sent.length }), ...sent.filter((item) => !item.done).map((item) => `${item.file.name}: ${$("[data-outcome]", item.row).textContent}`)].join(" "));
  });
  window.addEventListener("beforeunload", (event) => { if (busy) event.preventDefault(); });
})();
