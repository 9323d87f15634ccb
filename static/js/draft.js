/* A form with data-draft is kept on the server a moment after the typing stops, and when the page
   is left; the answer says when. Without it a form is sent as any other. */
(() => {
  "use strict";
  const PAUSE = 1200; // milliseconds
  const state = new WeakMap();
  const of = (form) => { if (!state.has(form)) state.set(form, {}); return state.get(form); };

  const keep = async (form, leaving) => {
    const own = of(form);
    clearTimeout(own.timer);
    own.pending = false;
    own.request = new AbortController();
    const status = form.querySelector("[data-draft-status]");
    try {
      const answer = await fetch(form.dataset.draft, {
        method: "POST", body: new FormData(form), keepalive: leaving, signal: own.request.signal,
      });
      if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
      status.textContent = await answer.text();
      form.querySelector("[data-draft-discard]").hidden = !status.textContent;
      if (!own.pending) form.dispatchEvent(new CustomEvent("draft-kept", { bubbles: true }));
    } catch (error) {
      if (error.name !== "AbortError") status.textContent = status.dataset.failed;
    }
  };

  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-draft]");
    if (!form) return;
    const own = of(form);
    own.pending = true;
    clearTimeout(own.timer);
    own.timer = setTimeout(() => keep(form, false), PAUSE);
  });
  /* What is sent is not a draft any more: nothing on its way may bring it back. */
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-draft]")) return;
    const own = of(event.target);
    clearTimeout(own.timer);
    own.pending = false;
    own.request?.abort();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "hidden") return;
    document.querySelectorAll("form[data-draft]").forEach((form) => { if (of(form).pending) keep(form, true); });
  });
})();
