/* A draft is kept while one types, and what is wrong with it stands beside it. Without this file 「保存する」 does the same. */
(() => {
  "use strict";
  const PAUSE = 900; // after the last key
  const AFTER_FAILURE = 6000;
  const LONGEST = 60000; // bytes that a browser still sends when the page goes
  let timer = 0, open = false, busy = Promise.resolve();
  const form = () => document.querySelector("form[data-edition]");
  const place = () => document.getElementById("findings");

  function body() {
    const data = new FormData(form());
    data.delete("do");
    data.set("auto", "1");
    return new URLSearchParams(data);
  }
  function show(text) {
    const page = new DOMParser().parseFromString(text, "text/html");
    const seen = page.querySelector("input[name=seen]");
    if (seen) { form().elements.seen.value = seen.value; seen.remove(); }
    place().replaceChildren(...page.body.childNodes);
  }
  function fail() {
    open = true;
    const said = document.createElement("p");
    said.className = "notice warn";
    said.setAttribute("role", "status");
    said.textContent = form().dataset.lost;
    place().replaceChildren(said);
    timer = setTimeout(keep, AFTER_FAILURE);
  }
  function keep() {
    clearTimeout(timer);
    if (!open || !form()) return;
    open = false;
    busy = busy.then(async () => {
      try {
        const answer = await fetch(location.pathname, { method: "POST", body: body(), credentials: "same-origin", headers: { "X-Requested-With": "fetch" } });
        if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
        show(await answer.text());
      } catch { fail(); }
    });
  }
  function typed(event) {
    if (!form() || event.target.form !== form()) return;
    open = true;
    clearTimeout(timer);
    if (!event.isComposing) timer = setTimeout(keep, PAUSE);
  }
  function leave() {
    if (!open || !form()) return;
    const sent = body();
    if (sent.toString().length < LONGEST) { open = false; navigator.sendBeacon?.(location.pathname, sent); } else keep();
  }
  document.addEventListener("input", typed);
  document.addEventListener("change", typed);
  document.addEventListener("compositionend", typed);
  document.addEventListener("submit", (event) => { if (event.target === form()) { clearTimeout(timer); open = false; } }, true);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") leave(); });
  window.addEventListener("pagehide", leave);
})();
