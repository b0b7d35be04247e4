/* What is typed in the room is kept while it is typed, by several hands: the notes, and each field of a decision by
   itself. The server joins what two have written; this file sends what was changed and shows what others changed.
   What it says is true: 「保存しました」 only after the server has answered. Without it there are buttons. */
(() => {
  "use strict";
  const PAUSE = 900; // after the last key
  const EVERY = 2000; // between two looks at what others wrote
  const AFTER_FAILURE = 4000;
  const room = () => document.querySelector("[data-room][data-live]");
  const words = (key) => room()?.dataset[`say${key[0].toUpperCase()}${key.slice(1)}`] ?? "";
  const plain = (text) => text.replace(/\r\n?/g, "\n");
  const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
  let composing = false; // a word is being chosen by an input method: its field is left alone
  document.addEventListener("compositionstart", () => { composing = true; });
  document.addEventListener("compositionend", (event) => { composing = false; if (event.target.form) typed(event.target.form); });

  // -- a text that changes under the caret ---------------------------------------------------------
  function put(area, text) {
    const old = area.value;
    if (old === text) return;
    const focus = document.activeElement === area;
    const { selectionStart, selectionEnd, scrollTop } = area;
    let head = 0;
    while (head < old.length && head < text.length && old[head] === text[head]) head += 1;
    let tail = 0;
    while (tail < old.length - head && tail < text.length - head && old[old.length - 1 - tail] === text[text.length - 1 - tail]) tail += 1;
    const at = (place) => (place <= head ? place : place >= old.length - tail ? place + text.length - old.length : head);
    area.value = text;
    if (focus) area.setSelectionRange(at(selectionStart), at(selectionEnd));
    area.scrollTop = scrollTop;
  }

  // -- the two kinds of form: each knows what the server has (`base`), what is typed, and how to send it -------------
  const states = new WeakMap();
  function state(form) {
    if (!states.has(form)) states.set(form, form.matches("[data-notes]") ? notes(form) : draft(form));
    return states.get(form);
  }
  function notes(form) {
    const area = form.elements.notes;
    const its = { form, base: plain(area.defaultValue) };
    its.dirty = () => plain(area.value) !== its.base;
    its.take = () => {
      const sent = plain(area.value);
      const data = new FormData(form);
      data.set("notes", sent);
      data.set("base", its.base);
      return { url: form.action, data, done: (kept) => its.kept(sent, kept) };
    };
    its.kept = (sent, kept) => {
      form.elements.version.value = kept.version;
      if (plain(area.value) === sent && !composing) { put(area, kept.notes); its.base = kept.notes; } else its.base = sent;
      return kept.both;
    };
    its.others = (live) => {
      if (!live.notes || its.dirty() || composing || live.notes.text === its.base) return;
      put(area, live.notes.text);
      its.base = live.notes.text;
      form.elements.version.value = live.notes.version;
    };
    return its;
  }
  const CONTROL = "input:not([type=hidden]):not([type=submit]), textarea, select";
  function draft(form) {
    const its = { form, base: {} };
    const named = (name) => [...form.elements].filter((each) => each.name === name && each.matches(CONTROL));
    const names = () => [...new Set([...form.elements].filter((each) => each.name && each.matches(CONTROL)).map((each) => each.name))];
    const now = (name) => new FormData(form).getAll(name).map((each) => plain(String(each))).filter((each) => each !== "");
    const isText = (name) => named(name).some((each) => each.localName === "textarea");
    for (const hidden of form.querySelectorAll("[data-base]")) hidden.remove(); // for a page without a script
    // As the page came: a browser may have put something unsent back in already.
    const came = (each) => {
      if (each.matches("[type=checkbox], [type=radio]")) return each.defaultChecked ? [each.value] : [];
      if (each.localName !== "select") return [plain(each.defaultValue)];
      const chosen = [...each.options].filter((option) => option.defaultSelected).map((option) => option.value);
      return chosen.length || each.multiple ? chosen : [each.options[0]?.value ?? ""];
    };
    for (const name of names()) its.base[name] = named(name).flatMap(came).filter((each) => each !== "");
    const changed = () => names().filter((name) => !same(now(name), its.base[name] ?? []));
    its.dirty = () => changed().length > 0;
    its.take = () => {
      const data = new FormData();
      for (const name of ["csrfmiddlewaretoken", "item", "move"]) data.append(name, form.elements.namedItem(name).value); // `elements.item` is a method
      const sent = {};
      for (const name of changed()) {
        sent[name] = now(name);
        for (const value of sent[name]) data.append(name, value);
        data.append(`b:${name}`, JSON.stringify(its.base[name] ?? []));
        if (isText(name)) data.append("t", name);
      }
      return { url: form.dataset.draft, data, done: (kept) => its.kept(sent, kept.kept) };
    };
    its.kept = (sent, kept) => {
      let both = false;
      for (const [name, one] of Object.entries(kept)) {
        if (same(now(name), sent[name]) && !composing) { set(name, one.value); its.base[name] = one.value; } else its.base[name] = sent[name];
        sign(name, one);
        both ||= one.both;
      }
      return both;
    };
    its.others = (live) => {
      if (composing) return;
      let seen = false;
      for (const [name, one] of Object.entries(live.drafts ?? {})) {
        if (!named(name).length || !same(now(name), its.base[name] ?? [])) continue;
        if (!same(one.value, its.base[name] ?? [])) { set(name, one.value); its.base[name] = one.value; seen = true; }
        sign(name, one);
      }
      if (seen) form.dispatchEvent(new CustomEvent("room:changed", { bubbles: true }));
    };
    function set(name, value) {
      for (const each of named(name)) {
        if (each.matches("[type=checkbox], [type=radio]")) each.checked = value.includes(each.value);
        else if (each.localName === "textarea") put(each, value.join("\n"));
        else if (each.multiple) for (const option of each.options) option.selected = value.includes(option.value);
        else each.value = value[0] ?? "";
      }
    }
    // Who wrote this field last, when it was somebody else.
    function sign(name, one) {
      const field = named(name)[0]?.closest(".field, .role, fieldset");
      if (!field) return;
      let line = field.querySelector(":scope > .by-other");
      if (!one.who) { line?.remove(); return; }
      if (!line) { line = document.createElement("p"); line.className = "by-other small soft"; field.append(line); }
      line.textContent = `${one.who} ${new Date(one.at).toTimeString().slice(0, 5)}`;
    }
    return its;
  }

  // -- sending: one at a time for each form ---------------------------------------------------------
  const FORMS = "form[data-notes], form[data-draft]";
  const forms = () => (room() ? [...document.querySelectorAll(FORMS)] : []);
  const dirty = (form) => state(form).dirty();
  const timers = new WeakMap();
  const queues = new WeakMap();
  let fixed = false;
  function say(form, text, bad = false) {
    for (const line of form.querySelectorAll("[data-said]")) {
      if (line.closest(".notice")) continue;
      line.textContent = text;
      line.classList.toggle("unsaved", bad);
    }
  }
  function typed(form, soon = PAUSE) {
    if (!form?.matches?.(FORMS) || !room() || fixed) return;
    clearTimeout(timers.get(form));
    if (!dirty(form)) return;
    form.setAttribute("data-unsent", "");
    say(form, words("typing"));
    timers.set(form, setTimeout(() => keep(form), soon));
  }
  document.addEventListener("input", (event) => typed(event.target.form));
  document.addEventListener("change", (event) => typed(event.target.form, 150));
  function keep(form) {
    clearTimeout(timers.get(form));
    const before = queues.get(form) ?? Promise.resolve(true);
    const next = before.then(() => send(form), () => send(form));
    queues.set(form, next);
    return next;
  }
  async function send(form, again = false) {
    if (!form.isConnected) return true;
    if (composing) { typed(form); return false; }
    if (!dirty(form)) { form.removeAttribute("data-unsent"); return true; }
    const { url, data, done } = state(form).take();
    const answer = await fetch(url, {
      method: "POST", body: data, credentials: "same-origin", headers: { Accept: "application/json" },
    }).catch(() => null);
    const kept = answer && (answer.headers.get("Content-Type") || "").includes("json") ? await answer.json().catch(() => null) : null;
    if (answer?.ok && kept && !answer.redirected) {
      const both = done(kept);
      if (dirty(form)) { typed(form); return false; }
      form.removeAttribute("data-unsent");
      form.removeAttribute("data-dirty");
      say(form, `${words("saved")} ${kept.at}${both ? ` ・ ${words("both")}` : ""}`);
      return true;
    }
    if (kept?.finalised) { stop(); return true; } // the act that waits says so itself
    if (kept?.refused) { say(form, words("lost"), true); return true; }
    if (answer?.status === 403 && !again && await freshToken(form)) return send(form, true);
    const out = answer && (answer.redirected || answer.status === 403);
    say(form, kept?.errors ? Object.values(kept.errors).flat().join(" ") : words(out ? "out" : "lost"), true);
    timers.set(form, setTimeout(() => keep(form), AFTER_FAILURE));
    return false;
  }
  async function freshToken(form) {
    const answer = await fetch(location.href, { credentials: "same-origin" }).catch(() => null);
    if (!answer?.ok || answer.redirected) return false;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-room] [name=csrfmiddlewaretoken]");
    if (!fresh) return false;
    for (const each of document.querySelectorAll("[name=csrfmiddlewaretoken]")) each.value = fresh.value;
    return Boolean(form);
  }
  function stop() {
    fixed = true;
    document.dispatchEvent(new CustomEvent("room:fixed"));
  }

  // -- looking: short asks, an answer without a body when nothing changed ----------------------------------
  let tag = "";
  let asked = "";
  let looking = 0;
  async function look() {
    clearTimeout(looking);
    const here = room();
    if (!here || fixed) { looking = setTimeout(look, EVERY); return; }
    if (!document.hidden) {
      const url = here.dataset.live;
      if (url !== asked) { asked = url; tag = ""; }
      const answer = await fetch(url, { credentials: "same-origin", headers: tag ? { "If-None-Match": tag } : {}, cache: "no-store" }).catch(() => null);
      if (answer?.ok && !answer.redirected && room() === here) {
        const live = await answer.json().catch(() => null);
        if (live) {
          // what could not be taken over yet (a word being chosen, something unsent) is asked for once more
          tag = composing || forms().some(dirty) ? "" : answer.headers.get("ETag") ?? "";
          if (live.finalised) stop();
          for (const form of forms()) state(form).others(live);
          document.dispatchEvent(new CustomEvent("room:side", { detail: live.side }));
        }
      }
    }
    looking = setTimeout(look, EVERY);
  }
  document.addEventListener("visibilitychange", () => { if (document.hidden) flush(); else look(); });
  // A lid that closes, a window that goes: what is typed is sent on the way out.
  function flush() {
    if (fixed) return;
    for (const form of forms()) {
      if (!dirty(form) || composing) continue;
      const { url, data } = state(form).take();
      fetch(url, { method: "POST", body: data, credentials: "same-origin", keepalive: true, headers: { Accept: "application/json" } }).catch(() => {});
    }
  }
  window.addEventListener("pagehide", flush);
  window.addEventListener("online", () => { for (const form of forms()) if (dirty(form)) keep(form); });
  window.addEventListener("beforeunload", (event) => { if (!fixed && forms().some((form) => dirty(form) && form.hasAttribute("data-unsent") && form.querySelector(".unsaved"))) event.preventDefault(); });

  // -- whatever draws the page anew waits until what is typed is kept; if it cannot be, it does not go ----------------
  const pending = () => forms().filter(dirty);
  async function first(then) {
    for (const form of pending()) {
      let kept = false;
      for (let n = 0; n < 3 && !kept && form.isConnected; n += 1) kept = await keep(form);
      if (kept || !form.isConnected) continue;
      const line = form.querySelector("[data-said]");
      line?.scrollIntoView({ block: "center" });
      return undefined;
    }
    return then();
  }
  let flushed = null;
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.closest?.("[data-room]") || form.matches("[data-quiet]")) return;
    if (flushed === form) { flushed = null; return; }
    if (form.matches("[data-notes]")) { // with the script the button saves in place
      event.preventDefault();
      event.stopImmediatePropagation();
      keep(form).then((kept) => { if (kept && !form.querySelector("[data-said]").textContent) say(form, words("saved")); });
      return;
    }
    if (!pending().length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const button = event.submitter;
    first(() => { flushed = form; form.requestSubmit(button); });
  }, true);
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a.point, a.way");
    if (!link || !pending().length || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    first(() => location.assign(link.href));
  });
  for (const form of forms()) state(form); // what the server has is read before anything is typed
  new MutationObserver(() => { for (const form of forms()) state(form); }).observe(document.body, { childList: true, subtree: true });
  look();
})();
