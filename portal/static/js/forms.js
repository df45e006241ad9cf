// What does a form do beyond HTML? It keeps unsaved words on this device, ignores a second send, and shows what is wrong.
// Everything works without this file.

const GUARD_MS = 5000;
const WAIT_MS = 400;

// The list of mistakes is read first.
document.querySelector("[data-focus]")?.focus();

// A second press of the same button within five seconds sends nothing; the button itself is never disabled.
const sentAt = new WeakMap();
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (Date.now() - (sentAt.get(form) ?? -GUARD_MS) < GUARD_MS) event.preventDefault();
  else sentAt.set(form, Date.now());
});
addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of document.forms) sentAt.delete(form);
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

// form[data-autosave="key"]: words not yet sent survive a lost network, a reload, a closed camera.
const SECRET = '[type="hidden"],[type="password"],[type="file"],[type="submit"],[autocomplete="one-time-code"]';
const ticks = (field) => field.type === "checkbox" || field.type === "radio";
const fieldsOf = (form) => [...form.elements].filter((f) => f.name && f.matches("input,select,textarea") && !f.matches(SECRET));
const nameOf = (field) => (ticks(field) ? `${field.name}=${field.value}` : field.name);
const read = (form) => Object.fromEntries(fieldsOf(form).map((f) => [nameOf(f), ticks(f) ? f.checked : f.value]));

function restore(form, kept) {
  for (const field of fieldsOf(form)) {
    const value = kept[nameOf(field)];
    if (value === undefined) continue;
    if (ticks(field)) field.checked = value;
    else field.value = value;
  }
}

function keep(form) {
  const key = `autosave:${form.dataset.autosave}`;
  const fromServer = JSON.stringify(read(form));
  const status = document.querySelector("[data-save-status]");
  const say = (at) => {
    if (!status) return;
    const time = new Date(at).toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit", hour12: false });
    status.textContent = status.dataset.kept.replace("{time}", time);
  };
  // What was kept counts only while the server still shows what it showed then: a newer save wins.
  const kept = JSON.parse(sessionStorage.getItem(key) ?? "null");
  if (kept?.fromServer === fromServer) {
    restore(form, kept.values);
    say(kept.at);
  } else {
    sessionStorage.removeItem(key);
  }
  let timer;
  const save = () => {
    clearTimeout(timer);
    const at = Date.now();
    sessionStorage.setItem(key, JSON.stringify({ fromServer, values: read(form), at }));
    say(at);
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(save, WAIT_MS);
  });
  form.addEventListener("change", save);
}

// A kiosk belongs to everybody: nothing stays on it. Private windows may refuse storage: then nothing is kept.
if (!("kiosk" in document.documentElement.dataset)) {
  try {
    for (const form of document.querySelectorAll("form[data-autosave]")) keep(form);
  } catch {
    // The server still saves with every "Tiếp tục".
  }
}
