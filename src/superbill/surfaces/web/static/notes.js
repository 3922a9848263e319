// Notes: a code lights up its words, words light up their codes. Without this file the colours alone tell.
const cards = document.querySelectorAll("[data-card]");
const marks = document.querySelectorAll("mark[data-cards]");

const light = (wanted) => {
  let first = null;
  for (const mark of marks) {
    const on = mark.dataset.cards.split(" ").some((id) => wanted.has(id));
    mark.classList.toggle("lit", on);
    first ??= on ? mark : null;
  }
  for (const card of cards) card.classList.toggle("lit", wanted.has(card.dataset.card));
  return first;
};

for (const button of document.querySelectorAll("[data-show]")) {
  button.hidden = false;
  button.addEventListener("click", () => light(new Set([button.dataset.show]))?.scrollIntoView({ block: "center" }));
}
for (const mark of marks) {
  mark.tabIndex = 0;
  const show = () => {
    const ids = mark.dataset.cards.split(" ");
    light(new Set(ids));
    const card = document.getElementById(ids[0]);
    card?.closest("details")?.setAttribute("open", "");
    card?.scrollIntoView({ block: "nearest" });
  };
  mark.addEventListener("click", show);
  mark.addEventListener("keydown", (event) => event.key === "Enter" && show());
}
