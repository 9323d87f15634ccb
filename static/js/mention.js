/* Suggestions after an @ in the text of a note. The people are those of the choice beside it; the
   arrows choose, Enter or Tab takes, Escape closes. Without this the choice beside it does. */
(() => {
  "use strict";
  const MOST = 8;
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  let open = null; // the text, its list, and where the @ stands
  let number = 0;

  const people = (area) => [...area.form.querySelectorAll("[data-mention-people] option")]
    .filter((option) => option.value)
    .map((option) => ({ name: option.text, where: option.parentElement.label || "" }));
  /* What is typed after the last @ before the cursor, or null. */
  const typed = (area) => {
    const before = area.value.slice(0, area.selectionStart);
    const found = /(?:^|[^\p{L}\p{N}@.])@(\p{L}[^\n@]{0,40})?$/u.exec(before);
    return found ? found[1] || "" : null;
  };
  const listOf = (area) => {
    let list = document.getElementById(area.getAttribute("aria-controls"));
    if (list) return list;
    list = document.createElement("ul");
    list.id = `mention-${number += 1}`;
    list.className = "mention-list";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", area.form.querySelector("[data-mention-people]").labels[0]?.textContent.trim() || "@");
    list.hidden = true;
    const status = document.createElement("span");
    status.className = "visually-hidden";
    status.setAttribute("role", "status");
    area.after(list, status);
    area.setAttribute("aria-controls", list.id);
    area.setAttribute("aria-autocomplete", "list");
    area.setAttribute("aria-haspopup", "listbox");
    return list;
  };
  const close = () => {
    if (!open) return;
    open.list.hidden = true;
    open.list.nextSibling.textContent = "";
    open.area.removeAttribute("aria-activedescendant");
    open = null;
  };
  const options = () => [...open.list.children];
  const mark = (chosen) => {
    options().forEach((option) => option.setAttribute("aria-selected", String(option === chosen)));
    open.area.setAttribute("aria-activedescendant", chosen.id);
    chosen.scrollIntoView({ block: "nearest" });
  };
  const marked = () => open.list.querySelector("[aria-selected=true]");
  const take = (option) => {
    const { area, words } = open;
    const end = area.selectionStart;
    close();
    area.focus();
    area.setRangeText(`${option.dataset.name} `, end - words.length, end, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const show = (area) => {
    const words = typed(area);
    const fits = words === null ? [] : people(area).filter(({ name }) => plain(` ${name}`).includes(` ${plain(words)}`)).slice(0, MOST);
    if (!fits.length || (fits.length === 1 && plain(words).trim() === plain(fits[0].name))) { close(); return; }
    const list = listOf(area);
    open = { area, list, words };
    list.replaceChildren(...fits.map(({ name, where }, place) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${place}`;
      option.setAttribute("role", "option");
      option.dataset.name = name;
      option.textContent = name;
      const small = document.createElement("small");
      small.textContent = ` ${where}`;
      option.append(small);
      return option;
    }));
    list.hidden = false;
    list.nextSibling.textContent = fits.map(({ name }) => name).join(", ");
    mark(list.firstChild);
  };

  document.addEventListener("input", (event) => {
    if (event.target.matches?.("textarea[data-mention]")) show(event.target);
  });
  document.addEventListener("keydown", (event) => {
    if (!open || event.target !== open.area || event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const all = options();
    if (step) mark(all[(all.indexOf(marked()) + step + all.length) % all.length]);
    else if (event.key === "Enter" || event.key === "Tab") take(marked());
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }, true);
  document.addEventListener("mousedown", (event) => {
    if (!open) return;
    const option = event.target.closest(".mention-list [role=option]");
    if (option) { event.preventDefault(); take(option); } else if (event.target !== open.area) close();
  });
  document.addEventListener("focusout", (event) => { if (open && event.target === open.area) close(); });
})();
