// Moving questions with a pointer. The buttons Up and Down do the same without this script.
//
// After a move by button the page comes back at that button (its id is in the address), so that it can be pressed again.

const back = location.hash && document.getElementById(location.hash.slice(1));
if (back?.tagName === "BUTTON") back.focus();

// A link from the list of what must be mended leads to a field: its fold is opened and the field gets the cursor.
if (back && back.tagName !== "BUTTON") {
  for (let fold = back.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  const field = back.matches("input, textarea, select") ? back : back.querySelector("input, textarea, select");
  if (field && back.closest("form")) field.focus();
  if (back.closest("details")) back.scrollIntoView();
}

for (const list of document.querySelectorAll("[data-arrange]")) {
  const said = document.querySelector("[data-arranged]");
  let moving = null;
  let before = null;

  for (const item of list.children) {
    const grip = Object.assign(document.createElement("span"), { className: "app-arrange__grip", textContent: "⠿", title: "Drag to move" });
    grip.setAttribute("aria-hidden", "true");
    item.prepend(grip);
    grip.addEventListener("pointerdown", (event) => {
      moving = item;
      before = item.nextElementSibling;
      item.classList.add("app-arrange__item--moving");
      event.preventDefault();
    });
  }

  // On the document: an item that is put elsewhere in the list no longer hears of the pointer that moves it.
  document.addEventListener("pointermove", (event) => {
    const over = moving && [...list.children].find((other) => {
      const box = other.getBoundingClientRect();
      return other !== moving && event.clientY >= box.top && event.clientY <= box.bottom;
    });
    if (!over) return;
    const box = over.getBoundingClientRect();
    over[event.clientY < box.top + box.height / 2 ? "before" : "after"](moving);
  });
  document.addEventListener("pointerup", () => moving && drop(moving));
  document.addEventListener("pointercancel", () => moving && putBack(moving));

  function putBack(item) {
    moving = null;
    item.classList.remove("app-arrange__item--moving");
    list.insertBefore(item, before);
  }

  async function drop(item) {
    moving = null;
    item.classList.remove("app-arrange__item--moving");
    if (item.nextElementSibling === before) return;
    const body = new URLSearchParams({ way: "place", standard: list.dataset.standard });
    if (item.nextElementSibling) body.set("before", item.nextElementSibling.dataset.id);
    body.set("csrf_token", item.querySelector('[name="csrf_token"]').value);
    try {
      const answer = await fetch(item.dataset.move, { method: "POST", body, headers: { "X-Requested-With": "fetch", Accept: "application/json" }, credentials: "same-origin", redirect: "error" });
      const words = await answer.json().catch(() => ({}));
      if (!answer.ok) throw new Error(words.error);
      said.textContent = words.said;
    } catch (error) {
      putBack(item);
      said.textContent = `${error.message || "The service could not be reached."} The question is back where it was.`;
      said.classList.remove("govuk-visually-hidden");
      said.classList.add("govuk-error-message");
    }
  }
}
