// The swatches of a grade follow what is typed: its word, its letter and its colour. Without this script they are as
// the page was last shown.

for (const grade of document.querySelectorAll("[data-grade]")) {
  const field = (name) => grade.querySelector(`[name^="${name}-"]`);
  const show = () => {
    grade.querySelector("[data-word]").textContent = field("label").value.trim() || "No word yet";
    grade.querySelector("[data-letter]").textContent = field("letter").value.trim() || "?";
    for (const swatch of grade.querySelectorAll("[data-swatch]")) {
      const base = swatch.dataset.swatch;
      for (const name of [...swatch.classList]) if (name.startsWith(`${base}--`)) swatch.classList.remove(name);
      swatch.classList.add(`${base}--${field("colour").value}`);
    }
  };
  grade.addEventListener("input", show);
  grade.addEventListener("change", show);
}
