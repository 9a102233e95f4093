/* Files dropped on an archive page, and the keys of the list's form. The page works without: it links to forms. */
(() => {
  const form = document.getElementById("drop");
  const list = document.getElementById("drops");

  // One upload after the other, each with its own line; the page is read anew when all are through.
  const queue = [];
  let running = false;
  const line = (file) => {
    const item = document.createElement("li");
    const name = document.createElement("span");
    name.textContent = file.name;
    const bar = Object.assign(document.createElement("progress"), { max: 1, value: 0 });
    const words = document.createElement("span");
    words.textContent = "等待上传";
    item.append(name, bar, words);
    list.append(item);
    list.hidden = false;
    return {
      show: (part) => { bar.value = part; words.textContent = part < 1 ? `上传中 ${Math.round(part * 100)}%` : "正在核对并存入…"; },
      end: (text, done) => { bar.value = 1; words.textContent = text; words.className = done ? "is-done" : "is-refused"; item.scrollIntoView({ block: "nearest" }); },
    };
  };
  const send = ({ file, place, shown }) => new Promise((resolve) => {
    const limit = Number(form.dataset.limit);
    if (limit && file.size > limit) {
      shown.end(`文件有 ${(file.size / 1048576).toFixed(0)} MB，超过上限 ${(limit / 1048576).toFixed(0)} MB，请压缩或拆分后上传`, false);
      return resolve();
    }
    const data = new FormData(form);
    data.append("file", file);
    data.append("place", place);
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.upload.onprogress = (event) => { if (event.lengthComputable) shown.show(event.loaded / event.total); };
    request.onerror = () => { shown.end("网络中断，没有存入，请重试", false); resolve(); };
    request.onload = () => {
      let words = request.status === 403 ? "您没有存入的权限" : request.status === 413 ? "文件超过上限，请压缩或拆分后上传" : "没有存入，请刷新页面后重试";
      try { words = JSON.parse(request.responseText).words; } catch { /* an error page */ }
      shown.end(words, request.status === 200);
      resolve();
    };
    request.send(data);
  });
  const run = async () => {
    if (running) return;
    running = true;
    while (queue.length) await send(queue.shift());
    running = false;
    window.htmx.ajax("GET", form.dataset.page, { target: "#archive", swap: "innerHTML" });
  };
  const take = (files, place) => {
    for (const file of files) queue.push({ file, place, shown: line(file) });
    run();
  };

  if (form) {
    const picker = form.querySelector("input[type=file]");
    let wanted = "";
    picker.addEventListener("change", () => { take([...picker.files], wanted); picker.value = ""; });
    document.addEventListener("click", (event) => {
      const link = event.target.closest("[data-pick]");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      wanted = link.dataset.pick;
      picker.accept = "camera" in link.dataset ? "image/*" : "";
      picker.toggleAttribute("capture", "camera" in link.dataset);
      if ("camera" in link.dataset) picker.setAttribute("capture", "environment");
      picker.click();
    });
    const holdsFiles = (event) => [...(event.dataTransfer?.types || [])].includes("Files");
    const mark = (place) => document.querySelectorAll(".is-target").forEach((row) => row !== place && row.classList.remove("is-target"));
    document.addEventListener("dragover", (event) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      document.body.classList.add("is-dropping");
      const row = event.target.closest?.("[data-place]");
      mark(row);
      row?.classList.add("is-target");
    });
    const rest = () => { document.body.classList.remove("is-dropping"); mark(null); };
    document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) rest(); });
    document.addEventListener("drop", (event) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      rest();
      take([...event.dataTransfer.files], event.target.closest?.("[data-place]")?.dataset.place || "");
    });
    window.addEventListener("beforeunload", (event) => { if (running) event.preventDefault(); });
  }

  const sheet = document.querySelector("[data-sheet]");
  if (sheet) {
    const boxes = (part) => [...sheet.querySelectorAll(`[data-reason="${part}"]`)];
    sheet.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return sheet.requestSubmit(sheet.querySelector(".sheet-bar-save button"));
      const part = event.target.dataset.reason;
      if (!part) return;
      if (event.key === "Enter") event.preventDefault();
      const step = { ArrowDown: 1, ArrowUp: -1, Enter: 1 }[event.key];
      if (!step) return;
      const column = boxes(part);
      column[column.indexOf(event.target) + step]?.focus();
    });
    // A reason means 否; a tick needs none.
    sheet.addEventListener("input", (event) => {
      const cell = event.target.closest(".cell");
      if (!cell) return;
      const reason = cell.querySelector("[data-reason]");
      if (event.target === reason && reason.value) cell.querySelector('input[value="no"]').checked = true;
      if (event.target.value === "yes" || event.target.type === "radio" && event.target.value === "") reason.value = "";
    });
    let dirty = false;
    sheet.addEventListener("input", () => { dirty = true; });
    sheet.addEventListener("submit", () => { dirty = false; });
    window.addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });
  }

  document.addEventListener("click", (event) => { if (event.target.closest("[data-print]")) window.print(); });
})();
