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
    for (const button of document.querySelectorAll("[data-names]")) button.setAttribute("aria-pressed", String(on));
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
    if (fresh && !box.querySelector("details[open]")) box.replaceChildren(fresh);
  }
  document.addEventListener("input", (event) => {
    if (event.target.closest?.("form[data-check]")) { clearTimeout(waiting); waiting = setTimeout(check, 700); }
    if (event.target.closest?.("form[data-notes]")) type(event.target.form);
  });

  // -- notes kept while typing; somebody else's text is never written over ----------------------------
  let writing = 0;
  let stopped = false;
  function type(form) {
    if (stopped) return;
    clearTimeout(writing);
    const said = form.querySelector("[data-notes-said]");
    said.textContent = said.dataset.typing;
    writing = setTimeout(() => save(form, said), 1500);
  }
  async function save(form, said) {
    const answer = await fetch(form.action, {
      method: "POST", body: new FormData(form), credentials: "same-origin", headers: { Accept: "application/json" },
    }).catch(() => null);
    const kept = answer && (answer.headers.get("Content-Type") || "").includes("json") ? await answer.json() : null;
    if (answer?.ok && kept) {
      form.elements.version.value = kept.version;
      form.removeAttribute("data-dirty");
      said.textContent = said.dataset.saved;
    } else if (kept && "theirs" in kept) {
      stopped = true;
      said.textContent = said.dataset.theirs;
    } else { said.textContent = said.dataset.lost; }
  }

  function offer() { for (const button of document.querySelectorAll("[data-names][hidden], [data-everybody][hidden]")) button.hidden = false; }
  new MutationObserver(offer).observe(body(), { childList: true, subtree: true }); // pages are also drawn anew in place
  offer();
})();
