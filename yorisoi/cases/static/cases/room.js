/* The room with several hands: names hidden by one key, side forms without losing the decision being written, taps that
   save, the policy's checklist as one types, the time. What is typed is kept by writing.js. All works without this. */
(() => {
  "use strict";
  const body = () => document.body;
  const hidden = () => body().classList.contains("names-hidden");

  // -- names -------------------------------------------------------------------------------------
  function hide(on) {
    body().classList.toggle("names-hidden", on);
    document.cookie = `yorisoi_names=${on ? "hidden" : "shown"}; path=/; SameSite=Lax${location.protocol === "https:" ? "; Secure" : ""}`;
    for (const button of document.querySelectorAll("[data-names]")) {
      button.setAttribute("aria-pressed", String(on));
      const words = button.querySelector("span");
      if (words && button.dataset.show) words.textContent = on ? button.dataset.show : button.dataset.hide;
    }
  }
  document.addEventListener("keydown", (event) => {
    if (event.key === "F2" && !event.repeat) { event.preventDefault(); hide(!hidden()); }
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-names]")) hide(!hidden());
    const everybody = event.target.closest?.("[data-everybody]");
    if (everybody) {
      for (const box of everybody.form.querySelectorAll("[name=present]:not([data-away])")) box.checked = true;
      everybody.form.requestSubmit();
    }
  });

  const room = () => document.querySelector("[data-room]");
  const words = (key) => room()?.dataset[`say${key[0].toUpperCase()}${key.slice(1)}`] ?? "";

  // -- the column beside and the agenda: drawn anew, with what was open still open and the focus where it was ------
  function redraw(page) {
    const fresh = page.getElementById("room-side");
    const old = document.getElementById("room-side");
    if (!fresh || !old) return false;
    const open = new Set([...old.querySelectorAll("details[id][open]")].map((each) => each.id));
    for (const each of fresh.querySelectorAll("details[id]")) if (open.has(each.id)) each.open = true;
    const focus = document.activeElement;
    const inside = old.contains(focus) || document.getElementById("room-agenda")?.contains(focus);
    const key = inside && (focus.id ? `#${CSS.escape(focus.id)}` : focus.name && focus.value
      ? `[name="${CSS.escape(focus.name)}"][value="${CSS.escape(focus.value)}"]` : "");
    old.replaceWith(fresh);
    const agenda = page.getElementById("room-agenda");
    const before = document.getElementById("room-agenda");
    if (agenda && before) { moved(before, agenda); before.replaceWith(agenda); }
    if (inside) (key && document.querySelector(key) || document.getElementById("attendance")?.querySelector("summary, [type=submit]"))?.focus({ preventScroll: true });
    check();
    return true;
  }
  // Somebody else decided what is being written here: say so; what was typed stays.
  function moved(before, after) {
    const form = document.querySelector("form[data-draft][data-check]");
    const id = form?.elements.namedItem("item")?.value;
    if (!id) return;
    const state = (nav) => nav.querySelector(`[data-item="${CSS.escape(id)}"]`)?.dataset.state;
    if (state(after) && state(before) !== state(after)) news(words("moved"), words("see"), location.pathname + `?item=${id}`);
  }
  function news(said, link, url) {
    const box = document.querySelector("[data-news]");
    if (!box || box.dataset.said === said) return;
    box.dataset.said = said;
    const line = document.createElement("p");
    line.className = "notice warn";
    const text = document.createElement("span");
    text.textContent = said;
    const away = document.createElement("a");
    Object.assign(away, { href: url, textContent: link });
    line.append(text, " ", away);
    box.replaceChildren(line);
  }
  document.addEventListener("room:fixed", () => news(words("fixed"), words("read"), room().dataset.minutes));
  const typingBeside = () => document.activeElement?.closest?.("#room-side")
    && document.activeElement.matches("input:not([type=checkbox]):not([type=radio]), textarea, select");
  let drawing = 0;
  async function anew() {
    const url = room()?.dataset.sideUrl;
    if (!url || typingBeside() || tapping) return;
    const mine = ++drawing;
    const answer = await fetch(url, { credentials: "same-origin" }).catch(() => null);
    if (!answer?.ok || answer.redirected || mine !== drawing || typingBeside() || tapping) return;
    redraw(new DOMParser().parseFromString(await answer.text(), "text/html"));
  }
  document.addEventListener("room:side", (event) => {
    const side = document.getElementById("room-side");
    if (side && side.dataset.side !== event.detail) anew();
  });

  // -- side forms: sent quietly, the column is drawn anew, the decision stays as typed --------------
  async function quietly(form, button) {
    const data = new FormData(form);
    if (button?.name) data.append(button.name, button.value);
    const answer = await fetch(form.action, { method: "POST", body: data, credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!answer.ok || !redraw(page)) { form.removeAttribute("data-quiet"); form.requestSubmit(button); }
  }
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches?.("form[data-quiet]") || form.hasAttribute("data-sending")) return;
    event.preventDefault();
    form.setAttribute("data-sending", "");
    quietly(form, event.submitter).catch(() => {
      form.removeAttribute("data-sending");
      form.removeAttribute("data-quiet");
      form.requestSubmit();
    });
  }, true);

  // -- attendance by tap: one person, saved at once, put back by one press --------------------------
  let tapping = 0;
  let taps = Promise.resolve();
  let settle = 0;
  function tap(form, fields, said) {
    tapping += 1;
    taps = taps.then(async () => {
      const data = new FormData();
      data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
      for (const [name, value] of Object.entries(fields)) data.append(name, value);
      const answer = await fetch(form.dataset.attend, {
        method: "POST", body: data, credentials: "same-origin", headers: { Accept: "application/json" },
      }).catch(() => null);
      const kept = answer && (answer.headers.get("Content-Type") || "").includes("json") ? await answer.json() : null;
      tapping -= 1;
      said(answer?.ok && kept ? kept : null, kept);
      clearTimeout(settle);
      if (!tapping) settle = setTimeout(anew, 250);
    });
  }
  function tell(text, undo) {
    const line = document.querySelector("[data-attend-said]");
    if (!line) return;
    line.textContent = text;
    if (undo) {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", className: "button quiet compact", textContent: words("undo") });
      button.addEventListener("click", undo);
      line.append(" ", button);
    }
  }
  let lastTold = null; // kept over a redraw
  function here(form, box, on) {
    const staff = box.value;
    tap(form, { staff, here: on ? "yes" : "no" }, (kept) => {
      if (!kept) { box.checked = !on; lastTold = null; return tell(words("lost")); }
      const before = kept.before;
      const back = () => {
        const again = document.querySelector(`#attendance [name=present][value="${staff}"]`);
        if (again) again.checked = before === true;
        const was = before === true ? "yes" : before === false ? "no" : "";
        tap(document.querySelector("[data-attend]"), { staff, here: was }, (done) => { lastTold = null; tell(done ? words("saved") + " " + done.at : words("lost")); });
      };
      lastTold = [`${box.dataset.name} ${on ? words("here") : words("away")} ・ ${words("saved")} ${kept.at}`, back];
      tell(...lastTold);
    });
  }
  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (!form?.matches?.("[data-attend]")) return;
    if (event.target.name === "present") here(form, event.target, event.target.checked);
    else if (event.target.name.startsWith("informed_")) {
      tap(form, { staff: event.target.name.slice(9), here: "no", informed: event.target.value }, (kept) => tell(kept ? `${words("saved")} ${kept.at}` : words("lost")));
    }
  });

  // -- a proposed date is put into its field; earlier minutes open in place ----------------------------
  document.addEventListener("change", (event) => {
    if (event.target.matches?.("[data-slot]")) event.target.form.elements.next_at.value = event.target.value;
    else if (event.target.name === "next_at") for (const each of event.target.form.querySelectorAll("[data-slot]")) each.checked = false;
  });
  document.addEventListener("toggle", async (event) => {
    const place = event.target.open && event.target.querySelector?.("[data-paper]");
    if (!place || place.dataset.loaded) return;
    place.dataset.loaded = "1";
    const answer = await fetch(place.dataset.paper, { credentials: "same-origin" }).catch(() => null);
    if (!answer?.ok || answer.redirected) { delete place.dataset.loaded; return; }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    place.replaceChildren(...page.body.childNodes);
  }, true);

  // -- the time, quietly: whole minutes ------------------------------------------------------------------
  setInterval(() => {
    for (const each of document.querySelectorAll("[data-since]")) each.textContent = Math.max(0, Math.floor((Date.now() - Date.parse(each.dataset.since)) / 60000)) + words("minute");
    for (const each of document.querySelectorAll("[data-running]")) {
      each.dataset.from ??= String(Date.now());
      each.textContent = Math.floor((Number(each.dataset.spent) + (Date.now() - Number(each.dataset.from)) / 1000) / 60) + words("minute");
    }
  }, 15000);

  // -- the checklist as one types ------------------------------------------------------------------
  let waiting = 0;
  let asked = 0;
  async function check() {
    const form = document.querySelector("form[data-check]");
    const box = form?.querySelector("[data-checks]");
    if (!box) return;
    const mine = ++asked;
    const answer = await fetch(form.dataset.check, { method: "POST", body: new FormData(form), credentials: "same-origin" }).catch(() => null);
    if (!answer?.ok || answer.redirected || mine !== asked) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector(".checks");
    follow(fresh);
    if (fresh && !box.querySelector("details[open]")) box.replaceChildren(fresh);
  }
  // What was refused before follows what is there now: what has been met leaves the notice, the last one takes it along.
  function follow(fresh) {
    const refused = document.querySelector("[data-missing]");
    if (!refused || !fresh) return;
    const met = new Set([...fresh.querySelectorAll(".met[data-need]")].map((each) => each.dataset.need));
    for (const line of refused.querySelectorAll("[data-need]")) if (line.dataset.need && met.has(line.dataset.need)) line.remove();
    if (!refused.querySelector("[data-need]")) refused.remove();
  }
  document.addEventListener("input", (event) => {
    if (event.target.closest?.("form[data-check]")) { clearTimeout(waiting); waiting = setTimeout(check, 700); }
  });

  function offer() {
    for (const button of document.querySelectorAll("[data-names][hidden], [data-everybody][hidden]")) button.hidden = false;
    for (const each of document.querySelectorAll("[data-without-script]:not([hidden])")) each.hidden = true;
    if (lastTold && document.querySelector("[data-attend-said]:empty")) tell(...lastTold);
  }
  new MutationObserver(offer).observe(body(), { childList: true, subtree: true }); // pages are also drawn anew in place
  offer();
})();
