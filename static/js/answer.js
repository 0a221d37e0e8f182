// Saves answers as they are typed. Every page works without this script.
//
// An answer on the page is an element with data-answer: data-save is the address that takes it and data-prefix what its
// fields begin with. One request an answer is under way at a time, so an older text can never arrive after a newer one.
// What could not be saved stays on the page and, until it is, in this tab's own storage.

const PAUSE = 1500; // milliseconds after the last key
const AGAIN = [3000, 10000, 30000, 60000]; // between tries when the service cannot be reached
const LONGEST_WAIT = 20000;
const LARGEST_KEPT_ALIVE = 60000; // bytes that a browser sends after the page has gone

let leaving = false;

const signInAddress = () => document.querySelector("script[data-sign-in]")?.dataset.signIn ?? "/";

class Answer {
  constructor(element) {
    this.element = element;
    this.form = element.closest("form");
    this.prefix = element.dataset.prefix;
    this.version = element.querySelector("[data-version]");
    this.savedLine = element.querySelector("[data-saved]");
    this.problemBox = element.querySelector("[data-problem]");
    this.key = `audit.draft:${element.dataset.save}`;
    this.saved = "unsaved" in element.dataset ? "" : this.text();
    this.tries = 0;
    this.underWay = null;
    this.problem = "";
    element.addEventListener("input", () => this.changed(PAUSE));
    element.addEventListener("change", () => this.changed(PAUSE / 3));
    element.addEventListener("focusout", () => this.save());
    this.offerDraft();
  }

  fields() {
    const found = [];
    for (const field of this.element.querySelectorAll("input, select, textarea")) {
      if (!field.name || field.type === "file" || field.name === "csrf_token" || field === this.version) continue;
      if (field.name === `${this.prefix}keep` || field.name === `${this.prefix}undecided`) continue;
      if ((field.type === "radio" || field.type === "checkbox") && !field.checked) continue;
      found.push([field.name, field.value]);
    }
    return found;
  }

  text() {
    return JSON.stringify(this.fields());
  }

  get isDirty() {
    return this.text() !== this.saved;
  }

  // A conflict that the page already shows is settled by its own radios, not by saving along.
  get isUndecided() {
    return this.problem === "conflict" || Boolean(this.element.querySelector(`[name="${this.prefix}undecided"]`));
  }

  // Something new is saved once the field that it is about has a word in it (data-needs).
  get isEmpty() {
    const { needs } = this.element.dataset;
    return Boolean(needs) && this.version.value === "0" && !tidy(this.element.querySelector(`[name="${this.prefix}${needs}"]`).value);
  }

  changed(wait) {
    clearTimeout(this.timer);
    if (this.isDirty) this.timer = setTimeout(() => this.save(), wait);
  }

  body() {
    const body = new URLSearchParams(this.fields());
    body.set("csrf_token", this.form.querySelector('[name="csrf_token"]').value);
    body.set(`${this.prefix}version`, this.version.value);
    body.set("prefix", this.prefix);
    return body;
  }

  async save() {
    clearTimeout(this.timer);
    if (this.underWay || !this.isDirty || this.isUndecided || this.isEmpty) return this.underWay;
    const tried = this.text();
    this.underWay = this.send().finally(() => {
      this.underWay = null;
      const isNew = this.problem === "refused" && this.text() !== tried; // what was refused is no longer what is typed
      if (this.isDirty && (!this.problem || isNew) && !leaving) this.changed(PAUSE);
    });
    return this.underWay;
  }

