/* The workbench: sliders move the numbers beside them, filters outside the form send it, and what
   was ticked stays ticked when the ranking is renewed. htmx sends the form while one types. */
(() => {
  "use strict";
  const form = document.getElementById("try");
  if (!form) return;
  const sliders = new Map([...form.querySelectorAll("[data-slides]")].map((each) => [each.dataset.slides, each]));
  const ticked = new Set();
  let reason = null;

  /* Before htmx hears of it: it reads the numbers. */
  document.addEventListener("input", (event) => {
    const field = event.target;
    if (field.dataset.slides) document.getElementById(field.dataset.slides).value = field.value;
    const slider = sliders.get(field.id);
    if (slider && field.value !== "") {
      if (Number(field.value) > Number(slider.max)) slider.max = field.value;
      slider.value = field.value;
    }
    if (field.closest("#pick") && field.name === "reason") reason = field.value;
  }, true);

  document.addEventListener("change", (event) => {
    const field = event.target;
    if (field.form === form && !form.contains(field)) form.requestSubmit();
    if (field.closest("#pick") && field.name === "site") ticked[field.checked ? "add" : "delete"](field.value);
  });

  document.addEventListener("htmx:after:swap", () => {
    const pick = document.getElementById("pick");
    if (!pick) return;
    pick.querySelectorAll("[name=site]").forEach((box) => { box.checked = ticked.has(box.value); });
    if (reason !== null && pick.elements.reason) pick.elements.reason.value = reason;
  });
})();
