// What makes the pages better where a browser runs it: all works without.
"use strict";
(() => {
  const KEYS_OFF = "duansou-keys-off";
  const stored = {
    get: () => { try { return localStorage.getItem(KEYS_OFF); } catch { return null; } },
    set: (value) => { try { value ? localStorage.setItem(KEYS_OFF, "1") : localStorage.removeItem(KEYS_OFF); } catch { /* it is not kept */ } },
  };
  let keysOff = stored.get() === "1";

  // ---- copying

  const copy = async (button, text) => {
    const said = button.textContent;
    try { await navigator.clipboard.writeText(text); } catch { return; }
    button.textContent = document.body.dataset.copied;
    setTimeout(() => { button.textContent = said; }, 1500);
  };
  for (const copiers of document.querySelectorAll(".copiers")) copiers.hidden = !navigator.clipboard;
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-copy], button[data-copy-link]");
    if (!button) return;
    const { copy: text, copyLink: address } = button.dataset;
    copy(button, text ?? new URL(address, location.href).href);
  });

  // ---- a note where its mark is

  const popover = document.createElement("div");
  popover.className = "popover";
  popover.setAttribute("role", "tooltip");
  popover.id = "ui-note";
  popover.lang = "zh";
  popover.hidden = true;
  document.body.append(popover);
  const show = (mark) => {
    popover.textContent = mark.dataset.note;
    popover.hidden = false;
    mark.setAttribute("aria-describedby", popover.id);
    const at = mark.getBoundingClientRect();
    const room = document.documentElement.clientWidth - popover.offsetWidth - 8;
    popover.style.left = `${Math.max(8, Math.min(at.left, room)) + scrollX}px`;
    popover.style.top = `${at.bottom + 6 + scrollY}px`;
  };
  const hide = () => { popover.hidden = true; };
  for (const mark of document.querySelectorAll("a.mark")) {
    mark.dataset.note = mark.title;
    mark.removeAttribute("title");
    mark.addEventListener("mouseenter", () => show(mark));
    mark.addEventListener("focus", () => show(mark));
    mark.addEventListener("blur", hide);
    mark.addEventListener("mouseleave", (event) => { if (event.relatedTarget !== popover) hide(); });
  }
  popover.addEventListener("mouseleave", hide);

  // ---- keys

  const stops = () => [...document.querySelectorAll(".hit a.open, .paragraph a.label")];
  const step = (by) => {
    const all = stops();
    if (!all.length) return;
    const around = document.activeElement.closest?.(".hit, .paragraph");
    const now = around ? all.findIndex((each) => around.contains(each)) : -1;
    const next = now < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, now + by));
    all[next].focus();
    all[next].scrollIntoView({ block: "nearest" });
  };
  const keys = {
    "/": () => { const box = document.querySelector("input[type=search]"); box?.focus(); box?.select(); },
    "j": () => step(1),
    "k": () => step(-1),
    "?": () => { location.href = document.body.dataset.help; },
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { hide(); return; }
    const typing = event.target.closest?.("input, textarea, select");
    if (keysOff || typing || event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    keys[event.key]();
  });
  for (const button of document.querySelectorAll("button[data-keys-on]")) {
    const told = () => { button.textContent = keysOff ? button.dataset.keysOn : button.dataset.keysOff; };
    button.hidden = false;
    told();
    button.addEventListener("click", () => { keysOff = !keysOff; stored.set(keysOff); told(); });
  }
})();
