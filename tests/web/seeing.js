// What is wrong with what a visitor sees now: run in the page by looking.py.
// {wide: parts that leave the screen, faint: texts hard to read, said: texts of the interface}
(foreign) => {
  const channels = (colour) => {
    const [r, g, b, a = 1] = colour.match(/[\d.]+/g).map(Number);
    return [r, g, b, a];
  };
  const over = ([r, g, b, a], [x, y, z]) => [r * a + x * (1 - a), g * a + y * (1 - a), b * a + z * (1 - a), 1];
  // Relative luminance and contrast ratio: WCAG 2.2, definitions; AA asks 4.5, of large text 3.
  const light = (rgb) => {
    const [r, g, b] = rgb.slice(0, 3).map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (a, b) => {
    const [low, high] = [light(a), light(b)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  };
  const ground = (node) => {
    const layers = [];
    for (let at = node; at; at = at.parentElement) {
      const colour = channels(getComputedStyle(at).backgroundColor);
      layers.push(colour);
      if (colour[3] === 1) break;
    }
    return layers.reverse().reduce((below, layer) => over(layer, below), [255, 255, 255, 1]);
  };
  const seen = (node) => [...node.getClientRects()].some((box) => box.width * box.height > 4); // not for screen readers alone
  const shown = (node) => node.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && seen(node);
  const faint = [];
  const judge = (node, colour, text) => {
    const style = getComputedStyle(node);
    let opacity = 1;
    for (let at = node; at; at = at.parentElement) opacity *= Number(getComputedStyle(at).opacity);
    const below = ground(node);
    const ink = channels(colour);
    ink[3] *= opacity;
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const found = ratio(over(ink, below), below);
    if (found < (large ? 3 : 4.5)) faint.push(`${text.trim().slice(0, 20)} ${found.toFixed(2)}`);
  };
  const said = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.data;
    const node = walker.currentNode.parentElement;
    if (!text.trim() || /^(SCRIPT|STYLE|NOSCRIPT)$/.test(node.tagName) || !shown(node)) continue;
    if (!node.closest("option, :disabled")) judge(node, node.closest("svg") ? getComputedStyle(node).fill : getComputedStyle(node).color, text);
    if (!node.closest(foreign)) said.push(text);
  }
  for (const field of document.querySelectorAll("[placeholder]"))
    if (shown(field) && !field.value) judge(field, getComputedStyle(field, "::placeholder").color, field.placeholder);
  for (const field of document.querySelectorAll("input, textarea, select"))
    if (shown(field) && !field.disabled && field.value) judge(field, getComputedStyle(field).color, field.value);
  for (const name of ["aria-label", "title", "placeholder", "alt"])
    for (const node of document.querySelectorAll(`[${name}]`))
      if (shown(node) && !node.closest(foreign)) said.push(node.getAttribute(name));
  const width = document.documentElement.clientWidth;
  const wide = [...document.querySelectorAll("#chat .fw-answer *, #fw-panel *, main *, header *")]
    .filter((node) => shown(node) && !node.closest(".fw-body, svg, .fw-langs") && node.getBoundingClientRect().right > innerWidth + 1)
    .map((node) => `${node.tagName}.${node.className}`);
  if (document.documentElement.scrollWidth > innerWidth) wide.push(`page ${document.documentElement.scrollWidth} > ${width}`);
  return { wide: [...new Set(wide)].slice(0, 8), faint: [...new Set(faint)].slice(0, 12), said };
}
