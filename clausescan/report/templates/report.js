"use strict";
// The page reads whole without this script; it filters the findings and opens what a link leads to.
const form = document.querySelector("form.filters");
const findings = Array.from(document.querySelectorAll("#findings [data-finding]"));

function wanted(finding) {
  const severities = Array.from(form.querySelectorAll("[name=severity]:checked"), (box) => box.value);
  const { group, practice, review } = form.elements;
  return (
    severities.includes(finding.dataset.severity) &&
    (!group.value || group.value === finding.dataset.group) &&
    (!practice.value || practice.value === finding.dataset.practice) &&
    (!review.checked || "review" in finding.dataset)
  );
}

function filter() {
  for (const finding of findings) finding.hidden = !wanted(finding);
  for (const kind of ["[data-entry]", "[data-level]"]) {
    for (const part of document.querySelectorAll(kind)) part.hidden = !part.querySelector("[data-finding]:not([hidden])");
  }
  const output = form.querySelector("output");
  const shown = findings.filter((finding) => !finding.hidden).length;
  output.value = output.dataset.template.replace("{shown}", shown).replace("{total}", findings.length);
}

function reveal() {
  const target = document.getElementById(location.hash.slice(1));
  if (!target) return;
  if (form && target.closest("[hidden]")) {
    form.reset();
    filter();
  }
  for (let at = target.parentElement; at; at = at.parentElement) if (at.localName === "details") at.open = true;
  target.scrollIntoView({ block: target.offsetHeight < innerHeight ? "center" : "start" });
  // The focus goes to the link back, so that Enter returns to where the reader came from.
  const back = target.matches("mark, blockquote") && target.querySelector("a");
  if (!back) target.tabIndex = -1;
  (back || target).focus({ preventScroll: true });
}

if (form) {
  form.hidden = false;
  form.addEventListener("change", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  filter();
}
addEventListener("hashchange", reveal);
// Clicking the same link twice leaves the hash as it is; the reader still expects to be taken there.
document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#"]');
  if (link && link.hash === location.hash) reveal();
});
addEventListener("beforeprint", () => {
  for (const details of document.querySelectorAll("details")) details.open = true;
});
if (location.hash) reveal();
