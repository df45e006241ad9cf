// Which keys save an officer's hand? F2 the search box, F8 the next dossier, F9 the main action of the page.
// Function keys, because single letters fight with Vietnamese typing (Unikey, Telex).

document.addEventListener("keydown", (event) => {
  if (!/^F[289]$/.test(event.key) || event.isComposing || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
  const target = document.querySelector(`[data-key="${event.key}"]`);
  if (!target) return;
  event.preventDefault();
  if (event.repeat) return;
  if (target.matches("input")) {
    target.focus();
    target.select();
  } else {
    target.click();
  }
});
