// The day of a challenge event: a clock, and what other note-takers wrote. The page works without this script.

const AGAIN = 20000; // milliseconds between two looks at what others wrote
const ASLEEP = 15 * 60000; // nobody has touched the page for so long: stop looking, so that the session can end

let touched = Date.now();
for (const kind of ["pointerdown", "keydown", "scroll"]) addEventListener(kind, () => (touched = Date.now()), { passive: true });

const minutes = (seconds) => {
  const count = Math.max(1, Math.round(seconds / 60));
  return `${count} ${count === 1 ? "minute" : "minutes"}`;
};

// What is left of the slot, on its own day; on any other the time stays as it was written.
function tick(element) {
  const { begins, ends } = element.dataset;
  const now = Date.now() / 1000;
  const written = (element.dataset.written ??= element.textContent.trim());
  if (Math.abs(now - begins) > 43200) return;
  const time = new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/London" });
  const left = now < begins ? `begins in ${minutes(begins - now)}` : now <= ends ? `${minutes(ends - now)} left` : `${minutes(now - ends)} over`;
  element.classList.toggle("app-clock--over", now > ends);
  element.textContent = `${time}, ${left} (${written})`;
}

for (const element of document.querySelectorAll("[data-clock]")) {
  tick(element);
  setInterval(() => tick(element), 10000);
}

async function look(region) {
  if (document.hidden || Date.now() - touched > ASLEEP) return;
  let said;
  try {
    const answer = await fetch(region.dataset.notes, {
      headers: { "X-Requested-With": "fetch", Accept: "application/json" },
      credentials: "same-origin",
      redirect: "error",
    });
    if (!answer.ok) return;
    said = await answer.json();
  } catch {
    return; // not reached: what is on the page stays, and the next look tries again
  }
  if (region.dataset.shown !== said.html) region.innerHTML = said.html;
  region.dataset.shown = said.html;
  const outcome = document.querySelector("[data-outcome]");
  const news = outcome?.querySelector("[data-news]");
  if (!news) return;
  const isNew = said.version > Number(outcome.querySelector("[data-version]").value);
  if (isNew && news.dataset.version !== String(said.version)) {
    news.replaceChildren(
      Object.assign(document.createElement("p"), { className: "govuk-body", textContent: `Somebody else changed this line. Now: ${said.outcome}` }),
      Object.assign(document.createElement("a"), { className: "govuk-link", href: `${location.pathname}#outcome`, textContent: "Load the page again" }),
    );
    news.lastChild.addEventListener("click", (event) => {
      event.preventDefault();
      location.reload();
    });
    news.dataset.version = String(said.version);
  }
  news.hidden = !isNew;
}

for (const region of document.querySelectorAll("[data-notes][data-live]")) {
  setInterval(() => look(region), AGAIN);
  document.addEventListener("visibilitychange", () => look(region));
}
