/* Of the fields of a command those that the chosen one carries. Without this all are shown, and the form asks for what lacks. */
document.addEventListener("DOMContentLoaded", () => {
  const chosen = document.querySelector("select[name=cn]");
  if (!chosen) return;
  const show = () => document.querySelectorAll("[data-for]").forEach((each) => { each.hidden = !each.dataset.for.split(" ").includes(chosen.value); });
  chosen.addEventListener("change", show);
  show();
});
