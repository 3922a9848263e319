// The search box: `/` comes to it, arrows and Enter choose a suggestion, Escape closes. htmx brings the options.
const input = document.querySelector("#q");
const list = document.querySelector("#suggestions");

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  input?.focus();
  input?.select();
});

if (input && list) {
  const options = () => [...list.querySelectorAll("[role=option]")];
  const open = () => !list.hidden;
  let active = -1;

  const show = (visible) => {
    list.hidden = !visible;
    input.setAttribute("aria-expanded", String(visible));
    if (!visible) choose(-1);
  };

  const choose = (place) => {
    active = place;
    options().forEach((option, at) => option.setAttribute("aria-selected", String(at === place)));
    const option = options()[place];
    if (option) {
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  };

  list.addEventListener("htmx:afterSwap", () => {
    choose(-1);
    show(options().length > 0 && document.activeElement === input && input.value.trim() !== "");
  });

  input.addEventListener("keydown", (event) => {
    const count = options().length;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!count) return;
      event.preventDefault();
      if (!open()) show(true);
      const step = event.key === "ArrowDown" ? 1 : -1;
      choose(active < 0 && step < 0 ? count - 1 : (active + step + count + 1) % (count + 1) === count ? -1 : (active + step + count + 1) % (count + 1));
    } else if (event.key === "Enter" && open() && active >= 0) {
      event.preventDefault();
      location.assign(options()[active].dataset.href);
    } else if (event.key === "Escape" && open()) {
      event.preventDefault();
      show(false);
    }
  });

  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) location.assign(option.dataset.href);
  });
  input.addEventListener("blur", () => show(false));
  input.addEventListener("focus", () => show(options().length > 0 && input.value.trim() !== ""));
}
