/* Filters rows by what is typed: <input data-filters="pick-row"> over <tr class="pick-row" data-words="...">. */
document.addEventListener("input", (event) => {
  const kind = event.target.dataset.filters;
  if (!kind) return;
  const words = event.target.value.toLowerCase().split(/\s+/).filter(Boolean);
  document.querySelectorAll(`.${kind}`).forEach((row) => {
    const text = row.dataset.words.toLowerCase();
    row.hidden = !words.every((word) => text.includes(word));
  });
});
