// How does a photo travel over a weak network? Made smaller first, one at a time, in pieces that the server keeps, then with
// the form itself. What is on its way is kept in this browser too, so that it goes on after a cut, a reload, a closed tab.
// Whatever goes wrong here, the plain form below still works.

const PIECE = 128 * 1024;
const KEPT_MS = 24 * 3600 * 1000;
const LONG_EDGE = 2000;
const QUALITY = 0.8;

async function smaller(file) {
  if (!/^image\/(jpeg|png|webp|hei[cf])$/.test(file.type)) return file;
  try {
    const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONG_EDGE / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(bitmap.width * scale);
    canvas.height = Math.round(bitmap.height * scale);
    canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    canvas.width = canvas.height = 0; // gives the memory back at once on small phones
    if (!blob || blob.size >= file.size) return file;
    return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
  } catch {
    return file; // a picture this browser cannot open (HEIC): the server can
  }
}

// The same file for the same place has the same key: chosen again it goes on where it was, and is never added twice.
const sum = (text) => [...text].reduce((n, c) => (Math.imul(n, 31) + c.codePointAt(0)) >>> 0, 7);
const keyOf = (form, file) => `${file.size}-${file.lastModified}-${sum(form.action + file.name)}`;

class Refused extends Error {}

async function post(address, data) {
  const answer = await fetch(address, { method: "POST", body: data });
  if (answer.status < 400) return answer;
  const text = await answer.text();
  if (answer.status >= 500) throw Error();
  // What the server says is wrong, in its own words.
  if (answer.headers.get("Content-Type").startsWith("application/json")) throw new Refused(JSON.parse(text).error);
  const page = new DOMParser().parseFromString(text, "text/html");
  throw new Refused(page.querySelector(".errors li, .lead")?.textContent.trim());
}

async function send(form, input, { file, key }, onProgress) {
  const data = new FormData(form);
  data.delete(input.name);
  data.set("key", key);
  const small = await smaller(file);
  if (small.size > PIECE) {
    const bring = async (offset, end) => {
      const piece = new FormData();
      piece.append("csrf_token", data.get("csrf_token"));
      for (const [name, value] of Object.entries({ key, offset, size: small.size, name: small.name })) piece.append(name, value);
      if (end) piece.append("piece", small.slice(offset, end));
      const answer = await post(form.dataset.upload, piece);
      if (answer.redirected) location.reload(); // the session has ended: after the code it goes on here
      return (await answer.json()).received;
    };
    let at = await bring(0, 0);
    while (at < small.size) {
      const got = await bring(at, at + PIECE);
      if (got <= at) throw Error();
      onProgress((at = got) / small.size);
    }
    data.append("upload", key);
  } else {
    data.append(input.name, small);
  }
  return (await post(form.action, data)).url;
}

// Pictures on their way, under the address of their form; never on a kiosk. Some windows have no such place.
async function openShelf() {
  if ("kiosk" in document.documentElement.dataset) return null;
  try {
    return await caches.open("uploads");
  } catch {
    return null;
  }
}

async function waitingOn(shelf, form) {
  const found = [];
  for (const request of (await shelf?.keys()) ?? []) {
    const [place, key] = request.url.split("?key=");
    const kept = await shelf.match(request);
    const name = decodeURIComponent(kept.headers.get("X-Name"));
    if (Date.now() - kept.headers.get("X-At") > KEPT_MS) shelf.delete(request);
    else if (place === form.action.split("?")[0]) {
      const blob = await kept.blob();
      found.push({ file: new File([blob], name, { type: blob.type }), key });
    }
  }
  return found;
}

async function enhance(form, shelf) {
  const input = form.querySelector('input[type="file"]');
  const box = form.querySelector(".upload");
  if (!input || !box) return;
  const bar = box.querySelector("progress");
  const line = box.querySelector('[role="status"]');
  const text = (name, n, total) => box.dataset[name].replace("{n}", n).replace("{total}", total);
  const again = document.createElement("button");
  again.type = "button";
  again.className = "button button-secondary below";
  again.textContent = box.dataset.retry;
  again.hidden = true;
  box.append(again);
  form.querySelector(".actions").hidden = true; // a chosen picture is sent at once
  const slot = (key) => `${form.action.split("?")[0]}?key=${key}`;
  const opened = `choosing:${location.pathname}`;
  let waiting = [];
  let total = 0;
  let busy = false;

  async function run() {
    if (busy) return;
    busy = true;
    box.hidden = bar.hidden = false;
    again.hidden = true;
    line.className = "";
    let arrivedAt = "";
    while (waiting.length) {
      const n = total - waiting.length + 1;
      line.textContent = text("sending", n, total);
      try {
        arrivedAt = await send(form, input, waiting[0], (part) => {
          bar.value = (100 * (n - 1 + part)) / total;
        });
        await shelf?.delete(slot(waiting.shift().key));
      } catch (error) {
        const isRefused = error instanceof Refused;
        if (isRefused) await shelf?.delete(slot(waiting.shift().key)); // sending it again would not help
        line.textContent = (isRefused && error.message) || text("failed", n, total);
        line.className = "error";
        bar.hidden = true;
        again.hidden = !waiting.length;
        busy = false;
        return;
      }
    }
    location.assign(arrivedAt || location.href);
  }

  again.addEventListener("click", run);
  addEventListener("online", () => waiting.length && run());
  input.addEventListener("change", async () => {
    shelf && localStorage.removeItem(opened);
    if (busy || !input.files.length) return;
    waiting = [...input.files].map((file) => ({ file, key: keyOf(form, file) }));
    total = waiting.length;
    for (const { file, key } of waiting) {
      const headers = { "X-Name": encodeURIComponent(file.name), "X-At": Date.now(), "Content-Type": file.type };
      await shelf?.put(slot(key), new Response(file, { headers })).catch(() => {});
    }
    run();
  });
  form.addEventListener("submit", (event) => {
    if (busy) event.preventDefault();
  });
  waiting = await waitingOn(shelf, form);
  total = waiting.length;
  if (total) run();
  // The camera may have closed this tab: the picture then lies in the gallery only.
  else if (shelf && localStorage.getItem(opened)) {
    localStorage.removeItem(opened);
    box.hidden = false;
    bar.hidden = true;
    line.textContent = box.dataset.again;
  }
  input.addEventListener("click", () => shelf && localStorage.setItem(opened, 1));
  input.addEventListener("cancel", () => shelf && localStorage.removeItem(opened));
}

const shelf = await openShelf();
for (const form of document.querySelectorAll("form[data-upload]")) enhance(form, shelf);
