// What does a form do beyond HTML? It keeps unsaved words on this device, ignores a second send, and shows what is wrong.
// Everything works without this file.

const GUARD_MS = 5000;

// The list of mistakes is read first.
document.querySelector("[data-focus]")?.focus();

// A second press of the same button within five seconds sends nothing; the button itself is never disabled.
const sentAt = new WeakMap();
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (Date.now() - (sentAt.get(form) ?? -GUARD_MS) < GUARD_MS) event.preventDefault();
  else sentAt.set(form, Date.now());
  if (!form.action.endsWith("/dang-xuat")) return;
  // Whoever signs out leaves nothing to the next person at this device.
  for (const store of [localStorage, sessionStorage]) store.clear();
  globalThis.caches?.delete("uploads");
});
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.forms) sentAt.delete(form);
  localStorage.removeItem("sent");
});

// Ten minutes before the session ends the page says so; every page that is opened lets it begin anew.
const SESSION_WARNING_MS = 600_000;
const ending = document.querySelector("[data-session-seconds]");
if (ending) {
  const left = Number(ending.dataset.sessionSeconds) * 1000;
  const end = new Date(Date.now() + left).toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit", hour12: false });
  setTimeout(() => (ending.textContent = ending.dataset.words.replace("{time}", end)), Math.max(0, left - SESSION_WARNING_MS));
}

// Paper shows everything: folded parts open while printing.
let folded = [];
addEventListener("beforeprint", () => {
  folded = [...document.querySelectorAll("details:not([open])")];
  for (const part of folded) part.open = true;
});
addEventListener("afterprint", () => {
  for (const part of folded) part.open = false;
});

// Where there is room, parts such as filters stand open.
if (matchMedia("(min-width: 64rem)").matches) {
  for (const part of document.querySelectorAll("details[data-wide-open]")) part.open = true;
}

// form[data-autosave="key"]: words not yet sent survive a reload, in this tab; with data-lasting a closed tab too.
// form[data-save="address"]: they also survive another device: kept here until the server has them as they are typed.
const SECRET = '[type="hidden"],[type="password"],[type="file"],[type="submit"],[autocomplete="one-time-code"]';
const SAVE_MS = 3000;
const ticks = (field) => field.type === "checkbox" || field.type === "radio";
const fieldsOf = (form) => [...form.elements].filter((f) => f.name && f.matches("input,select,textarea") && !f.matches(SECRET));
const keyOf = ({ dataset: { save, autosave, lasting } }) => save ?? (lasting === "" ? location.pathname : autosave && `autosave:${autosave}`);
const nameOf = (field) => (ticks(field) ? `${field.name}=${field.value}` : field.name);
const read = (form) => Object.fromEntries(fieldsOf(form).map((f) => [nameOf(f), ticks(f) ? f.checked : f.value]));

function say(form, words, at) {
  const time = at.at ?? new Date(at).toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit", hour12: false });
  const status = form.querySelector("[data-save-status]") ?? document.querySelector("[data-save-status]");
  if (status) status.textContent = status.dataset[words].replace("{time}", time);
}

function restore(form, kept) {
  for (const field of fieldsOf(form)) {
    const value = kept[nameOf(field)];
    if (value === undefined) continue;
    if (ticks(field)) field.checked = value;
    else field.value = value;
  }
}

function keep(form, store, key) {
  const fromServer = JSON.stringify(read(form));
  const isAnswer = "answered" in form.dataset; // the server has just drawn what was sent to it
  const kept = isAnswer ? null : JSON.parse(store.getItem(key) ?? "null");
  // Without a server that compares, what was kept counts only while the page still shows what it showed then.
  if (kept?.fromServer === fromServer || (kept && form.dataset.save)) {
    restore(form, kept.values);
    if (form.closest("details")) form.closest("details").open = true;
    say(form, "kept", kept.at);
  } else {
    store.removeItem(key);
  }
  const write = () => {
    const at = Date.now();
    const { seen, screen } = form.elements;
    store.setItem(key, JSON.stringify({ fromServer, values: read(form), at, seen: seen?.value, screen: screen?.value }));
    if (!form.dataset.save) say(form, "kept", at);
  };
  if (isAnswer) write();
  form.addEventListener("input", write);
  form.addEventListener("change", write);
  form.addEventListener("submit", () => navigator.onLine && localStorage.setItem("sent", JSON.stringify([location.pathname, key])));
  return kept;
}

