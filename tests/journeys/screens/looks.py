"""What does a closer look find on a page as it stands in the browser? Each function returns sentences, none when all is well.

What axe does not measure: room for fingers, the mark of the focus, 320 px, wider spacing of text, high contrast.
"""

from __future__ import annotations

from playwright.sync_api import Page

#: 1280 px at 400 %.
ZOOMED = {"width": 320, "height": 256}
FINGER, POINTER = 44, 24

#: What takes a finger: its own box, its label's, and what a ::after stretches it to. Links within a sentence are exempt.
_TARGETS = """(least) => {
  const boxes = (e) => {
    const label = e.id && document.querySelector(`label[for="${CSS.escape(e.id)}"]`);
    const all = [e, e.closest("label"), label].filter(Boolean);
    const stretched = all.filter((one) => getComputedStyle(one, "::after").position === "absolute");
    return [...all, ...stretched.map((one) => one.offsetParent)].map((one) => one.getBoundingClientRect());
  };
  const inSentence = (e) => {
    if (getComputedStyle(e).display !== "inline") return false;
    let block = e.parentElement;
    while (getComputedStyle(block).display === "inline") block = block.parentElement;
    return block.textContent.replace(e.textContent, "").trim().length > 0;
  };
  return [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")]
    .filter((e) => e.checkVisibility() && !e.closest(".skip, .hidden") && !inSentence(e))
    .filter((e) => e.getBoundingClientRect().width > 1)
    .map((e) => [e, Math.max(...boxes(e).map((b) => b.height)), Math.max(...boxes(e).map((b) => b.width))])
    .filter(([e, height, width]) => height < least - 0.5 || width < least - 0.5)
    .map(([e, height, width]) => `${width.toFixed()}×${height.toFixed()}: ${e.outerHTML.slice(0, 110)}`);
}"""

_FOCUS = """(isBackwards) => {
  const channels = (colour) => (colour.match(/[\\d.]+/g) ?? [0, 0, 0]).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255)
    .map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const contrast = (a, b) => { const [x, y] = [light(a), light(b)].sort((m, n) => n - m); return (x + 0.05) / (y + 0.05); };
  const behind = (e) => {
    for (let at = e.parentElement; at; at = at.parentElement) {
      const colour = channels(getComputedStyle(at).backgroundColor);
      if (colour.length < 4 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const wrong = [], stops = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")];
  for (const e of isBackwards ? stops.reverse() : stops) {
    if (!e.checkVisibility() || e.disabled || e.tabIndex < 0) continue;
    e.focus();
    if (document.activeElement !== e) continue;
    const style = getComputedStyle(e), box = e.getClientRects()[0]; // of a link over two lines, the first
    const marks = [style.outlineColor, ...(style.boxShadow.match(/rgba?\\([^)]+\\)/g) ?? [])].map(channels);
    const top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight);
    const seen = document.elementFromPoint(box.x + box.width / 2, (top + bottom) / 2);
    const name = e.outerHTML.slice(0, 110);
    if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) wrong.push(`no mark of the focus: ${name}`);
    else if (Math.max(...marks.map((mark) => contrast(mark, behind(e)))) < 3) wrong.push(`the mark of the focus is pale: ${name}`);
    const own = seen && (e.contains(seen) || seen.contains(e) || seen.closest("label")?.control === e);
    if (box.bottom < 0 || box.top > innerHeight || !own) wrong.push(`the focus is covered: ${name}`);
  }
  return wrong;
}"""

#: What stands on every page ten minutes before a session ends.
_SESSION_ENDS = (
    """() => document.querySelectorAll("[data-session-seconds]").forEach((e) => e.textContent = e.dataset.words)"""
)

_WIDE = """() => {
  const over = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (over <= 0) return [];
  const far = [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > innerWidth + 1);
  return [`${over} px wider than the screen: ${far.slice(-2).map((e) => e.outerHTML.slice(0, 110)).join("; ")}`];
}"""

