// Which procedures were looked at last? Kept in this browser only, forgotten after two months, never on a kiosk.
// A page that is about one says so ([data-viewed]); a page with room for the list has it hidden ([data-recent]).

const KEY = "recent";
const MOST = 5;
const KEPT_MS = 60 * 24 * 3600 * 1000;

function read() {
  const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]");
  return Array.isArray(kept) ? kept.filter(({ code, title, at }) => code && title && Date.now() - at < KEPT_MS) : [];
}

function note({ viewed: code, viewedTitle: title }) {
  const others = read().filter((one) => one.code !== code);
  localStorage.setItem(KEY, JSON.stringify([{ code, title, at: Date.now() }, ...others].slice(0, MOST)));
}

function show(section) {
  const items = read().map(({ code, title }) => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = section.dataset.recent + encodeURIComponent(code);
    link.lang = "vi";
    link.textContent = title;
    item.append(link);
    return item;
  });
  section.querySelector("ul").replaceChildren(...items);
  section.hidden = !items.length;
  section.querySelector("button").addEventListener("click", () => {
    localStorage.removeItem(KEY);
    section.hidden = true;
    document.querySelector("main").focus();
  });
}

try {
  if ("kiosk" in document.documentElement.dataset) localStorage.removeItem(KEY);
  else {
    for (const page of document.querySelectorAll("[data-viewed]")) note(page.dataset);
    for (const section of document.querySelectorAll("[data-recent]")) show(section);
  }
} catch {
  // Private windows may refuse storage: then nothing is kept, and the list stays away.
}
