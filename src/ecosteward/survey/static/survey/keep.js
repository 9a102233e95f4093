/* Keeps this checklist on the phone, so that it opens again without signal. Browsers allow that on https (and on the
   machine itself) only; elsewhere the page works as long as it stays open. */
(() => {
  const root = document.getElementById("check");
  if (!root || !("serviceWorker" in navigator)) return;
  const REST = 4000; // ms without a save after which the kept page is fetched anew, with its photographs
  const keptByVisit = Boolean(navigator.serviceWorker.controller);
  let timer = 0;
  const keep = async () => {
    if (!navigator.onLine) return;
    (await navigator.serviceWorker.ready).active.postMessage({ keep: location.pathname });
  };
  navigator.serviceWorker.register(root.dataset.worker, { scope: "/" }).then(() => { if (!keptByVisit) keep(); }, () => { /* refused: as if there were none */ });
  document.addEventListener("survey:saved", () => { clearTimeout(timer); timer = setTimeout(keep, REST); });
})();