#: The spacing of WCAG 1.4.12, put on by the reader.
_SPACE_OUT = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
    p { margin-block-end: 2em !important; }`);
  document.adoptedStyleSheets = [sheet];
}"""
_CLIPPED = """() => [...document.querySelectorAll("body *")].filter((e) => {
  const style = getComputedStyle(e);
  if (e.getBoundingClientRect().width <= 1) return false;  // for reading aloud only
  const cuts = [style.overflowX, style.overflowY].some((how) => how === "hidden" || how === "clip");
  return cuts && e.checkVisibility() && e.textContent.trim() && !e.matches("svg *") && !e.closest(".hidden, thead") &&
    (e.scrollHeight > e.clientHeight + 1 || e.scrollWidth > e.clientWidth + 1);
}).map((e) => `text is cut off: ${e.outerHTML.slice(0, 110)}`)"""
_PUT_BACK = "() => { document.adoptedStyleSheets = []; }"

#: Tall capitals with two marks, and what hangs below the line: is there room for them where they stand? Boxes cut at their own
#: edges, so in them the line must hold the letters; elsewhere two lines must not touch.
_LETTERS = """() => {
  const pen = document.createElement("canvas").getContext("2d"), wrong = new Map(), large = 500;
  const boxes = "input:not([type=hidden], [type=checkbox], [type=radio], [type=file]), textarea, select";
  const cuts = (style) => /hidden|clip|auto|scroll/.test(style.overflowX + style.overflowY);
  for (const e of document.querySelectorAll("body *")) {
    const says = [...e.childNodes].find((n) => n.nodeType === 3 && n.data.trim());
    if (!(says || e.matches(boxes)) || !e.checkVisibility() || e.closest("svg, option, script, style, .hidden, .skip")) continue;
    const style = getComputedStyle(e), line = parseFloat(style.lineHeight);
    pen.font = `${style.fontWeight} ${large}px ${style.fontFamily}`;  // small ones are measured in whole pixels
    const all = pen.measureText("ẨỄỘẬẢĐgjy"), of = (side) => all[side] * parseFloat(style.fontSize) / large;
    const rise = of("actualBoundingBoxAscent"), fall = of("actualBoundingBoxDescent");
    const ascent = of("fontBoundingBoxAscent"), half = (line - ascent - of("fontBoundingBoxDescent")) / 2;
    const over = rise - half - ascent, under = fall - half - of("fontBoundingBoxDescent");
    const name = `${e.tagName}.${e.className}`;
    if (rise + fall > line + 0.5) wrong.set(name, `lines touch: ${(rise + fall).toFixed(1)} in ${line}: ${e.outerHTML.slice(0, 90)}`);
    if (e.matches(boxes) && Math.max(over, under) > 0.5) wrong.set(name, `too low a line for its box: ${e.outerHTML.slice(0, 90)}`);
    if (!says || e.matches(boxes)) continue;
    const range = document.createRange();
    range.selectNodeContents(says);
    const at = range.getBoundingClientRect();
    for (let box = e; box && box !== document.body; box = box.parentElement) {
      if (!cuts(getComputedStyle(box)) || box.getBoundingClientRect().width <= 1) continue;
      const top = box.getBoundingClientRect().top + box.clientTop - box.scrollTop;
      if (at.top + ascent - rise < top - 0.5) wrong.set(name, `marks are cut off by ${box.className}: ${e.outerHTML.slice(0, 90)}`);
    }
  }
  return [...wrong.values()];
}"""

#: In forced colours a control must still be seen: a border, an outline or an underline, and text unlike its ground.
_FORCED = """() => [...document.querySelectorAll("main a[href], main button, main .input, main .tag")].filter((e) => {
  if (!e.checkVisibility()) return false;
  const style = getComputedStyle(e);
  const isLink = e.matches("a") && style.textDecorationLine.includes("underline") || e.matches("a:not(.button)");
  return style.color === style.backgroundColor || !(isLink || parseFloat(style.borderBlockStartWidth) >= 1 || e.matches(".plain"));
}).map((e) => `lost in forced colours: ${e.outerHTML.slice(0, 110)}`)"""


def at_fingers(page: Page, least: int) -> list[str]:
    """Whatever can be pressed is at least that large."""
    return [f"too small for a finger: {one}" for one in page.evaluate(_TARGETS, least)]


def at_focus(page: Page) -> list[str]:
    """Wherever the keyboard leads, the focus is seen: marked, in contrast, not covered."""
    page.keyboard.press("Tab")  # from now on the browser takes this for somebody with a keyboard
    found = page.evaluate(_FOCUS, False)
    page.evaluate("() => { document.activeElement?.blur(); scrollTo(0, 0); }")
    return list(found)


def at_400_percent(page: Page) -> list[str]:
    """Nothing is scrolled sideways at 320 px, and what stays in view covers no focus, whether one goes down or up."""
    page.set_viewport_size(ZOOMED)
    page.evaluate(_SESSION_ENDS)
    page.keyboard.press("Tab")
    return [*page.evaluate(_WIDE), *page.evaluate(_FOCUS, False), *page.evaluate(_FOCUS, True)]


def at_wide_spacing(page: Page) -> list[str]:
    """Nothing is cut off when the reader spaces out the text."""
    page.evaluate(_SPACE_OUT)
    found = [*page.evaluate(_WIDE), *page.evaluate(_CLIPPED)]
    page.evaluate(_PUT_BACK)
    return found


def at_letters(page: Page) -> list[str]:
    """No mark of a letter is cut off, in none of the sizes that a person may choose."""
    found = []
    for size in ("", "large", "largest"):
        page.evaluate(
            "(size) => { size ? document.documentElement.dataset.text = size : delete document.documentElement.dataset.text; }",
            size,
        )
        found += [f"{size or 'usual'} letters: {one}" for one in page.evaluate(_LETTERS)]
    page.evaluate("() => { delete document.documentElement.dataset.text; }")
    return found


def at_forced_colours(page: Page) -> list[str]:
    """What can be pressed is still seen when the system chooses the colours."""
    page.emulate_media(forced_colors="active")
    found = page.evaluate(_FORCED)
    page.emulate_media(forced_colors="none")
    return list(found)
