// Reading aids: receipts in place, copy and print buttons. Without this file receipts are links to the sources below.
const card = document.createElement("div");
card.id = "receipt-card";
card.className = "receipt-card";
card.setAttribute("popover", "auto");
card.setAttribute("role", "dialog");
card.setAttribute("aria-label", "Receipt");

const element = (name, text, className) => {
  const made = document.createElement(name);
  made.textContent = text;
  if (className) made.className = className;
  return made;
};

const place = (link) => {
  const at = link.getBoundingClientRect();
  const width = Math.min(card.offsetWidth, innerWidth - 16);
  const below = at.bottom + card.offsetHeight + 12 < innerHeight;
  card.style.left = `${Math.max(8, Math.min(at.left - 16, innerWidth - width - 8))}px`;
  card.style.top = `${below ? at.bottom + 6 : Math.max(8, at.top - card.offsetHeight - 6)}px`;
};

const openReceipt = (link) => {
  const source = document.querySelector(link.getAttribute("href"));
  if (!source) return false;
  const parts = [...source.querySelectorAll("b, .warn")].map((part) => part.textContent);
  const period = source.querySelector("b + span")?.textContent ?? "";
  const more = element("a", "In the sources");
  more.href = link.getAttribute("href");
  more.addEventListener("click", () => card.hidePopover());
  card.replaceChildren(
    element("b", parts[0] ?? ""),
    element("span", parts.reduce((text, part) => text.replace(`${part}, `, "").replace(`; ${part}`, ""), link.title), "where"),
    element("span", period, "soft"),
    ...parts.slice(1).map((text) => element("span", text, "stale")),
    more,
  );
  card.showPopover();
  place(link);
  more.focus({ preventScroll: true });
  card.addEventListener("toggle", (event) => event.newState === "closed" && card.contains(document.activeElement) && link.focus(), { once: true });
  return true;
};

if (HTMLElement.prototype.hasOwnProperty("popover")) {
  (document.querySelector("main") ?? document.body).append(card);
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".receipt a[href^='#receipt-']");
    if (link && !event.ctrlKey && !event.metaKey && openReceipt(link)) event.preventDefault();
  });
}

const words = (section) => {
  const table = (rows) => rows.map((row) => [...row.cells].map((cell) => cellText(cell)).join("\t")).join("\n");
  const cellText = (cell) => {
    const copy = cell.cloneNode(true);
    copy.querySelectorAll(".receipt, .unseen").forEach((mark) => mark.remove());
    return copy.textContent.replace(/\s+/g, " ").trim();
  };
  return [...section.querySelectorAll("h3, p, dt, dd, li, table")]
    .filter((part) => part.tagName === "TABLE" || !part.closest("table"))
    .map((part) => (part.tagName === "TABLE" ? table([...part.rows]) : cellText(part)))
    .filter(Boolean)
    .join("\n");
};

const copyButton = (label, text, shown = "Copy") => {
  const button = element("button", shown, "copy");
  button.type = "button";
  button.setAttribute("aria-label", label);
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text());
      button.textContent = "Copied";
    } catch {
      button.textContent = "Not copied";
    }
    setTimeout(() => (button.textContent = shown), 1600);
  });
  return button;
};

const addButtons = () => {
  const main = document.querySelector("main[data-code]");
  if (!main) return;
  const title = main.querySelector("h1");
  if (title && !main.querySelector(".copy-code")) {
    const button = copyButton(`Copy ${main.dataset.code}`, () => main.dataset.code, `Copy ${main.dataset.code}`);
    button.classList.add("copy-code");
    title.after(button);
  }
  main.querySelectorAll("section[id] > h2").forEach((heading) => {
    if (heading.querySelector(".copy")) return;
    const name = heading.firstChild.textContent.trim();
    heading.append(copyButton(`Copy ${name}`, () => `${main.dataset.code} ${name}\n${words(heading.parentElement)}`));
  });
};

if (navigator.clipboard) {
  addButtons();
  document.addEventListener("htmx:afterSettle", addButtons);
}
document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => print());
});

// An answer without the part that would be put in (an error, a code not known that day) becomes the page itself.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, target } = event.detail;
  if (target.id !== "sections" || xhr.responseText.includes('id="sections"')) return;
  event.detail.shouldSwap = false;
  location.assign(xhr.responseURL);
});
