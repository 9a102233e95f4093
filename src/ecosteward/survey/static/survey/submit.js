/* A deadline follows the severity chosen, unless it was set by hand. Without this file it is typed. */
document.addEventListener("change", ({ target }) => {
  if (!target.name?.endsWith("-severity")) return;
  const due = target.form.elements[target.name.replace(/severity$/, "due_on")], days = target.form.dataset;
  const of = (severity) => days[`due${severity[0].toUpperCase()}${severity.slice(1)}`];
  const given = [...target.options].map((option) => of(option.value));
  if (given.includes(due.value)) due.value = of(target.value);
});
