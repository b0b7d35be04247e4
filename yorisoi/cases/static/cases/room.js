/* The room with several hands: names hidden by one key, notes kept while typing, side forms without losing the
   decision being written, the policy's checklist as one types. Every part works without this file. */
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
    if (everybody) for (const box of everybody.form.querySelectorAll("[name=present]")) box.checked = true;
  });

  // -- side forms: sent quietly, the column is drawn anew, the decision stays as typed --------------
  async function quietly(form) {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const side = page.getElementById("room-side");
    if (!answer.ok || !side) { form.removeAttribute("data-quiet"); form.submit(); return; }
    document.getElementById("room-side").replaceWith(side);
    const agenda = page.getElementById("room-agenda");
    if (agenda) document.getElementById("room-agenda").replaceWith(agenda);
    document.getElementById("attendance")?.querySelector("[type=submit]")?.focus({ preventScroll: true });
    check();
  }
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches?.("form[data-quiet]") || form.hasAttribute("data-sending")) return;
    event.preventDefault();
    form.setAttribute("data-sending", "");
    quietly(form).catch(() => { form.removeAttribute("data-sending"); form.removeAttribute("data-quiet"); form.requestSubmit(); });
  }, true);

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
    if (event.target.closest?.("form[data-notes]")) type(event.target.form);
  });

  // -- notes kept while typing; somebody else's text is never written over ----------------------------
  let writing = 0; // the timer of what was typed and not yet sent
  let sending = Promise.resolve(true); // what is on its way: two sendings of one version would look like two hands
  const stopped = (form) => form.hasAttribute("data-theirs-wrote");
  function type(form) {
    form.setAttribute("data-unsent", "");
    if (stopped(form)) return;
    clearTimeout(writing);
    const said = form.querySelector("[data-notes-said]");
    said.textContent = said.dataset.typing;
    writing = setTimeout(() => send(form), 1500);
  }
  function send(form) {
    clearTimeout(writing);
    sending = sending.then(() => save(form, form.querySelector("[data-notes-said]")));
    return sending;
  }
  async function save(form, said) {
    if (stopped(form)) return false;
    form.removeAttribute("data-unsent");
    const answer = await fetch(form.action, {
      method: "POST", body: new FormData(form), credentials: "same-origin", headers: { Accept: "application/json" },
    }).catch(() => null);
    const kept = answer && (answer.headers.get("Content-Type") || "").includes("json") ? await answer.json() : null;
    if (answer?.ok && kept) {
      form.elements.version.value = kept.version;
      if (!form.hasAttribute("data-unsent")) form.removeAttribute("data-dirty");
      said.textContent = said.dataset.saved;
      return true;
    }
    form.setAttribute("data-unsent", "");
    if (kept?.finalised) return true; // the act that waits says so itself
    if (kept && "theirs" in kept) {
      form.setAttribute("data-theirs-wrote", "");
      said.textContent = said.dataset.theirs;
    } else { said.textContent = said.dataset.lost; }
    return false;
  }

  // Whatever draws the page anew waits until the notes are kept; if they cannot be, it does not go.
  async function first(then) {
    const form = document.querySelector("form[data-notes]");
    const kept = form?.hasAttribute("data-unsent") ? await send(form) : await sending;
    if (kept || !form?.isConnected) return then();
    form.querySelector("[data-notes-said]").scrollIntoView({ block: "center" });
    form.elements.notes.focus({ preventScroll: true });
  }
  const pending = () => document.querySelector("form[data-notes][data-unsent]");
  let flushed = null;
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.closest?.("[data-room]") || form.matches("[data-quiet]")) return;
    if (form.matches("[data-notes]")) { clearTimeout(writing); form.removeAttribute("data-unsent"); return; }
    if (flushed === form) { flushed = null; return; }
    if (!pending()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const button = event.submitter;
    first(() => { flushed = form; form.requestSubmit(button); });
  }, true);
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a.point, a.way");
    if (!link || !pending() || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    first(() => location.assign(link.href));
  });

  function offer() { for (const button of document.querySelectorAll("[data-names][hidden], [data-everybody][hidden]")) button.hidden = false; }
  new MutationObserver(offer).observe(body(), { childList: true, subtree: true }); // pages are also drawn anew in place
  offer();
})();
