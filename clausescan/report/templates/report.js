"use strict";
// Filters only hide; without this script every finding is shown and every link works.
const form = document.querySelector("form.filters");
if (form) {
  form.hidden = false;
  form.addEventListener("change", () => {
    const shown = new Set(Array.from(form.elements, (box) => (box.checked ? box.value : null)));
    for (const section of document.querySelectorAll("section[data-severity]")) {
      section.hidden = !shown.has(section.dataset.severity);
    }
  });
  form.addEventListener("submit", (event) => event.preventDefault());
}
addEventListener("beforeprint", () => {
  for (const details of document.querySelectorAll("details")) details.open = true;
});