function save(form, store, key) {
  const { seen, screen } = form.elements;
  const kept = store && keep(form, store, key);
  let changes = 0;
  let timer;
  const later = (ms) => (timer ??= setTimeout(bring, ms));
  async function bring() {
    const mine = changes;
    try {
      const answer = await fetch(form.dataset.save, { method: "POST", body: new FormData(form), redirect: "manual" });
      if (answer.status === 409) return say(form, "overtaken", await answer.json()); // the button shows both
      if (!answer.ok) return say(form, "kept", Date.now()); // the session has ended, for example
      const saved = await answer.json();
      seen.value = saved.seen;
      timer = undefined;
      if (mine !== changes) return later(SAVE_MS);
      store?.removeItem(key);
      say(form, "saved", saved);
      if (store) store.savedAt = saved.when;
    } catch {
      say(form, "offline", Date.now());
      timer = undefined;
      later(2 * SAVE_MS);
    }
  }
  const changed = () => {
    changes++;
    if (!navigator.onLine) say(form, "offline", Date.now());
    later(SAVE_MS);
  };
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  addEventListener("online", () => {
    if (!changes) return;
    clearTimeout(timer);
    bring();
  });
  form.addEventListener("submit", (event) => {
    if (!navigator.onLine) {
      event.preventDefault();
      return changed();
    }
    clearTimeout(timer);
  });
  if (kept) {
    // What these words were drawn from: the server says whether another screen wrote meanwhile.
    if (kept.seen) [seen.value, screen.value] = [kept.seen, kept.screen];
    changed();
  }
}

// A kiosk belongs to everybody: nothing stays on it. Private windows may refuse storage: then nothing is kept.
const isKiosk = "kiosk" in document.documentElement.dataset;
try {
  // The form that was sent has led to where it is no more: the server has its words.
  const [from, sent] = JSON.parse((!isKiosk && localStorage.getItem("sent")) || "[]");
  if (sent && document.referrer.endsWith(from) && ![...document.forms].some((form) => keyOf(form) === sent)) localStorage.removeItem(sent);
  if (!isKiosk) localStorage.removeItem("sent");
  for (const form of document.querySelectorAll("form[data-autosave]")) {
    if (isKiosk) continue;
    keep(form, "lasting" in form.dataset ? localStorage : sessionStorage, keyOf(form));
  }
  for (const form of document.querySelectorAll("form[data-save]")) save(form, isKiosk ? null : localStorage, keyOf(form));
} catch {
  // The server still saves with every "Tiếp tục".
}

// [data-watch]: pictures taken with a telephone appear here as they come.
for (const box of document.querySelectorAll("[data-watch]")) {
  setInterval(async () => {
    if (document.hidden || document.querySelector(".upload:not([hidden])")) return;
    const answer = await fetch(box.dataset.watch).then((a) => a.json(), () => box.dataset);
    if (answer.mark !== box.dataset.mark) location.reload();
  }, SAVE_MS);
}

// The page without network says what was saved last, and goes on by itself.
const lastSaved = document.querySelector("[data-last-saved]");
if (lastSaved) {
  const time = isKiosk || localStorage.savedAt;
  if (time) lastSaved.textContent = lastSaved.dataset.lastSaved.replace("{time}", time);
  lastSaved.hidden = !time;
  addEventListener("online", () => setTimeout(() => lastSaved.parentElement.querySelector(".actions a").click(), 1000));
}

const workers = navigator.serviceWorker;
const worker = document.querySelector("[data-worker]")?.dataset.worker;
if (isKiosk) workers?.getRegistrations().then((all) => all.forEach((one) => one.unregister()));
else if (worker) addEventListener("load", () => workers?.register(worker).catch(() => {}));
