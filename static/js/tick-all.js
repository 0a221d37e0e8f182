// A button above each group of checkboxes that ticks all of them, or none when all are ticked.
for (const group of document.querySelectorAll("[data-tick-all]")) {
  const boxes = [...group.querySelectorAll("input[type=checkbox]")];
  const name = group.querySelector("legend")?.textContent?.trim() ?? "";
  const button = document.createElement("button");
  button.type = "button";
  button.className = "app-link-button app-tick-all";
  const say = () => {
    const all = boxes.every((box) => box.checked);
    button.textContent = all ? "Tick none" : "Tick all";
    button.setAttribute("aria-label", `${button.textContent}: ${name}`);
  };
  button.addEventListener("click", () => {
    const all = boxes.every((box) => box.checked);
    for (const box of boxes) box.checked = !all;
    say();
  });
  group.addEventListener("change", say);
  say();
  group.querySelector("legend")?.after(button);
}
