// How does a photo travel over a weak network? Made smaller first, one at a time, with progress, to the form's own
// address. Whatever goes wrong here, the plain form below still works.

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

function send(form, input, file, onProgress) {
  return new Promise((done, fail) => {
    const data = new FormData(form);
    data.delete(input.name);
    data.append(input.name, file);
    const request = new XMLHttpRequest();
    request.open("POST", form.getAttribute("action") || location.href);
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    request.onload = () => (request.status < 400 ? done(request.responseURL) : fail(wordsOf(request)));
    request.onerror = request.onabort = () => fail("");
    request.send(data);
  });
}

// What the server says is wrong, in its own words.
function wordsOf(request) {
  const page = new DOMParser().parseFromString(request.responseText, "text/html");
  return page.querySelector(".errors li, .lead")?.textContent.trim() ?? "";
}

function enhance(form) {
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
        arrivedAt = await send(form, input, await smaller(waiting[0]), (part) => {
          bar.value = (100 * (n - 1 + part)) / total;
        });
        waiting.shift();
      } catch (words) {
        if (words) waiting.shift(); // refused: sending it again would not help
        line.textContent = words || text("failed", n, total);
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
  input.addEventListener("change", () => {
    if (busy || !input.files.length) return;
    waiting = [...input.files];
    total = waiting.length;
    run();
  });
  form.addEventListener("submit", (event) => {
    if (busy) event.preventDefault();
  });
}

for (const form of document.querySelectorAll("form[data-upload]")) enhance(form);
