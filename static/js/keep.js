/* Keeps what is typed on this device until the server has it, for every form with data-keep="key"
   (a key of form and person) that includes components/keep.html. Without a connection the form
   waits and goes out by itself when it is back. Chosen files wait as long as the page is open. */
(() => {
  "use strict";
  const PREFIX = "keep:", SAID = "keep-said", OLDEST = 14 * 24 * 3600 * 1000, AGAIN = 20 * 1000;
  const FORMS = "form[data-keep]:not([hx-post])";
  const doc = document, busy = new WeakSet();
  const forms = () => [...doc.querySelectorAll(FORMS)];
  const state = (form) => form.querySelector("[data-keep-state]");

  /* --- The device: its storage may be full or closed, then a form is just a form ---------------- */
  const attempt = (what) => { try { return what(); } catch { return null; } };
  const read = (key) => attempt(() => JSON.parse(localStorage.getItem(PREFIX + key)));
  const drop = (key) => attempt(() => localStorage.removeItem(PREFIX + key));
  const kept = () => attempt(() => Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)).map((key) => key.slice(PREFIX.length))) || [];
  const typed = (form) => [...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken");
  const chosen = (form) => [...form.querySelectorAll("input[type=file]")].some((input) => input.files.length);
  const keep = (form) => attempt(() => localStorage.setItem(PREFIX + form.dataset.keep, JSON.stringify({ at: Date.now(), typed: typed(form), files: chosen(form) })));

  /* --- What is said about it --------------------------------------------------------------------- */
  const say = (form, word, extra = "") => {
    const box = state(form);
    if (!box) return;
    box.hidden = !word;
    box.dataset.keepState = word;
    if (word) box.querySelector("[data-text]").textContent = [box.dataset[word], extra].filter(Boolean).join(" ");
    for (const part of box.querySelectorAll("[data-when]")) part.hidden = !part.dataset.when.split(" ").includes(word);
  };
  const offline = (form) => say(form, "keepPending" in form.dataset ? "pending" : "offline");

  const restore = (form) => {
    const draft = read(form.dataset.keep);
    if (!draft) return;
    if (JSON.stringify(draft.typed) === JSON.stringify(typed(form))) { drop(form.dataset.keep); return; }
    const values = new Map();
    draft.typed.forEach(([name, value]) => values.set(name, [...(values.get(name) || []), value]));
    for (const field of form.elements) {
      if (!field.name || field.name === "csrfmiddlewaretoken" || /^(file|submit|button)$/.test(field.type)) continue;
      const own = values.get(field.name) || [];
      if (/^(checkbox|radio)$/.test(field.type)) field.checked = own.includes(field.value);
      else if (own.length) field.value = own.shift();
      const fold = field.closest("details");
      if (fold && (field.checked !== field.defaultChecked || (field.defaultValue ?? field.value) !== field.value)) fold.open = true;
    }
    const moment = new Date(draft.at).toLocaleString(doc.documentElement.lang, { dateStyle: "long", timeStyle: "short" });
    say(form, "restored", `(${moment})${draft.files ? ` ${state(form)?.dataset.files}` : ""}`);
  };

  /* --- Sending ------------------------------------------------------------------------------------ */
  const isSignIn = (response) => response.redirected && new URL(response.url).pathname.startsWith("/account/login");
  const parsed = async (response) => new DOMParser().parseFromString(await response.text(), "text/html");
  const post = (form, button) => fetch(form.getAttribute("action") || location.href, {
    method: "POST", body: new FormData(form, button), headers: { Accept: "text/html" }, signal: AbortSignal.timeout(90_000),
  });
  /* Who signed in again in another tab has another token: take it from the page, and try once more. */
  const refresh = async (form) => {
    const answer = await fetch(location.href, { cache: "no-store" });
    if (isSignIn(answer)) return answer;
    const token = (await parsed(answer)).querySelector("form [name=csrfmiddlewaretoken]");
    const field = form.querySelector("[name=csrfmiddlewaretoken]");
    if (!token || !field || token.value === field.value) return null;
    field.value = token.value;
    return post(form);
  };
  const send = async (form, button = null) => {
    if (busy.has(form)) return;
    keep(form);
    busy.add(form);
    say(form, "sending");
    try {
      let answer = await post(form, button);
      if (answer.status === 403) answer = (await refresh(form)) || answer;
      await settle(form, answer);
    } catch {
      form.dataset.keepPending = "";
      offline(form);
    } finally {
      busy.delete(form);
    }
  };
  const settle = async (form, answer) => {
    if (isSignIn(answer)) { say(form, "session"); return; }
    const page = await parsed(answer);
    delete form.dataset.keepPending;
    if (answer.ok && answer.redirected) { leave(form, page, answer.url); return; }
    const again = [...page.querySelectorAll(FORMS)].find((each) => each.dataset.keep === form.dataset.keep);
    if (again) swap(form, again, page); else say(form, answer.status >= 500 ? "failed" : "refused");
  };
  /* The server has it. Reading its answer took its message along: that is told on the next page. */
  const leave = (form, page, url) => {
    drop(form.dataset.keep);
    const messages = page.querySelector("#messages");
    if (messages) attempt(() => sessionStorage.setItem(SAID, messages.innerHTML));
    const here = location.pathname + location.search, there = new URL(url);
    if (there.pathname + there.search === here) location.reload(); else location.assign(url);
  };
  /* Something is to be corrected: the page with its sentences, the files chosen as they were. */
  const swap = (form, again, page) => {
    const files = [...form.querySelectorAll("input[type=file]")];
    [...again.querySelectorAll("input[type=file]")].forEach((input, n) => {
      if (files[n] && input.getAttribute("aria-invalid") !== "true") input.files = files[n].files;
    });
    const main = doc.adoptNode(page.querySelector("main"));
    doc.querySelector("main").replaceWith(main);
    window.htmx?.process(main);
    keep(again);
    main.querySelector("[data-error-summary]")?.focus();
  };

  /* --- When ---------------------------------------------------------------------------------------- */
  const of = (event) => event.target.closest?.(FORMS);
  doc.addEventListener("input", (event) => { const form = of(event); if (form) keep(form); });
  doc.addEventListener("change", (event) => { const form = of(event); if (form) keep(form); });
  doc.addEventListener("submit", (event) => {
    if (event.target.matches("[data-keep-clear]")) kept().forEach(drop);
    const form = of(event);
    if (form) { event.preventDefault(); send(form, event.submitter); }
  });
  doc.addEventListener("click", (event) => {
    const form = of(event);
    if (form && event.target.closest("[data-keep-send]")) send(form);
    if (form && event.target.closest("[data-keep-forget]")) { drop(form.dataset.keep); location.reload(); }
  });
  const waiting = () => { for (const form of forms()) if ("keepPending" in form.dataset) send(form); };
  window.addEventListener("offline", () => forms().forEach(offline));
  window.addEventListener("online", () => { forms().filter((form) => !("keepPending" in form.dataset)).forEach((form) => say(form, "")); waiting(); });
  setInterval(() => { if (navigator.onLine) waiting(); }, AGAIN);
  doc.addEventListener("DOMContentLoaded", () => {
    const said = attempt(() => sessionStorage.getItem(SAID));
    attempt(() => sessionStorage.removeItem(SAID));
    if (said) doc.getElementById("messages")?.append(...new DOMParser().parseFromString(said, "text/html").body.childNodes);
    kept().forEach((key) => { if (!(Date.now() - read(key)?.at < OLDEST)) drop(key); });
    forms().forEach((form) => { restore(form); if (!navigator.onLine) offline(form); });
  });
})();
