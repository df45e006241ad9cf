// How does an officer look closely at a paper without the page being loaded anew? Larger, smaller, turned: the links of the
// bar ([data-view]) do it at once, keys + - R 0 while the picture has the focus, the wheel with Ctrl. Without this the links lead.

const frame = document.querySelector(".viewer-page");
const picture = frame && frame.querySelector("img");
const tools = document.querySelector(".viewer-tools");
const said = document.querySelector("[data-view-said]");
const KEYS = { "+": "larger", "=": "larger", "-": "smaller", r: "turn", R: "turn", 0: "plain" };

if (picture && tools) {
  const begins = (name, otherwise) => Number((frame.className.match(`${name}-(\\d+)`) || [0, otherwise])[1]);
  let size = begins("size", 1);
  let turn = begins("turn", 0);

  const draw = () => {
    if (!picture.naturalWidth) return;
    const lies = turn % 180 !== 0;
    const across = lies ? picture.naturalHeight : picture.naturalWidth;
    const down = lies ? picture.naturalWidth : picture.naturalHeight;
    const scale = Math.min((frame.clientWidth - 32) / across, (innerHeight * 0.8) / down, 1) * size;
    const [width, height] = [picture.naturalWidth * scale, picture.naturalHeight * scale];
    const box = picture.parentElement.style;
    box.width = `${across * scale}px`;
    box.height = `${down * scale}px`;
    Object.assign(picture.style, {
      width: `${width}px`, height: `${height}px`, maxWidth: "none", maxHeight: "none", rotate: `${turn}deg`,
      margin: `${(down * scale - height) / 2}px 0 0 ${(across * scale - width) / 2}px`,
    });
    frame.className = `viewer-page viewer-live${across * scale > frame.clientWidth - 32 ? " size-2" : ""}`;
    said.textContent = said.dataset.words.replace("{size}", `${Math.round(size * 100)} %`).replace("{turn}", ((turn % 360) + 360) % 360);
  };

  const look = (how) => {
    if (how === "larger") size = Math.min(5, size * 1.25);
    if (how === "smaller") size = Math.max(1, size / 1.25);
    if (how === "turn") turn += 90;
    if (how === "plain") [size, turn] = [1, Math.ceil(turn / 360) * 360];
    draw();
  };

  for (const link of tools.querySelectorAll("[data-view]")) {
    link.hidden = false;
    link.addEventListener("click", (event) => {
      event.preventDefault();
      look(link.dataset.view);
    });
  }
  frame.addEventListener("keydown", (event) => {
    if (!KEYS[event.key] || event.target !== frame || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    look(KEYS[event.key]);
  });
  frame.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    look(event.deltaY < 0 ? "larger" : "smaller");
  }, { passive: false });
  picture.addEventListener("load", draw);
  addEventListener("resize", draw);
  draw();
}
