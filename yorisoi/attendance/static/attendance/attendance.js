"use strict";
/* A tap on a child's name goes from one kind to the next; the button says what it will record. Without this, the
   lists are chosen from and the same button records. */
(() => {
  const TURNS = ["present", "illness", "unknown", "late", "present"];
  for (const form of document.querySelectorAll("form[data-attendance]")) {
    const seats = [...form.querySelectorAll("[data-seat]")];
    const said = form.querySelector("[data-count]");
    const group = (select) => select.selectedOptions[0]?.parentElement.dataset.group || "";
    const count = () => {
      if (!said) return;
      const kinds = seats.map((seat) => group(seat.querySelector("select"))).filter(Boolean);
      const absent = kinds.filter((kind) => kind === "absent").length;
      const parts = [];
      if (absent) parts.push(`${form.dataset.absent} ${absent}`);
      if (kinds.length - absent) parts.push(`${form.dataset.other} ${kinds.length - absent}`);
      said.textContent = parts.length ? `${form.dataset.some}（${parts.join("・")}）` : form.dataset.all;
    };
    for (const seat of seats) {
      const select = seat.querySelector("select");
      const label = seat.querySelector("label[for=" + CSS.escape(select.id) + "]");
      const button = document.createElement("button");
      button.type = "button";
      button.append(...label.childNodes);
      select.setAttribute("aria-label", button.querySelector("b").textContent);
      label.replaceWith(button);
      const note = seat.querySelector("details.note");
      button.addEventListener("click", () => {
        const at = TURNS.indexOf(select.value);
        select.value = at < 0 ? "present" : TURNS[at + 1];
        select.dispatchEvent(new Event("change", { bubbles: true }));
      });
      select.addEventListener("change", () => {
        if (note && !note.querySelector("input").value) note.open = false;
        count();
      });
    }
    count();
  }
})();
