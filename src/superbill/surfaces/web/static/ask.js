// Ask: the answer comes in as it is made, and can be stopped. Without this file the form is sent and the page comes back.
const form = document.querySelector("#ask-form");
const exchanges = document.querySelector("#exchanges");
const box = form.querySelector("#question");
const go = form.querySelector("#ask-go");
const stop = form.querySelector("#ask-stop");
const says = document.querySelector("#asking-says");
let running = null;

const element = (name, text, className) => {
  const made = document.createElement(name);
  made.textContent = text;
  if (className) made.className = className;
  return made;
};

const ready = (root) => {
  for (const button of root.querySelectorAll("[data-copy]")) button.hidden = !navigator.clipboard;
};

// The exchange while it comes about: question, steps, sentences. The page's own form of it takes its place at the end.
const begin = (question) => {
  const article = element("article", "", "exchange coming");
  const answer = element("div", "", "answer");
  const steps = element("ul", "", "steps");
  const statements = element("ul", "", "statements");
  answer.append(steps, statements);
  article.append(element("h2", question, "question"), answer);
  exchanges.append(article);
  article.scrollIntoView({ block: "start" });
  return { article, answer, steps, statements };
};

const sentence = (data) => {
  const item = element("li", "");
  for (const piece of data.pieces) {
    item.append(piece.text);
    if (piece.marks.length) item.append(element("span", piece.marks.join(","), "receipt"));
  }
  return item;
};

const wrong = (shown, text) => {
  shown.article.classList.remove("coming");
  shown.answer.append(element("p", text, "box"));
  says.textContent = text;
};

// The address becomes that of the conversation; its files and its end are at hand.
const keep = (talk) => {
  history.replaceState(null, "", `/ask/${talk}`);
  const tools = document.querySelector("#talk-tools");
  for (const link of tools.querySelectorAll("[data-format]")) link.href = `/ask/${talk}/conversation.${link.dataset.format}`;
  tools.querySelector("button").value = talk;
  tools.hidden = false;
};

const finish = (shown, data) => {
  const made = document.createElement("template");
  made.innerHTML = data.html;
  const article = made.content.querySelector("article");
  if (!data.kept) {
    // An exchange that is not kept has no number of its own on the page.
    const own = `x${document.querySelectorAll("article").length}`;
    for (const part of article.querySelectorAll("[id], [href^='#'], [data-copy]")) {
      for (const name of ["id", "href", "data-copy"]) {
        const value = part.getAttribute(name);
        if (value) part.setAttribute(name, value.replace("new", own));
      }
    }
    article.id = article.id.replace("new", own);
    article.setAttribute("aria-labelledby", article.querySelector("h2").id);
  }
  ready(article);
  shown.article.replaceWith(article);
  form.elements.talk.value = data.talk;
  form.elements.turn.value = data.turn ? JSON.stringify(data.turn) : "";
  if (data.kept) keep(data.talk);
  document.querySelector("#ask-new").hidden = false;
  document.querySelector(".ask-examples")?.remove();
  says.textContent = "The answer is here.";
};

const take = (shown, name, data) => {
  if (name === "step") shown.steps.append(element("li", data.text));
  if (name === "statement") shown.statements.append(sentence(data));
  if (name === "gap") shown.answer.append(element("p", `Not available: ${data.not_available}`, "box"));
  if (name === "problem") wrong(shown, `${data.detail} ${data.hint}`);
  if (name === "shown") finish(shown, data);
  return name === "shown" || name === "problem";
};

const read = async (response, shown) => {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let left = "";
  let ended = false;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const frames = (left + part.value).split("\n\n");
    left = frames.pop();
    for (const frame of frames) {
      const [, name, data] = /^event: (\w+)\ndata: (.*)$/s.exec(frame) ?? [];
      if (name) ended = take(shown, name, JSON.parse(data)) || ended;
    }
  }
  if (!ended) wrong(shown, "The answer broke off. Ask again.");
};

const ask = async () => {
  const question = box.value.trim();
  if (running || !question) return;
  const body = new URLSearchParams(new FormData(form));
  const shown = begin(question);
  running = new AbortController();
  stop.hidden = false;
  go.disabled = true;
  box.value = "";
  says.textContent = "Looking.";
  try {
    const response = await fetch("/ask/stream", { method: "POST", body, signal: running.signal });
    if (response.ok) await read(response, shown);
    else {
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      wrong(shown, page.querySelector("main")?.textContent.replace(/\s+/g, " ").trim().slice(0, 400) || "That did not work.");
    }
  } catch (error) {
    wrong(shown, error.name === "AbortError" ? "Stopped. Nothing of it was kept." : "The server cannot be reached.");
  }
  running = null;
  stop.hidden = true;
  go.disabled = false;
  box.focus({ preventScroll: true });
};

form.addEventListener("submit", (event) => {
  event.preventDefault();
  ask();
});
box.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  form.requestSubmit();
});
stop.addEventListener("click", () => running?.abort());
document.addEventListener("keydown", (event) => event.key === "Escape" && running?.abort());

document.querySelector(".ask-examples")?.addEventListener("click", (event) => {
  const link = event.target.closest("[data-question]");
  if (!link || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  box.value = link.dataset.question;
  form.requestSubmit();
});

exchanges.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const label = button.textContent;
  try {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    button.textContent = "Copied";
  } catch {
    button.textContent = "Not copied";
  }
  setTimeout(() => (button.textContent = label), 1600);
});

exchanges.addEventListener("submit", async (event) => {
  const rating = event.target.closest("form.rate");
  if (!rating) return;
  event.preventDefault();
  const chosen = event.submitter;
  const body = new URLSearchParams(new FormData(rating, chosen));
  const answer = await fetch("/ask/rate", { method: "POST", body, headers: { "x-superbill": "ask" } });
  if (!answer.ok) return;
  for (const button of rating.querySelectorAll("[data-rating]")) {
    const on = button === chosen && chosen.value !== "0";
    button.setAttribute("aria-pressed", String(on));
    button.value = on ? "0" : button.dataset.rating;
  }
});

ready(document);
