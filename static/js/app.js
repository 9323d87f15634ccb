/* Brandpunt in the browser: shortcuts, dialogs, messages, and what to say when the server does
   not answer. Every page works without it. */
(() => {
  "use strict";
  const doc = document;
  const $ = (selector, root = doc) => root.querySelector(selector);
  const all = (selector, root = doc) => [...root.querySelectorAll(selector)];

  /* --- Dialogs, menus and messages ----------------------------------------------------------- */
  const openDialog = (id) => { const dialog = doc.getElementById(id); if (dialog && !dialog.open) dialog.showModal(); };
  doc.addEventListener("click", (event) => {
    const hit = (selector) => event.target.closest(selector);
    const opener = hit("[data-dialog-open]");
    if (opener) openDialog(opener.dataset.dialogOpen);
    hit("[data-dialog-close]")?.closest("dialog")?.close();
    hit("[data-dismiss]")?.closest("[data-message]")?.remove();
    const hider = hit("[data-hide]");
    if (hider) doc.getElementById(hider.dataset.hide).hidden = true;
    const backdrop = event.target.matches("dialog") && event.target;
    if (backdrop && event.detail) backdrop.close();
    all("details[data-menu][open]").filter((menu) => !menu.contains(event.target)).forEach((menu) => { menu.open = false; });
    const copier = hit("[data-copy]");
    if (copier) {
      const field = doc.getElementById(copier.dataset.copy);
      field.select();
      navigator.clipboard.writeText(field.value).then(() => { $("span", copier).textContent = copier.dataset.copied; }).catch(() => {});
    }
    const chooser = hit("[data-select-all]");
    if (chooser) all(chooser.dataset.selectAll).forEach((box) => { box.checked = chooser.checked; });
  });
  doc.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches("form textarea")) {
      event.preventDefault();
      event.target.form.requestSubmit();
    }
    if (event.key !== "Escape") return;
    const inline = event.target.closest("form[data-inline]");
    if (inline) { $("[data-cancel]", inline).click(); return; }
    if (event.target.matches("main textarea")) event.target.blur(); // on to the shortcuts
    all("details[data-menu][open]").forEach((menu) => { menu.open = false; $("summary", menu).focus(); });
  });

  if (navigator.clipboard) all("[data-copy]").forEach((button) => { button.hidden = false; });

  /* --- Shortcuts, unless the person switched them off ------------------------------------------ */
  const PLACE = `row:${location.pathname}`;
  /* Whoever ticked off a row goes on where it stood. */
  let at = Number(sessionStorage.getItem(PLACE) ?? 0) - 1;
  sessionStorage.removeItem(PLACE);
  const rows = () => all("[data-row]");
  const go = (to) => {
    const list = rows();
    if (!list.length) return;
    const focused = list.findIndex((row) => row.contains(doc.activeElement));
    at = Math.max(0, Math.min(list.length - 1, (focused >= 0 ? focused : at) + to));
    $("a", list[at])?.focus();
  };
  const current = () => rows().find((each) => each.contains(doc.activeElement)) || rows()[at];
  /* G and then a letter goes to a page of the main menu, when the person has it. */
  const places = { m: "/", d: "/dossiers/", b: "/bedrijven/", u: "/uitvragen/", l: "/locaties/", r: "/regios/" };
  const GO_WITHIN = 1500; // milliseconds
  let going = 0;
  const keys = {
    j: () => go(1),
    k: () => go(-1),
    x: () => {
      const row = current();
      const box = row && $("input[type=checkbox]", row);
      if (box) { box.checked = !box.checked; box.dispatchEvent(new Event("change", { bubbles: true })); }
      /* A row that has just arrived may not be bound yet: the key is quicker than the settling. */
      else if (row) { window.htmx?.process(row); $("[data-tick]", row)?.click(); }
    },
    u: () => $("[data-undo]")?.click(),
    c: () => $("#compose textarea")?.focus(),
    g: () => { going = Date.now(); },
    n: () => $("[data-shortcut-new]")?.click(),
    "/": () => $("[data-shortcut-search]")?.focus(),
    "?": () => openDialog("shortcuts"),
  };
  doc.addEventListener("keydown", (event) => {
    if (doc.body.dataset.shortcuts === "off" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input:not([type=checkbox]), textarea, select, dialog, [contenteditable]")) return;
    const place = Date.now() - going < GO_WITHIN && places[event.key];
    going = 0;
    if (place) {
      event.preventDefault();
      $(`.navbar a.nav-link[href="${place}"]`)?.click();
      return;
    }
    const run = keys[event.key];
    if (run) { event.preventDefault(); run(); }
  });

  /* --- Forms: filters submit themselves, unsaved work is not lost ------------------------------- */
  doc.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-autosubmit]");
    if (form && event.target.matches("select, input:not([type=text]):not([type=search])")) form.requestSubmit();
  });
  const dirty = new Set();
  doc.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-guard]");
    if (form) dirty.add(form);
  });
  doc.addEventListener("submit", (event) => {
    const row = event.target.closest("[data-row]");
    if (row) sessionStorage.setItem(PLACE, String(rows().indexOf(row)));
  });
  doc.addEventListener("submit", (event) => { dirty.delete(event.target); });
  doc.addEventListener("draft-kept", (event) => { dirty.delete(event.target); });
  window.addEventListener("beforeunload", (event) => {
    if ([...dirty].some((form) => form.isConnected)) event.preventDefault();
  });

  /* --- After a page or a part of it arrives: the focus goes where the work is ------------------- */
  const arrive = (root) => { $("[data-error-summary]", root)?.focus(); };
  doc.addEventListener("DOMContentLoaded", () => {
    arrive(doc);
    if (doc.activeElement === doc.body) $(".move-card .next-step [name=title]")?.focus();
  });
  doc.addEventListener("htmx:after:swap", (event) => {
    if (event.detail.ctx?.response?.status < 400) hideAlert();
    const root = event.target instanceof Element && event.target.isConnected ? event.target : doc;
    arrive(root);
    at = Math.max(-1, at - 1);
    if (doc.activeElement === doc.body) $("form[data-inline] :is(input, select, textarea):not([type=hidden])")?.focus();
    /* The button that was pressed is gone with its row: on to what is asked, or what can be undone. */
    if (doc.activeElement === doc.body) (doc.querySelector("#tasks .next-step [name=title]") || $("[data-undo]"))?.focus();
  });

  /* --- htmx: say what went wrong ---------------------------------------------------------------- */
  const alertBox = () => doc.getElementById("page-alert");
  const hideAlert = () => { const box = alertBox(); if (box) box.hidden = true; };
  const say = (reason) => {
    const box = alertBox();
    if (!box) return;
    $("[data-text]", box).textContent = box.dataset[reason];
    box.hidden = false;
  };
  const quiet = (event) => Boolean(event.detail.ctx?.sourceElement?.closest?.("[data-quiet]"));
  const reasons = { 401: "session", 403: "denied", 404: "gone", 405: "denied", 413: "large" };
  doc.addEventListener("htmx:response:error", (event) => {
    const status = event.detail.ctx.response.status;
    if (quiet(event)) return;
    if (status !== 409 && status !== 422) say(reasons[status] || "failed");
  });
  doc.addEventListener("htmx:error", (event) => {
    const { error, ctx } = event.detail;
    if (ctx && !quiet(event)) say(error?.name === "AbortError" || error?.name === "TimeoutError" ? "timeout" : "offline");
  });
  /* A session that ended answers with the sign-in page: go there instead of drawing it in a table. */
  doc.addEventListener("htmx:before:response", (event) => {
    const { raw } = event.detail.ctx.response;
    if (raw.redirected && new URL(raw.url).pathname.startsWith("/account/login")) { event.preventDefault(); say("session"); }
  });
  let waiting = 0;
  const busy = (step) => { waiting = Math.max(0, waiting + step); $("#busy")?.classList.toggle("htmx-request", waiting > 0); };
  doc.addEventListener("htmx:before:request", (event) => { if (!quiet(event)) busy(1); });
  doc.addEventListener("htmx:finally:request", (event) => { if (!quiet(event)) busy(-1); });
  /* What was typed since a part was asked anew is newer than what comes: it stays, and so does the
     place in it. Back at once, before the settling: what is typed from then on is newer still. */
  const fields = (part) => [...part.querySelectorAll("input, select, textarea")];
  const typed = new WeakMap();
  doc.addEventListener("htmx:before:swap", (event) => {
    const part = event.detail.ctx?.target;
    if (!(part instanceof Element) || !part.matches("[data-typed]")) return;
    typed.set(part, { values: new Map(fields(part).map((field) => [field.name, field.value])), at: part.contains(doc.activeElement) ? doc.activeElement.name : "" });
  });
  doc.addEventListener("htmx:before:settle", (event) => {
    const part = event.target, was = typed.get(part);
    if (!was) return;
    typed.delete(part);
    for (const field of fields(part)) {
      const value = was.values.get(field.name);
      if (value !== undefined && (!field.options || [...field.options].some((option) => option.value === value))) field.value = value;
      if (was.at && field.name === was.at) field.focus();
    }
  });
})();
