/* The command palette: Ctrl+K or its button opens it, the arrows choose, Enter opens. What can be
   chosen comes from the server; without a choice Enter asks the page of the search. */
(() => {
  "use strict";
  const dialog = document.getElementById("palette");
  if (!dialog) return;
  const words = document.getElementById("palette-words");
  const list = document.getElementById("palette-options");
  const options = () => [...list.querySelectorAll("[role=option]")];

  const mark = (chosen) => {
    options().forEach((option) => option.setAttribute("aria-selected", String(option === chosen)));
    if (!chosen) { words.removeAttribute("aria-activedescendant"); return; }
    words.setAttribute("aria-activedescendant", chosen.id);
    chosen.scrollIntoView({ block: "nearest" });
  };
  const marked = () => list.querySelector("[aria-selected=true]");
  const move = (step) => {
    const all = options();
    if (!all.length) return;
    const at = all.indexOf(marked());
    mark(all[at < 0 ? (step > 0 ? 0 : all.length - 1) : (at + step + all.length) % all.length]);
  };
  const open = () => {
    if (dialog.open) return;
    dialog.showModal();
    words.focus();
    words.select();
    words.dispatchEvent(new Event("palette-open"));
  };

  document.addEventListener("click", (event) => { if (event.target.closest("[data-palette-open]")) open(); });
  document.addEventListener("keydown", (event) => {
    const asked = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k";
    if (!asked) return;
    event.preventDefault();
    if (dialog.open) dialog.close(); else open();
  });
  words.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown") { event.preventDefault(); move(1); }
    if (event.key === "ArrowUp") { event.preventDefault(); move(-1); }
    const chosen = event.key === "Enter" && marked();
    if (chosen) { event.preventDefault(); chosen.click(); }
  });
  /* What stands there no longer fits what is typed: Enter may not open it by mistake. */
  words.addEventListener("input", () => mark(null));
  list.addEventListener("mousemove", (event) => {
    const option = event.target.closest("[role=option]");
    if (option && option !== marked()) mark(option);
  });
  document.addEventListener("htmx:after:swap", () => {
    if (!dialog.open || marked()) return;
    words.setAttribute("aria-expanded", String(options().length > 0));
    list.scrollTop = 0;
    mark(options()[0]);
  });
})();
