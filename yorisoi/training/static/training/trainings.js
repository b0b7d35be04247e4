// One press ticks everybody who was to be there; without this each is ticked by hand.
for (const button of document.querySelectorAll("[data-all-came]")) {
  const list = button.closest("fieldset").querySelector(".came");
  button.hidden = false;
  button.addEventListener("click", () => {
    for (const box of list.querySelectorAll("input[type=checkbox]")) box.checked = true;
  });
}
