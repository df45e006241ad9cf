// Is somebody still at this kiosk? Without a touch it asks; without an answer it forgets the person.
// Without this file the pages and the server ask later.

const box = document.querySelector("[data-still-there]");
if (box) {
  const seconds = (name) => Number(box.dataset[name]) * 1000;
  let asking;
  let ending;
  const rest = () => {
    clearTimeout(asking);
    clearTimeout(ending);
    asking = setTimeout(() => {
      box.showModal();
      ending = setTimeout(() => location.replace(box.dataset.end), seconds("wait"));
    }, seconds("stillThere"));
  };
  box.addEventListener("close", rest);
  for (const touch of ["pointerdown", "keydown", "scroll", "input"]) {
    addEventListener(touch, () => box.open || rest(), { passive: true, capture: true });
  }
  rest();
}
