// What is wrong with the page that is open, as a list of sentences; the callers add when and where.
() => {
  const faults = [];
  const words = (node) => JSON.stringify(node.textContent.trim().slice(0, 40));
  // Rounding of positions is no overlap.
  const slack = 1;

  const colour = (text) => {
    const parts = text.match(/[\d.]+/g);
    return parts ? parts.map(Number) : null;
  };
  const luminance = ([red, green, blue]) => {
    const linear = [red, green, blue].map((part) => {
      const share = part / 255;
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  };
  // Web Content Accessibility Guidelines 2.1, 1.4.3 and 1.4.11.
  const contrast = (one, other) => {
    const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (high + 0.05) / (low + 0.05);
  };
  const background = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const found = colour(getComputedStyle(at).backgroundColor);
      if (found && (found.length < 4 || found[3] > 0)) return found;
    }
    return [255, 255, 255];
  };

  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth + slack) {
    faults.push(`the page is ${root.scrollWidth} wide in a window of ${root.clientWidth}`);
  }

  for (const svg of document.querySelectorAll("svg")) {
    const frame = svg.getBoundingClientRect();
    if (svg.getAttribute("role") !== "img") faults.push("a picture has no role");
    for (const name of (svg.getAttribute("aria-labelledby") || "").split(" ")) {
      const found = document.querySelectorAll(`[id="${name}"]`);
      if (found.length !== 1 || !found[0].textContent.trim()) faults.push(`a picture's label ${name} is there ${found.length} times`);
    }
    const texts = [...svg.querySelectorAll("text")];
    if (texts.length < 3) faults.push("a picture has hardly any text");
    const boxes = texts.map((text) => text.getBoundingClientRect());
    boxes.forEach((box, index) => {
      if (box.left < frame.left - slack || box.right > frame.right + slack || box.top < frame.top - slack || box.bottom > frame.bottom + slack) {
        faults.push(`${words(texts[index])} leaves its picture: ${Math.round(box.left)} to ${Math.round(box.right)} of ${Math.round(frame.left)} to ${Math.round(frame.right)}`);
      }
      for (let other = 0; other < index; other += 1) {
        const wide = Math.min(box.right, boxes[other].right) - Math.max(box.left, boxes[other].left);
        const high = Math.min(box.bottom, boxes[other].bottom) - Math.max(box.top, boxes[other].top);
        // Lines of letters stand close; their boxes may touch by a fifth of their height.
        if (wide > slack && high > 0.2 * Math.min(box.height, boxes[other].height)) {
          faults.push(`${words(texts[index])} lies on ${words(texts[other])}`);
        }
      }
    });
    const paper = svg.querySelector(".paper");
    const ground = paper ? colour(getComputedStyle(paper).fill) : background(svg);
    for (const text of texts) {
      const value = contrast(colour(getComputedStyle(text).fill), ground);
      if (value < 4.5) faults.push(`${words(text)} has a contrast of ${value.toFixed(2)}`);
    }
    const marks = [...svg.querySelectorAll("path, polyline, circle, rect.rise, rect.fall, rect.plain")];
    if (!marks.length) faults.push("a picture has no mark");
    for (const mark of marks) {
      const style = getComputedStyle(mark);
      const paint = style.fill !== "none" ? colour(style.fill) : colour(style.stroke);
      if (paint && contrast(paint, ground) < 3) faults.push(`a ${mark.getAttribute("class")} has a contrast of ${contrast(paint, ground).toFixed(2)}`);
      const box = mark.getBoundingClientRect();
      if (box.left < frame.left - slack || box.right > frame.right + slack || box.bottom > frame.bottom + slack || box.top < frame.top - slack) {
        faults.push(`a ${mark.getAttribute("class")} leaves its picture`);
      }
      if (mark.tagName !== "rect") continue;
      texts.forEach((text, index) => {
        const wide = Math.min(box.right, boxes[index].right) - Math.max(box.left, boxes[index].left);
        const high = Math.min(box.bottom, boxes[index].bottom) - Math.max(box.top, boxes[index].top);
        if (wide > slack && high > slack) faults.push(`${words(text)} lies on a bar`);
      });
    }
    for (const line of svg.querySelectorAll("line.axis")) {
      const box = line.getBoundingClientRect();
      texts.forEach((text, index) => {
        const isAcross = box.left < boxes[index].right - slack && box.right > boxes[index].left + slack;
        if (isAcross && box.top > boxes[index].top + 3 && box.bottom < boxes[index].bottom - 3) faults.push(`${words(text)} is struck through by an axis`);
      });
    }
  }

  for (const node of document.querySelectorAll("h1, h2, p, li, td, th, code, footer, a, figcaption")) {
    if (!node.textContent.trim() || node.closest("svg")) continue;
    const value = contrast(colour(getComputedStyle(node).color), background(node));
    if (value < 4.5) faults.push(`${words(node)} has a contrast of ${value.toFixed(2)}`);
    const box = node.getBoundingClientRect();
    if (!node.closest(".scroll, pre") && box.right > root.clientWidth + slack) faults.push(`${words(node)} leaves the page`);
  }
  return [...new Set(faults)];
}
