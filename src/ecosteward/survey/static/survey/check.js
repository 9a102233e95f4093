/* The checklist. Every answer is kept on the phone until the server has said that it holds it. Without this file the
   page is one long list of forms that still work. */
(() => {
  const root = document.getElementById("check");
  if (!root) return;
  const all = (query, from = root) => [...from.querySelectorAll(query)];
  const one = (query, from = root) => from.querySelector(query);
  const items = all(".item");
  const form = (item) => one(".item-form", item);
  const key = (item) => root.dataset.store + item.dataset.item;
  const FIELDS = ["verdict", "note", "place", "method"];
  const RETRY = 15000;
  const sending = new Set();
  let waitingPhotos = 0;
  let cut = false; // the last sending reached nobody, whatever the phone believes of its network

  /* ---- what is typed: kept in localStorage until saved, and what is saved until a newer page has it ---- */
  const read = (item) => Object.fromEntries(FIELDS.map((name) => [name, new FormData(form(item)).get(name) || ""]));
  const same = (a, b) => FIELDS.every((name) => (a[name] || "") === (b[name] || ""));
  const kept = (item) => { try { return JSON.parse(localStorage.getItem(key(item))); } catch { return null; } };
  const keep = (item) => { try { localStorage.setItem(key(item), JSON.stringify({ ...read(item), seen: form(item).seen.value })); } catch { /* private mode: the form itself still holds it */ } item.dataset.unsaved = "1"; };
  const forget = (item) => { try { localStorage.removeItem(key(item)); } catch { /* as above */ } delete item.dataset.unsaved; };
  const settle = (item) => { try { localStorage.setItem(key(item), JSON.stringify({ ...read(item), seen: form(item).seen.value, saved: true })); } catch { /* as above */ } delete item.dataset.unsaved; };
  const fill = (item, values) => {
    all("[name=verdict]", item).forEach((box) => { box.checked = box.value === values.verdict; });
    ["note", "place", "method"].forEach((name) => { form(item)[name].value = values[name] || ""; });
    item.dataset.verdict = values.verdict || "";
  };
  const state = (item, html) => { one(".item-state", item).innerHTML = html; };
  const send = (item) => {
    const said = read(item);
    if (!FIELDS.some((name) => said[name].trim())) return forget(item);
    window.htmx.trigger(form(item), "save");
  };

  root.addEventListener("htmx:configRequest", (event) => {
    const item = event.target.closest(".item");
    if (item && event.target.matches(".item-form")) { item.sent = read(item); sending.add(item); show(); }
  });
  root.addEventListener("htmx:beforeSwap", (event) => {
    if (!event.target.closest(".item")) return;
    const { xhr } = event.detail;
    if ([409, 422].includes(xhr.status)) { event.detail.shouldSwap = true; event.detail.isError = false; return; }
    if (xhr.status === 200 && !xhr.getResponseHeader("X-Saved")) event.detail.shouldSwap = false;
  });
  root.addEventListener("htmx:afterRequest", (event) => {
    const item = event.target.closest(".item");
    if (!item || !event.target.matches(".item-form")) return;
    sending.delete(item);
    const { xhr } = event.detail;
    cut = xhr.status === 0;
    const version = xhr.getResponseHeader("X-Saved");
    if (version) {
      form(item).seen.value = version;
      if (same(item.sent, read(item))) settle(item); else keep(item);
      document.dispatchEvent(new Event("survey:saved"));
    } else if (xhr.status === 200) {
      state(item, '<span class="is-unsaved">未保存：登录已过期。已写的都留在这台手机上，请<a href="/accounts/login/?next=' + encodeURIComponent(location.pathname) + '">重新登录</a></span>');
    } else if (xhr.status === 403 || xhr.status === 404) {
      state(item, '<span class="is-unsaved">未保存：页面已过期，或检查已经提交。已写的都留在这台手机上，请刷新页面</span>');
    } else if (![409, 422].includes(xhr.status)) {
      state(item, '<span class="is-unsaved">未保存：网络不通，已存在这台手机上，会自动重试</span>');
    }
    show();
  });
  // The page says itself what went wrong, beside the item.
  ["htmx:responseError", "htmx:sendError", "htmx:timeout"].forEach((name) => root.addEventListener(name, (event) => event.stopPropagation()));

  const timers = new WeakMap();
  root.addEventListener("input", (event) => {
    const item = event.target.closest(".item");
    if (!item || !event.target.closest(".item-form")) return;
    keep(item); show();
    clearTimeout(timers.get(item));
    timers.set(item, setTimeout(() => send(item), event.target.name === "verdict" || event.target.name === "method" ? 0 : 1200));
  });
  root.addEventListener("change", (event) => {
    const item = event.target.closest(".item");
    if (!item || event.target.name !== "verdict") return;
    item.dataset.verdict = event.target.value;
    if (event.target.value === "conforming") setTimeout(() => { if (current === item) go(1); }, 320);
    else if (event.target.value !== "unsure" && !small()) form(item).note.focus({ preventScroll: true });
  });
  root.addEventListener("focusout", (event) => {
    const item = event.target.closest(".item");
    if (item && item.dataset.unsaved && event.target.matches("textarea, input[type=text], input:not([type])")) { clearTimeout(timers.get(item)); send(item); }
  });
  root.addEventListener("submit", (event) => {
    if (!event.target.matches(".item-form")) return;
    event.preventDefault(); send(event.target.closest(".item"));
  });
  root.addEventListener("click", (event) => {
    const choice = event.target.closest("[data-keep]");
    if (choice) {
      const item = choice.closest(".item");
      form(item).seen.value = choice.closest("[data-conflict]").dataset.version;
      if (choice.dataset.keep === "theirs") { fill(item, choice.dataset); settle(item); state(item, '<span class="is-saved">已采用对方的结论</span>'); show(); } else send(item);
    }
    const step = event.target.closest("[data-go]");
    if (step) go(Number(step.dataset.go));
    if (event.target.closest("[data-saved]")) { retry(); const first = items.find(stuck); if (first) open(first); }
  });

  const pending = () => items.filter((item) => item.dataset.unsaved);
  // What sending again does not help: another's answer to settle, words or a photograph the server refused.
  const stuck = (item) => one("[data-conflict], .is-refused", item);
  const retry = () => { pending().filter((item) => !sending.has(item) && !stuck(item)).forEach(send); photos.sendAll(); };
  setInterval(retry, RETRY);
  window.addEventListener("online", retry);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) retry(); });
  ["online", "offline"].forEach((name) => window.addEventListener(name, () => show()));
  // Where the page opens again without signal nothing is lost by leaving it.
  window.addEventListener("beforeunload", (event) => { if ((pending().length || waitingPhotos) && !navigator.serviceWorker?.controller) event.preventDefault(); });

  /* ---- how far we are ---- */
  const wanting = (item) => ["failed", "not_applicable"].includes(item.dataset.verdict) && !form(item).note.value.trim();
  const set = (node, text) => { if (node) node.textContent = text; };
  function show() {
    const count = pending().length + waitingPhotos;
    const chip = one("[data-saved]"), unsettled = items.filter(stuck).length;
    if (!navigator.onLine || (cut && count)) {
      chip.className = `check-saved ${count ? "is-unsaved" : "is-offline"}`;
      chip.innerHTML = `<i class="ti ti-cloud-off" aria-hidden="true"></i><span>没有网络${count ? ` · ${count} 条待补交` : ""}</span>`;
    } else if (unsettled && !sending.size) {
      chip.className = "check-saved is-unsaved";
      chip.innerHTML = `<span>${unsettled} 项要您处理</span>`;
    } else {
      chip.className = "check-saved " + (count ? (sending.size ? "is-sending" : "is-unsaved") : "is-saved");
      chip.innerHTML = count ? (sending.size ? "<span>正在保存…</span>" : `<span>${count} 条未保存 · 重试</span>`) : '<i class="ti ti-cloud-check" aria-hidden="true"></i><span>已保存</span>';
    }
    const done = items.filter((item) => item.dataset.verdict).length;
    set(one("[data-done]"), done); set(one("[data-total]"), items.length);
    one("[data-meter]").style.width = `${items.length ? (100 * done) / items.length : 0}%`;
    all(".topic").forEach((topic) => {
      const link = one(`[data-topic-link="${topic.dataset.topic}"]`), inside = all(".item", topic);
      if (!inside.length) return;
      const number = (verdict) => inside.filter((item) => item.dataset.verdict === verdict).length;
      const toSettle = inside.filter(stuck).length;
      const answered = inside.filter((item) => item.dataset.verdict).length, words = inside.filter(wanting).length;
      set(one("b", link), answered);
      link.classList.toggle("is-done", answered === inside.length && !words);
      one(".topic-marks", link).innerHTML = [["failed", "要您处理", toSettle], ["failed", "不符合", number("failed")], ["unsure", "待核实", number("unsure")], ["wanting", "待写情况", words]]
        .filter(([, , n]) => n).map(([kind, text, n]) => `<em class="is-${kind}">${text} ${n}</em>`).join("");
    });
    items.forEach((item) => item.classList.toggle("is-wanting", wanting(item)));
  }

  /* ---- one item a screen on a phone; the same rows with arrow keys at a desk ---- */
  const narrow = window.matchMedia("(max-width: 991.98px)");
  const small = () => narrow.matches;
  let current = null;
  function open(item, focus = true) {
    items.forEach((each) => each.classList.toggle("is-current", each === item));
    all(".topic").forEach((topic) => topic.classList.toggle("is-current", Boolean(item) && topic.contains(item)));
    root.classList.toggle("is-stepping", Boolean(item));
    current = item;
    if (!item) return;
    history.replaceState(null, "", `#${item.dataset.item}`);
    if (small()) window.scrollTo(0, 0); else if (focus) { item.focus({ preventScroll: true }); item.scrollIntoView({ block: "nearest" }); }
  }
  function go(step) {
    if (step === 0) { history.replaceState(null, "", location.pathname); open(null); window.scrollTo(0, 0); return; }
    const at = items.indexOf(current), next = items[at + step];
    if (small() && current && next && step > 0 && next.closest(".topic") !== current.closest(".topic")) return go(0);
    if (next) open(next); else if (step > 0) go(0);
  }
  function follow() {
    const id = decodeURIComponent(location.hash.slice(1));
    const topic = id && one(`.topic[data-topic="${CSS.escape(id)}"]`);
    const item = items.find((each) => each.dataset.item === id);
    if (item) open(item);
    else if (topic) {
      const inside = all(".item", topic);
      if (small()) open(inside.find((each) => !each.dataset.verdict) || inside[0] || null, false);
      else topic.scrollIntoView();
      if (small() && !inside.length) { root.classList.add("is-stepping"); topic.classList.add("is-current"); }
    } else if (small()) open(null);
  }
  window.addEventListener("hashchange", follow);
  root.addEventListener("focusin", (event) => { const item = event.target.closest(".item"); if (item && !small() && item !== current) open(item, false); });
  const KEYS = { 1: "conforming", 2: "failed", 3: "unsure", 0: "not_applicable" };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.matches("textarea, select, input:not([type=radio])");
    if (event.key === "Escape" && typing && current) return current.focus();
    if (typing) return;
    if (event.key === "ArrowDown" || event.key === "j") { event.preventDefault(); go(1); }
    if (event.key === "ArrowUp" || event.key === "k") { event.preventDefault(); go(-1); }
    if (!current) return;
    if (KEYS[event.key]) { const box = one(`[name=verdict][value=${KEYS[event.key]}]`, current); if (box) box.click(); }
    if (event.key === "n" || event.key === "N") { event.preventDefault(); form(current).note.focus(); }
    if (event.key === "p" || event.key === "P") one(".album input", current).click();
  });

  /* ---- photographs: kept in IndexedDB until uploaded, originals as they are ---- */
  const photos = (() => {
    let store = null;
    const opened = new Promise((resolve) => {
      const request = indexedDB.open("survey-photos", 1);
      request.onupgradeneeded = () => request.result.createObjectStore("photos", { keyPath: "id" });
      request.onsuccess = () => { store = request.result; resolve(); };
      request.onerror = () => resolve();
    });
    const table = (mode) => store && store.transaction("photos", mode).objectStore("photos");
    const held = new Map();
    const busy = new Set();
    const csrf = () => one("[name=csrfmiddlewaretoken]").value;
    const drop = (photo) => { held.delete(photo.id); photo.node.remove(); URL.revokeObjectURL(photo.url); const rows = table("readwrite"); if (rows) rows.delete(photo.id); count(); };
    const count = () => { waitingPhotos = [...held.values()].filter((photo) => !photo.refused).length; show(); };
    const tell = (photo, words, final) => {
      one("figcaption", photo.node).innerHTML = `<span class="is-unsaved"></span>${final ? '<button type="button" class="shot-drop" aria-label="移除">移除</button>' : ""}`;
      one("span", photo.node).textContent = words;
      if (final) one("button", photo.node).onclick = () => drop(photo);
    };
    // Refused once is refused again: it is kept with the reason until the person puts it away, and not sent any more.
    const refuse = (photo, words) => {
      photo.refused = words; photo.node.classList.add("is-refused"); tell(photo, words, true);
      const rows = table("readwrite");
      if (rows) rows.put({ id: photo.id, item: photo.item.dataset.item, file: photo.file, name: photo.name, refused: words });
      count();
    };
    async function upload(photo) {
      if (busy.has(photo.id) || photo.refused) return;
      busy.add(photo.id); tell(photo, "上传中…");
      const box = photo.item.querySelector("[data-photos-url]");
      const body = new FormData();
      body.append("photos", photo.file, photo.name);
      try {
        const answer = await fetch(box.dataset.photosUrl, { method: "POST", body, headers: { "X-CSRFToken": csrf() } });
        cut = false;
        if (answer.headers.get("X-Saved")) {
          const shots = one("[data-shots]", box);
          shots.innerHTML = await answer.text();
          window.htmx.process(shots);
          drop(photo);
          document.dispatchEvent(new Event("survey:saved"));
        } else if (answer.status === 422) {
          const page = new DOMParser().parseFromString(await answer.text(), "text/html");
          refuse(photo, page.body.textContent.trim());
        } else if (answer.status === 413) refuse(photo, "照片太大，服务器没有收下，请缩小后再传");
        else tell(photo, answer.redirected ? "未上传：请重新登录" : "未上传，会自动重试", answer.status === 403 || answer.status === 404);
      } catch { cut = true; tell(photo, "未上传，会自动重试"); } finally { busy.delete(photo.id); show(); }
    }
    function hold(item, file, name, id, refused) {
      const photo = { id, item, file, name, url: URL.createObjectURL(file), node: document.createElement("figure") };
      photo.node.className = "shot";
      photo.node.innerHTML = '<img alt="" width="112" height="84"><figcaption></figcaption>';
      one("img", photo.node).src = photo.url;
      one("[data-waiting]", item).append(photo.node);
      held.set(id, photo); count();
      if (refused) refuse(photo, refused); else upload(photo);
    }
    async function add(item, files) {
      await opened;
      for (const file of files) {
        const id = `${key(item)}:${Date.now()}:${Math.random().toString(36).slice(2)}`;
        const rows = table("readwrite");
        if (rows) try { rows.put({ id, item: item.dataset.item, file, name: file.name }); } catch { /* no room: held in memory */ }
        hold(item, file, file.name || "照片.jpg", id);
      }
    }
    async function recall() {
      await opened;
      const rows = table("readonly");
      if (!rows) return;
      rows.getAll().onsuccess = (event) => event.target.result.filter((row) => row.id.startsWith(root.dataset.store)).forEach((row) => {
        const item = items.find((each) => each.dataset.item === row.item);
        if (item) hold(item, row.file, row.name, row.id, row.refused);
      });
    }
    root.addEventListener("change", (event) => {
      if (!event.target.matches("[data-photo]")) return;
      add(event.target.closest(".item"), [...event.target.files]);
      event.target.value = "";
    });
    recall();
    return { sendAll: () => held.forEach((photo) => upload(photo)) };
  })();

  /* ---- begin: bring back what an earlier visit to this page could not save, or saved after this copy was made ---- */
  items.forEach((item) => {
    const values = kept(item);
    if (!values) return;
    if (values.saved) {
      if (Number(values.seen) <= Number(form(item).seen.value)) return forget(item);
      fill(item, values); form(item).seen.value = values.seen;
      return state(item, '<span class="is-saved"><i class="ti ti-check" aria-hidden="true"></i>已保存</span>');
    }
    fill(item, values); form(item).seen.value = values.seen;
    item.dataset.unsaved = "1";
    state(item, '<span class="is-unsaved">未保存：上次没有发出，正在重试</span>');
  });
  // What the server holds of other visits needs no copy here.
  try {
    Object.keys(localStorage).filter((name) => name.startsWith("survey:") && !name.startsWith(root.dataset.store))
      .forEach((name) => { if (JSON.parse(localStorage.getItem(name)).saved) localStorage.removeItem(name); });
  } catch { /* private mode */ }
  root.classList.add("is-ready");
  follow(); show();
  window.addEventListener("load", retry);
})();