  async send(renewed = false) {
    const sent = this.text();
    const fields = this.fields();
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), LONGEST_WAIT);
    let answer;
    let said = {};
    try {
      answer = await fetch(this.element.dataset.save, {
        method: "POST",
        body: this.body(),
        headers: { "X-Requested-With": "fetch", Accept: "application/json" },
        credentials: "same-origin",
        redirect: "error",
        signal: stop.signal,
      });
      said = await answer.json().catch(() => ({}));
    } catch {
      this.lastSent = fields;
      this.tryAgain();
      return;
    } finally {
      clearTimeout(timer);
    }
    if (answer.ok && Number.isInteger(said.version)) {
      this.accept(sent, said);
    } else if (answer.status === 409 && said.mine && this.lastSent && isSame(said.theirs, this.lastSent, this.prefix)) {
      // An earlier try of ours did arrive; only its answer was lost.
      this.version.value = said.version;
      this.lastSent = null;
      await this.send();
    } else if (answer.status === 400 && !renewed && (await this.renewToken())) {
      await this.send(true);
    } else {
      this.refused(answer.status, said);
    }
  }

  accept(sent, said) {
    this.version.value = said.version;
    this.saved = sent;
    this.tries = 0;
    this.lastSent = null;
    this.show("");
    this.dropDraft();
    this.warn(said.warnings ?? []);
    if (this.savedLine) this.savedLine.textContent = [said.saved, said.questions].filter(Boolean).join(". ");
    document.dispatchEvent(new Event("audit:seen"));
  }

  refused(status, said) {
    this.keepDraft();
    if (status === 401) {
      this.show("signed-out", "You have been signed out. What you typed is kept on this page, but it is not saved yet. Sign in in the other tab that opens, come back here, and it will be saved.", {
        text: "Sign in",
        href: signInAddress(),
      });
    } else if (status === 409) {
      this.show("conflict", `${said.error ?? "Somebody else changed this answer."} What you typed is kept on this page.`, {
        text: this.problemBox.dataset.compare ?? "Compare the two answers",
      });
    } else if (status === 413) {
      this.show("refused", "This text is too long to save. It is kept on this page. Shorten it, or attach it as a file.");
    } else if (status >= 500 || status === 0 || status === 429) {
      this.tryAgain();
    } else {
      this.show("refused", `Not saved yet. ${said.error ?? "Something in it could not be taken."}`);
    }
  }

  tryAgain() {
    const wait = AGAIN[Math.min(this.tries, AGAIN.length - 1)];
    this.tries += 1;
    this.keepDraft();
    this.show("offline", "Not saved yet: the service could not be reached. What you typed is kept on this page, and we are trying again.");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  // After signing in again the page's token is of the old session: take the new page's.
  async renewToken() {
    try {
      const page = await fetch(location.href, { credentials: "same-origin" });
      const token = new DOMParser().parseFromString(await page.text(), "text/html").querySelector('form[method="post"] [name="csrf_token"]');
      if (!page.ok || !token) return false;
      for (const field of document.querySelectorAll('[name="csrf_token"]')) field.value = token.value;
      return true;
    } catch {
      return false;
    }
  }

  show(problem, sentence = "", link = null) {
    if (problem === this.problem && this.problemBox.firstChild?.textContent === sentence) return;
    this.problem = problem;
    this.problemBox.replaceChildren();
    this.problemBox.hidden = !problem;
    if (!problem) return;
    this.problemBox.append(paragraph(sentence));
    if (link?.href) {
      const anchor = Object.assign(document.createElement("a"), { className: "govuk-link", href: link.href, target: "_blank", rel: "noopener", textContent: `${link.text} (opens in a new tab)` });
      this.problemBox.append(anchor);
    } else if (link) {
      const button = Object.assign(document.createElement("button"), { className: "govuk-button govuk-button--secondary", type: "submit", name: "action", value: "compare", textContent: link.text });
      this.problemBox.append(button);
    }
  }

  warn(sentences) {
    this.element.querySelector("[data-warnings]")?.remove();
    if (!sentences.length) return;
    const box = Object.assign(document.createElement("div"), { className: "app-child-warning" });
    box.dataset.warnings = "";
    box.setAttribute("role", "status");
    box.append(paragraph("Your answer is saved. Please look at this:"), ...sentences.map(paragraph));
    this.problemBox.after(box);
  }

  // This tab's own storage: it is gone when the tab is closed, and other tabs cannot read it.

  keepDraft() {
    try {
      sessionStorage.setItem(this.key, JSON.stringify({ version: this.version.value, fields: this.fields() }));
    } catch {
      // Storage is full or switched off: the text is on the page all the same.
    }
  }

  dropDraft() {
    try {
      sessionStorage.removeItem(this.key);
    } catch {
      // Nothing was kept.
    }
  }

  offerDraft() {
    let draft = null;
    try {
      draft = JSON.parse(sessionStorage.getItem(this.key));
    } catch {
      return;
    }
    if (!draft || this.isUndecided) return;
    if (tidied(draft.fields) === tidied(this.fields())) return this.dropDraft();
    if (draft.version === this.version.value) {
      this.putBack(draft.fields);
      this.show("draft", "What you typed here before could not be saved then. It has been put back and will be saved now.");
      this.problem = "";
      this.changed(PAUSE);
      return;
    }
    this.show("draft", "Text that you typed here before was not saved, because the answer had been changed meanwhile.");
    this.problem = "";
    const button = Object.assign(document.createElement("button"), { className: "govuk-button govuk-button--secondary", type: "button", textContent: "Put my text back" });
    button.addEventListener("click", () => {
      this.putBack(draft.fields);
      this.dropDraft();
      this.show("");
    });
    this.problemBox.append(button);
  }

  putBack(fields) {
    for (const field of this.element.querySelectorAll("input, select, textarea")) {
      if (!field.name || field === this.version || ["hidden", "file"].includes(field.type)) continue;
      const values = fields.filter(([name]) => name === field.name).map(([, value]) => value);
      if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
      else field.value = values[0] ?? "";
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  // The page is going: send what is left without waiting for the answer.
  flush() {
    if (!this.isDirty || this.isUndecided || this.isEmpty) return;
    this.keepDraft();
    const body = this.body();
    if (this.underWay || body.toString().length > LARGEST_KEPT_ALIVE) return;
    fetch(this.element.dataset.save, {
      method: "POST",
      body,
      headers: { "X-Requested-With": "fetch" },
      credentials: "same-origin",
      keepalive: true,
    }).catch(() => {});
  }
}

function paragraph(text) {
  return Object.assign(document.createElement("p"), { className: "govuk-body", textContent: text });
}

const tidy = (text) => (text ?? "").replace(/\r\n?/g, "\n").trim();
const tidied = (fields) => JSON.stringify(fields.map(([name, value]) => [name, tidy(value)]).filter(([, value]) => value));

// Whether what the server holds is what we sent: by the texts and the grade, which is what people write at length.
function isSame(theirs, fields, prefix) {
  const sent = Object.fromEntries(fields.map(([name, value]) => [name.slice(prefix.length), value]));
  const answer = theirs?.not_applicable ? "not-applicable" : theirs?.grade ?? (typeof theirs?.value === "string" ? theirs.value : null);
  return tidy(theirs?.narrative) === tidy(sent.narrative) && (answer === null || !sent.answer || tidy(answer) === tidy(sent.answer));
}

const answers = [...document.querySelectorAll("[data-answer]")].map((element) => new Answer(element));

for (const form of new Set(answers.map((answer) => answer.form))) {
  form.addEventListener("submit", async (event) => {
    for (const answer of answers) clearTimeout(answer.timer);
    // What stands in other forms of the page is not sent with this one.
    for (const answer of answers) if (answer.form !== form && !answer.problem) answer.save();
    const waiting = answers.filter((answer) => answer.underWay);
    if (waiting.length) {
      // The page must not send the version that a save under way is just replacing.
      event.preventDefault();
      const { submitter } = event;
      await Promise.allSettled(waiting.map((answer) => answer.underWay));
      form.requestSubmit(submitter);
      return;
    }
    leaving = true;
    for (const answer of answers) if (answer.form === form) answer.dropDraft(); // the form itself carries it
  });
}

const saveAll = () => answers.forEach((answer) => answer.save());

document.addEventListener("visibilitychange", saveAll);
addEventListener("online", saveAll);
addEventListener("pageshow", () => (leaving = false));
addEventListener("pagehide", () => {
  if (!leaving) answers.forEach((answer) => answer.flush());
});
addEventListener("beforeunload", (event) => {
  // What only waits for its moment is sent as the page goes; a warning is for what could not be saved.
  if (!leaving && answers.some((answer) => answer.isDirty && answer.problem)) event.preventDefault();
});
