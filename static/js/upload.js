// Sends each file as soon as it is chosen, one after another, and shows how far each is. Without this script the
// button beside the field sends them all at once.
//
// The page says where: <div data-upload="address" data-upload-list="id of the list">, with the file field, a place
// marked data-upload-status and the button inside. The answer is JSON: {said: [..], refused: [..], list: "<ul>…"}
// or, for an error page, {error: ".."}.

const NO_ANSWER = "could not be sent. Check your connection and choose it again. Nothing else was lost.";

function send(address, file, token, onProgress) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", address);
    request.setRequestHeader("X-Requested-With", "fetch");
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    });
    request.addEventListener("loadend", () => {
      let answer = null;
      try {
        answer = JSON.parse(request.responseText);
      } catch {
        // No answer, or a page of something in between: the sentence below says so.
      }
      resolve(answer);
    });
    const body = new FormData();
    body.append("csrf_token", token);
    body.append("files", file, file.name);
    request.send(body);
  });
}

function row(status) {
  const made = document.createElement("p");
  made.className = "app-upload__row";
  status.append(made);
  return made;
}

function say(place, sentence, refused) {
  place.textContent = sentence;
  place.classList.toggle("app-upload__row--refused", Boolean(refused));
}

async function sendOne(area, file, place) {
  const bar = document.createElement("progress");
  bar.className = "app-upload__bar";
  bar.max = 100;
  bar.value = 0;
  bar.setAttribute("aria-label", `Sending ${file.name}`);
  say(place, `Sending ${file.name}…`);
  place.append(bar);
  const answer = await send(area.dataset.upload, file, token(area), (part) => {
    bar.value = Math.round(part * 100);
    if (part === 1) bar.removeAttribute("value"); // the server now checks the file: nobody knows how long
  });
  if (!answer) return say(place, `${file.name} ${NO_ANSWER}`, true);
  if (answer.error) return say(place, `${file.name}: ${answer.error}`, true);
  const refused = answer.refused ?? [];
  say(place, [...(answer.said ?? []), ...refused].join(" "), refused.length > 0);
  const list = document.getElementById(area.dataset.uploadList);
  if (answer.list && list) list.innerHTML = answer.list; // our own template, already escaped
}

function token(area) {
  return (area.closest("form") ?? document).querySelector("input[name=csrf_token]").value;
}

function start(area) {
  const field = area.querySelector("input[type=file]");
  const status = area.querySelector("[data-upload-status]");
  const button = area.querySelector("button");
  if (!field || !status) return;
  button?.classList.add("govuk-!-display-none"); // a button of the design system ignores "hidden"
  let queue = Promise.resolve();
  let waiting = 0;
  field.addEventListener("change", () => {
    const files = [...field.files];
    if (waiting === 0) status.replaceChildren();
    field.value = ""; // so that saving the page does not send them again
    for (const file of files) {
      const place = row(status);
      say(place, `${file.name} is waiting…`);
      waiting += 1;
      queue = queue.then(() => sendOne(area, file, place)).finally(() => (waiting -= 1));
    }
  });
  addEventListener("beforeunload", (event) => {
    if (waiting > 0) event.preventDefault();
  });
}

document.querySelectorAll("[data-upload]").forEach(start);
