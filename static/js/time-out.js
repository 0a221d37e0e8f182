// Warns before a session runs out, and when it has run out leaves the page, with all that was typed, where it is.
//
// Other scripts that speak with the server say so with document.dispatchEvent(new Event("audit:seen")), and tabs of
// one browser tell one another when they were last seen, so that nobody is warned who is at work elsewhere.

const WARN_BEFORE = 5 * 60;
const SEEN = "audit.seen";
const script = document.querySelector("script[data-stay]");

const now = () => Date.now() / 1000;
const token = () => document.querySelector('input[name="csrf_token"]')?.value ?? "";

class TimeOut {
  constructor({ ends, idleMinutes, stay, signIn }) {
    this.ends = Number(ends);
    this.idle = Number(idleMinutes) * 60;
    this.stayAt = stay;
    this.signInAt = signIn;
    this.state = "quiet";
    this.seen();
    document.addEventListener("audit:seen", () => this.seen());
    window.addEventListener("storage", (event) => event.key === SEEN && this.look());
    document.addEventListener("visibilitychange", () => this.look());
    setInterval(() => this.look(), 10000);
    this.look();
  }

  seen() {
    try {
      localStorage.setItem(SEEN, String(now()));
    } catch {
      // Without storage each tab counts for itself.
    }
    this.seenHere = now();
    this.look();
  }

  left() {
    let seen = this.seenHere;
    try {
      seen = Math.max(seen, Number(localStorage.getItem(SEEN)) || 0);
    } catch {
      // As above.
    }
    return Math.min(seen + this.idle, this.ends) - now();
  }

  look() {
    const left = this.left();
    const state = left <= 0 ? "over" : left <= WARN_BEFORE ? "warning" : "quiet";
    if (state === "warning" && this.state === "warning") this.count(left);
    if (state === this.state || (this.state === "over" && state === "warning")) return;
    this.state = state;
    if (state === "quiet") this.hide();
    if (state === "warning") this.warn(left);
    if (state === "over") this.tell();
  }

  warn(left) {
    const absolute = this.ends - now() <= WARN_BEFORE;
    this.show(
      absolute
        ? "For safety everybody is signed out from time to time. Save what you are writing:"
        : "You have not been here for a while. To keep you safe you will be signed out",
    );
    this.minutes = document.createElement("span");
    this.minutes.setAttribute("aria-hidden", "true");
    this.words.append(" ", this.minutes);
    this.count(left);
    if (!absolute) this.button("Stay signed in", () => this.stay());
  }

  count(left) {
    const minutes = Math.max(1, Math.ceil(left / 60));
    const text = `in ${minutes} ${minutes === 1 ? "minute" : "minutes"}.`;
    if (this.minutes && this.minutes.textContent !== text) this.minutes.textContent = text;
  }

  tell() {
    this.show("You have been signed out. What you typed is still on this page and is not lost. Sign in, then save it here.");
    const link = document.createElement("a");
    link.className = "govuk-link";
    link.href = this.signInAt;
    link.target = "_blank";
    link.rel = "noopener";
    link.textContent = "Sign in (opens in a new tab)";
    this.row.append(link);
  }

  async stay() {
    try {
      const answer = await fetch(this.stayAt, {
        method: "POST",
        headers: { "X-CSRFToken": token(), "X-Requested-With": "fetch" },
      });
      if (answer.status === 401) {
        this.state = "over";
        this.tell();
        return;
      }
      if (!answer.ok) throw new Error(String(answer.status));
      this.ends = (await answer.json()).ends ?? this.ends;
      this.seen();
    } catch {
      this.words.textContent = "That did not work: the service could not be reached. Try again in a moment.";
    }
  }

  show(text) {
    this.hide();
    this.bar = document.createElement("div");
    this.bar.className = "app-time-out app-no-print";
    this.bar.setAttribute("role", "alert");
    const frame = document.createElement("div");
    frame.className = "govuk-width-container";
    this.row = document.createElement("div");
    this.row.className = "app-time-out__row";
    this.words = document.createElement("p");
    this.words.className = "govuk-body";
    this.words.textContent = text;
    this.row.append(this.words);
    frame.append(this.row);
    this.bar.append(frame);
    document.documentElement.classList.add("app-has-time-out");
    document.querySelector("main").append(this.bar);
  }

  button(text, does) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "govuk-button";
    button.textContent = text;
    button.addEventListener("click", does);
    this.row.append(button);
  }

  hide() {
    this.bar?.remove();
    this.minutes = null;
    document.documentElement.classList.remove("app-has-time-out");
  }
}

if (script) new TimeOut(script.dataset);
