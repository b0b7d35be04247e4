/* 元気アンケート, one thing at a time: the same steps and the same look whatever is answered. Without this script the
   same form is one page. What was sent waits on the tablet until the school has it (genki_store.js). */
(() => {
  "use strict";
  const store = window.yorisoiGenki;
  const here = window.yorisoiAgain;
  const IDLE = 5 * 60 * 1000;
  const PAUSES = [3, 6, 12, 25, 50]; // seconds between tries
  const random = () => [...crypto.getRandomValues(new Uint8Array(18))].map((each) => each.toString(16).padStart(2, "0")).join("");
  const pause = (tries) => PAUSES[Math.min(tries, PAUSES.length - 1)] * 1000;
  // Wait, or until the connection is back.
  const rest = (ms) => new Promise((resolve) => {
    const done = () => { clearTimeout(timer); window.removeEventListener("online", done); resolve(); };
    const timer = setTimeout(done, ms);
    window.addEventListener("online", done);
  });

  // -- a card's code: its token stands behind the # and leaves the address before anything else happens --------
  function byCard() {
    const token = /^#([a-z2-7]{24})$/.exec(location.hash)?.[1];
    const form = document.querySelector("[data-by-card]");
    if (!token || !form) return;
    history.replaceState(null, "", location.pathname);
    form.elements.card.value = token;
    here.leave();
    for (const each of document.querySelectorAll(".g-words, .g-classes, .g-no > .lead")) each.hidden = true;
    const opening = document.querySelector("[data-opening]");
    if (opening) opening.hidden = false;
    form.submit();
    form.elements.card.value = "";
  }

  // -- what an earlier sitting left behind ----------------------------------------------------------------
  async function leftBehind(said) {
    const box = document.querySelector("[data-left]");
    if (!box) return;
    const line = box.querySelector("[data-left-said]");
    const again = box.querySelector("[data-left-again]");
    const tell = (words, more) => { box.hidden = false; line.textContent = words; again.hidden = !more; };
    for (let tries = 0; ; tries += 1) {
      const rows = (await store.waiting()).filter((row) => row.id !== own);
      if (!rows.length) return;
      if (tries === 0) tell(said.sendLeft, false);
      let open = 0;
      let refused = 0;
      for (const row of rows) {
        const { state } = await store.deliver(row);
        if (state === "offline") open += 1;
        else if (!["taken", "told"].includes(state)) refused += 1;
      }
      if (!open && !document.querySelector("[data-genki]")) here.clear();
      if (!open) {
        tell(refused ? said.sendLeftNot : said.sendLeftDone, false);
        return connected(refused ? line.textContent.split(/(?<=[。.])/)[0] : said.endTitle);
      }
      tell(`${said.sendLeft} ${said.sendWaiting}`, true);
      await Promise.race([rest(pause(tries)), new Promise((resolve) => { again.onclick = resolve; })]);
    }
  }
  // The page that says that there is no connection says so no longer once there is one.
  function connected(title) {
    const page = document.querySelector("[data-without-net]");
    const head = page?.querySelector("h1");
    if (!head) return;
    document.title = document.title.replace(head.textContent, title);
    head.textContent = title;
    for (const each of page.querySelectorAll(":scope > .lead")) each.hidden = true;
  }
  let own = ""; // the sending that this page looks after itself

  // -- the form -------------------------------------------------------------------------------------------
  // kept: what the same child had here before the page was loaded again (genki_again.js).
  function begin(form, kept) {
    const said = form.dataset;
    here.guard(form, kept?.main ?? document.querySelector("main").innerHTML, () => (sending ? null : at));
    const one = (name) => form.querySelector(`[data-${name}]`);
    const steps = [...form.querySelectorAll("[data-step]")];
    const stepped = form.hasAttribute("data-one-by-one");
    const CHECK = stepped ? steps.length : 1;
    const special = { check: one("check"), talk: one("talk"), wait: one("wait"), idle: one("idle") };
    const [back, next, talk] = [one("back"), one("next"), one("talk-open")];
    let at = 0;
    let mending = false;
    let shown = null; // "talk", "wait", "idle" in front of the step
    let sending = false;

    form.classList.add("stepping");
    talk.type = next.type = "button";

    function draw(focus = true) {
      const checking = at === CHECK;
      steps.forEach((step, place) => { step.hidden = Boolean(shown) || checking || (stepped && place !== at); });
      special.check.hidden = Boolean(shown) || !checking;
      for (const name of ["talk", "wait", "idle"]) special[name].hidden = shown !== name;
      one("turn").hidden = Boolean(shown);
      back.hidden = at === 0;
      next.firstElementChild.textContent = checking ? said.pageSend
        : mending ? said.pageCheck : !stepped ? said.pageCheck : at === 0 ? said.pageStart : said.pageNext;
      const progress = one("progress");
      progress.hidden = !stepped || Boolean(shown) || at === 0;
      progress.firstElementChild.max = CHECK;
      progress.firstElementChild.value = at;
      progress.querySelector("[data-place]").textContent = `${at} / ${CHECK}`;
      if (checking && !shown) tellAll();
      const head = shown ? special[shown] : checking ? special.check : steps[at];
      if (focus) { head.querySelector("h1, h2, [tabindex]")?.focus({ preventScroll: true }); scrollTo({ top: 0, behavior: "instant" }); }
      window.speechSynthesis?.cancel();
    }
    function error(words) {
      const box = one("error");
      box.hidden = !words;
      one("error-said").textContent = words || "";
      if (words) { box.focus(); box.scrollIntoView({ block: "center" }); }
    }
    // `htmx` in the state keeps the page's own script from loading the page anew on the browser's back button.
    function go(place, state = "push") {
      at = Math.max(0, Math.min(place, CHECK));
      error("");
      one("told").hidden = true;
      if (state === "push") history.pushState({ htmx: true, genki: at }, "");
      draw();
    }
    if (kept) [at, shown] = [Math.min(kept.step, CHECK), kept.step ? "idle" : null];
    history.replaceState({ htmx: true, genki: at }, "");
    window.addEventListener("popstate", (event) => {
      if (!form.isConnected || sending) return;
      shown = null;
      mending = false;
      go(event.state?.genki ?? 0, "kept");
    });
    const fields = (step) => [...step.querySelectorAll("input, textarea")];
    const chosen = (step) => fields(step).filter((field) => (field.type === "radio" || field.type === "checkbox" ? field.checked : field.value.trim()));

    // 「いまは いえない」 and an answer do not go together: the last one pressed counts.
    form.addEventListener("change", (event) => {
      const field = event.target;
      const step = field.closest("[data-answers]");
      if (!step || field.type === "radio") return;
      const others = fields(step).filter((each) => each !== field);
      if (field.hasAttribute("data-cannot")) {
        if (field.checked) for (const each of others) if (each.type === "checkbox") each.checked = false;
      } else {
        for (const each of others) if (each.hasAttribute("data-cannot")) each.checked = false;
      }
    });

    // -- looking over: hidden from the neighbour until the child wants to see it ------------------------
    let revealed = !stepped;
    function tellAll() {
      const list = one("told-list");
      const row = form.querySelector("[data-told-row]");
      list.replaceChildren();
      steps.forEach((step, place) => {
        if (!step.hasAttribute("data-answers")) return;
        const line = row.content.cloneNode(true);
        line.querySelector(".g-ask").append(...[...step.querySelector("h1, h2").cloneNode(true).childNodes]);
        const answers = chosen(step);
        const box = line.querySelector(".g-answer");
        if (!revealed || !answers.length) {
          box.textContent = answers.length ? said.checkAnswered : said.checkEmpty;
        } else {
          for (const field of answers) {
            const words = document.createElement("span");
            if (field.matches("textarea")) words.textContent = field.value;
            else words.append(...[...field.parentElement.querySelector("span").cloneNode(true).childNodes]);
            words.querySelector?.("small")?.remove();
            box.append(words);
          }
        }
        line.querySelector("button").addEventListener("click", () => {
          if (stepped) { mending = true; go(place); } else { go(0); step.scrollIntoView(); step.querySelector("input, textarea")?.focus(); }
        });
        list.append(line);
      });
      const button = one("reveal");
      button.setAttribute("aria-pressed", String(revealed));
      button.firstElementChild.textContent = revealed ? said.checkHide : said.checkShow;
    }
    one("reveal").addEventListener("click", () => { revealed = !revealed; tellAll(); });

    // -- turning ------------------------------------------------------------------------------------------
    back.addEventListener("click", () => { mending = false; history.back(); });
    next.addEventListener("click", () => {
      if (at === CHECK) return send();
      const named = stepped ? steps[at] : steps.find((step) => step.dataset.step === "name");
      if (named?.dataset.step === "name" && !chosen(named).length) return error(said.nameNeeded);
      const place = mending || !stepped ? CHECK : at + 1;
      mending = false;
      return go(place);
    });
    form.addEventListener("submit", (event) => {
      if (event.submitter?.hasAttribute("data-native")) return;
      event.preventDefault();
      event.stopPropagation();
      if (!shown && (!event.submitter || event.submitter.hasAttribute("data-plain"))) next.click(); // Enter on a choice
    });

    // -- sending: kept on the tablet first, erased when the school has it -----------------------------------
    function body(more) {
      const data = new URLSearchParams();
      for (const [name, value] of new FormData(form)) if (typeof value === "string") data.append(name, value);
      for (const [name, value] of Object.entries(more)) data.set(name, value);
      return data.toString();
    }
    async function send() {
      if (sending) return;
      sending = true;
      const row = { id: form.elements.sending.value, url: form.action, body: body({ go: "send" }) };
      own = row.id;
      shown = "wait";
      one("wait-said").textContent = said.sendSending;
      one("wait-help").hidden = one("wait-again").hidden = true;
      draw();
      await store.put(row.id, row.url, row.body);
      for (let tries = 0; ; tries += 1) {
        const answer = await store.deliver(row);
        if (answer.state === "taken") return done();
        if (answer.state !== "offline") {
          sending = false;
          shown = null;
          own = ["late", "closed"].includes(answer.state) ? row.id : "";
          const place = steps.findIndex((step) => answer.item && step.dataset.step === answer.item);
          if (place >= 0) { mending = stepped; go(stepped ? place : 0); if (!stepped) steps[place].scrollIntoView(); } else draw();
          return error(answer.said || (answer.state === "long" ? said.noLong : said.noBad));
        }
        one("wait-said").textContent = said.sendWaiting;
        one("wait-help").hidden = one("wait-again").hidden = false;
        await Promise.race([rest(pause(tries)), new Promise((resolve) => { one("wait-again").onclick = resolve; })]);
        one("wait-said").textContent = said.sendSending;
      }
    }
    function done() {
      here.clear();
      const end = document.querySelector("[data-end]").content.cloneNode(true);
      form.reset();
      history.replaceState({ htmx: true }, "");
      form.replaceWith(end); // with all that was typed and chosen
      document.querySelector(".g-end h1").focus({ preventScroll: true });
      scrollTo({ top: 0, behavior: "instant" });
      document.dispatchEvent(new CustomEvent("yorisoi:shown"));
    }

    // -- 「いま はなしたい」 ---------------------------------------------------------------------------------
    talk.addEventListener("click", () => { shown = "talk"; draw(); });
    one("talk-no").addEventListener("click", () => { shown = null; draw(); });
    one("talk-yes").addEventListener("click", async () => {
      shown = null;
      draw(false);
      const row = { id: random(), url: form.action, body: new URLSearchParams({ card: form.elements.card.value, mode: form.elements.mode.value, go: "talk_yes" }).toString() };
      await store.put(row.id, row.url, row.body);
      for (let tries = 0; ; tries += 1) {
        const answer = await store.deliver(row);
        const told = document.querySelector("[data-told]");
        if (told) {
          told.hidden = false;
          one("told-said").textContent = answer.state === "told" ? said.talkDone : answer.state === "offline" ? said.talkWaiting : answer.said || said.noBroken;
          scrollTo({ top: 0, behavior: "instant" });
        }
        if (answer.state !== "offline") return;
        await rest(pause(tries));
      }
    });

    // -- a screen that nobody touches hides its answers --------------------------------------------------------
    let touched = Date.now();
    for (const kind of ["pointerdown", "keydown", "input"]) document.addEventListener(kind, () => { touched = Date.now(); }, { passive: true });
    setInterval(() => {
      if (form.isConnected && !shown && at > 0 && Date.now() - touched > IDLE) { revealed = !stepped; shown = "idle"; draw(); }
    }, 5000);
    one("idle-go").addEventListener("click", () => { shown = null; draw(); });

    if (kept) special.idle.querySelector(".lead").textContent = said.idleAgain;
    const wrong = kept ? -1 : steps.findIndex((step) => step.classList.contains("wrong") || (!one("error").hidden && said.choice !== undefined && step.dataset.step === "name" && !chosen(step).length));
    if (wrong > 0) { const words = one("error-said").textContent; go(stepped ? wrong : 0); error(words); } else draw(false);
    leftBehind(said);
  }

  const kept = here.take();
  if (kept) here.show(kept);
  const form = document.querySelector("[data-genki]");
  if (form) begin(form, kept);
  const page = document.querySelector("[data-genki-page]");
  byCard();
  window.addEventListener("hashchange", byCard); // the next child's card, in the same window
  if (page?.isConnected) leftBehind(page.dataset);
})();
