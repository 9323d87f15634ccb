/* The bell of a page that stays open: looks once a minute whether there is news, and not at all
   while nobody sees the page. */
(() => {
  "use strict";
  const EVERY = 60_000;
  let last = Date.now();
  const look = () => {
    const bell = document.querySelector("[data-bell]");
    if (!bell || document.hidden || Date.now() - last < EVERY) return;
    last = Date.now();
    bell.dispatchEvent(new Event("look"));
  };
  window.setInterval(look, EVERY / 4);
  document.addEventListener("visibilitychange", look);
})();
