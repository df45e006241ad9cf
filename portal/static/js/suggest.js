// What is somebody about to look for? At most five procedures under the search box while one types (form[data-suggest]).
// Vietnamese input methods rewrite letters already typed: nothing is asked while they compose, and only after a rest.

const REST_MS = 160;
const SHORTEST = 2;

function suggest(form) {
  const input = form.querySelector('input[type="search"]');
  const list = document.createElement("ul");
  const status = document.createElement("p");
  list.id = `${input.id}-list`;
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.dataset.suggestLabel);
  status.className = "hidden";
  status.setAttribute("role", "status");
  input.parentElement.after(list, status);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", list.id]]) {
    input.setAttribute(name, value);
  }
  const known = new Map();
  let asked = "";
  let active = -1;
  let timer;
  let running;

  const options = () => [...list.children];
  function mark(at) {
    active = at;
    options().forEach((option, n) => option.setAttribute("aria-selected", n === at));
    if (at < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", options()[at].id);
  }
  function close() {
    list.hidden = true;
    status.textContent = "";
    input.setAttribute("aria-expanded", "false");
    mark(-1);
  }
  function show(found) {
    list.replaceChildren(
      ...found.map(({ title, href }, n) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${n}`;
        option.setAttribute("role", "option");
        option.dataset.href = href;
        option.lang = "vi";
        option.textContent = title;
        return option;
      }),
    );
    if (!found.length) return close();
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    status.textContent = form.dataset.suggestCount.replace("{n}", found.length);
    mark(-1);
  }
  async function ask() {
    const typed = input.value.trimStart();
    if (typed === asked) return;
    asked = typed;
    running?.abort();
    if (typed.trim().length < SHORTEST) return close();
    if (known.has(typed)) return show(known.get(typed));
    running = new AbortController();
    try {
      const answer = await fetch(`${form.dataset.suggest}?q=${encodeURIComponent(typed)}`, { signal: running.signal });
      if (!answer.ok) return;
      const found = await answer.json();
      known.set(typed, found);
      if (typed === asked && document.activeElement === input) show(found);
    } catch {
      // Too slow a network, or typed on: the button still searches.
    }
  }
  const later = (event) => {
    if (event.isComposing) return;
    clearTimeout(timer);
    timer = setTimeout(ask, REST_MS);
  };

  close();
  input.addEventListener("input", later);
  input.addEventListener("compositionend", later);
  input.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    const count = options().length;
    if (event.key === "ArrowDown") mark((active + 1) % count);
    else if (event.key === "ArrowUp") mark(active <= 0 ? count - 1 : active - 1);
    else if (event.key === "Enter" && active >= 0) location.assign(options()[active].dataset.href);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
  input.addEventListener("blur", () => setTimeout(close, REST_MS)); // a tap on a suggestion comes first
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[data-href]");
    if (option) location.assign(option.dataset.href);
  });
}

for (const form of document.querySelectorAll("form[data-suggest]")) suggest(form);
