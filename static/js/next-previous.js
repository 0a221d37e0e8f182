// Alt and Page Down goes on, Alt and Page Up goes back: to what the page marks with data-next and data-previous.
// Going on by a button sends its form; going back is a link, and what was typed is saved as the page goes.
const there = { PageDown: "[data-next]", PageUp: "[data-previous]" };

for (const hint of document.querySelectorAll("[data-keys]")) hint.hidden = false;

document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.repeat) return;
  const target = there[event.key] && document.querySelector(there[event.key]);
  if (!target) return;
  event.preventDefault();
  target.click();
});
