// Which commune is meant? A box to type its name of today or a former one, in place of the long list (select[data-find]).
// Without this file one chooses from the list. The list stays behind the box: it is what is sent, kept and restored.

const MOST = 8;
const REST_MS = 160;
const fold = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/gi, "d").toLowerCase().trim();
const bare = (folded) => folded.replace(/^(phuong|xa|thi tran) (?!\d)/, "");

// "Phường An Hội (trước là Phường 1, …)" in "Khu vực Bến Tre trước đây"
function rowOf(option) {
  const [name, formers] = option.text.split(/ \(|\)$/);
  const names = [name, ...(formers ? formers.replace(/^trước là /, "").split(", ") : [])];
  const group = option.parentElement.label ?? "";
  return { value: option.value, name, group, names: names.map((said) => ({ said, folded: fold(said) })) };
}

function matches(rows, typed) {
  const wanted = bare(fold(typed));
  const found = [];
  for (const row of rows) {
    let best;
    row.names.forEach(({ said, folded }, n) => {
      const begins = bare(folded).startsWith(wanted) || folded.startsWith(wanted);
      if (!begins && !folded.includes(` ${wanted}`)) return;
      const rank = (begins ? 0 : 4) + (bare(folded) === wanted ? 0 : 2) + (n ? 1 : 0);
      if (!best || rank < best.rank) best = { rank, row, former: n ? said : "" };
    });
    if (best) found.push(best);
  }
  return found.sort((a, b) => a.rank - b.rank);
}

function find(select) {
  const rows = [...select.options].filter((option) => option.value).map(rowOf);
  const elsewhere = rows.filter((row) => row.value === "elsewhere").map((row) => ({ row, former: "" }));
  const box = document.createElement("div");
  box.className = "finder";
  box.innerHTML = '<input class="input" role="combobox" autocomplete="off" autocapitalize="off" spellcheck="false" enterkeyhint="done"><ul class="suggestions" role="listbox" hidden></ul><p class="hidden" role="status"></p>';
  const [input, list, status] = box.children;
  const hint = document.createElement("p");
  input.id = select.id;
  select.id += "-list";
  hint.id = `${input.id}-find`;
  list.id = `${input.id}-found`;
  hint.className = "hint";
  hint.textContent = select.dataset.find;
  const said = [select.getAttribute("aria-describedby"), hint.id].filter(Boolean).join(" ");
  for (const [name, value] of [["aria-autocomplete", "list"], ["aria-expanded", false], ["aria-controls", list.id], ["aria-describedby", said]]) input.setAttribute(name, value);
  if (select.hasAttribute("aria-invalid")) input.setAttribute("aria-invalid", "true");
  list.setAttribute("aria-label", select.dataset.find);
  list.lang = "vi";
  input.dataset.finds = select.name;
  select.hidden = true;
  select.before(hint, box);

  let shown = [];
  let active = -1;
  const chosen = () => rows.find((row) => row.value === select.value)?.name ?? "";
  const sync = () => (input.value = chosen());
  function mark(at) {
    active = at;
    [...list.children].forEach((option, n) => option.setAttribute("aria-selected", n === at));
    if (at < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", list.children[at].id);
  }
  function say(words, isSeen) {
    status.textContent = words;
    status.className = isSeen ? "hint" : "hidden";
  }
  function show(found) {
    shown = found;
    list.replaceChildren(
      ...found.map(({ row, former }, n) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${n}`;
        option.setAttribute("role", "option");
        option.textContent = row.name;
        const more = document.createElement("small");
        more.textContent = [former && `trước là ${former}`, row.group].filter(Boolean).join(" · ");
        option.append(" ", more);
        return option;
      }),
    );
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", !list.hidden);
    say(found.length ? select.dataset.findCount.replace("{n}", found.length) : "");
    mark(-1);
  }
  function take(value) {
    show([]);
    if (select.value !== value) {
      select.value = value;
      select.dispatchEvent(new Event("change", { bubbles: true }));
    }
    if (value) sync();
  }
  const look = () => {
    const found = input.value.trim() ? matches(rows, input.value) : rows.map((row) => ({ row, former: "" }));
    show([...found.slice(0, MOST), ...(found.length < MOST && !found.some(({ row }) => row.value === "elsewhere") ? elsewhere : [])]);
    if (!shown.length) say(select.dataset.findNone, true);
  };

  input.addEventListener("input", () => (input.value.trim() ? look() : take("")));
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const count = shown.length;
    if (event.key === "ArrowDown" && !count) look();
    else if (!count) return;
    else if (event.key === "ArrowDown") mark((active + 1) % count);
    else if (event.key === "ArrowUp") mark(active <= 0 ? count - 1 : active - 1);
    else if (event.key === "Enter") take(shown[Math.max(active, 0)].row.value);
    else if (event.key === "Escape") show([]);
    else return;
    event.preventDefault();
  });
  // Whoever types the whole name and goes on has chosen; half a name is no commune, and the page says so when it is sent.
  input.addEventListener("blur", () =>
    setTimeout(() => {
      if (list.contains(document.activeElement)) return;
      const [first, second] = input.value.trim() ? matches(rows, input.value) : [];
      if (fold(input.value) === fold(chosen())) show([]);
      else take(first && (!second || (first.rank < 2 && second.rank > first.rank)) ? first.row.value : "");
    }, REST_MS),
  );
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const at = [...list.children].indexOf(event.target.closest("li"));
    if (at >= 0) take(shown[at].row.value);
  });
  addEventListener("pageshow", sync);
  sync();
}

for (const select of document.querySelectorAll("select[data-find]")) find(select);
